/** The calibration panel's side of the editor: one webview per folder, fed from the folder's engine. */
import * as vscode from 'vscode';
import type { LabelReport } from '../../core/calibration/report.ts';
import type { Engine, PlaceRef } from '../../core/engineApi.ts';
import type { Level } from '../../core/matching/match.ts';
import type { FineTuneReport } from '../../core/tuning/report.ts';
import type {
  FromPanel,
  PanelState,
  PanelTab,
  ToPanel,
} from '../../webview/calibration/messages.ts';
import { describeStep } from '../progressWords.ts';
import { isCancelled, sentence } from '../report.ts';
import { changesLevel, chooseLevel, preferences } from '../settings.ts';
import { TimeLeft } from '../timeLeft.ts';
import { panelHtml } from './calibrationPanelHtml.ts';
import { exportHead, importHead, isDeletionWanted, saveAs } from './headFiles.ts';

export const PANEL_TYPE = 'lookalike.calibration';
/** Pairs asked for at once: two minutes of a person's time. */
const QUEUE_LENGTH = 20;

export interface PanelParts {
  readonly extensionUri: vscode.Uri;
  readonly folder: vscode.WorkspaceFolder;
  readonly engine: () => Engine;
  readonly compare: (
    a: vscode.Uri,
    aLines: PlaceRef,
    b: vscode.Uri,
    bLines: PlaceRef,
  ) => Promise<void>;
  readonly log: vscode.LogOutputChannel;
  /** Keeps the report of the last fine-tuning. */
  readonly memory: vscode.Memento;
  /** Told that results may look different now: another level, another head, other thresholds. */
  readonly changed: () => void;
}

export class CalibrationPanel implements vscode.Disposable {
  readonly #parts: PanelParts;
  readonly #panel: vscode.WebviewPanel;
  readonly #disposables: vscode.Disposable[];
  #state: PanelState;
  #abort: AbortController | undefined;
  #isReady = false as boolean;
  #tab: PanelTab | undefined;

  /** @param panel one that the editor restored; made anew where there is none. */
  constructor(parts: PanelParts, closed: () => void, panel = createPanel(parts)) {
    this.#parts = parts;
    this.#panel = panel;
    const tuning = parts.memory.get<FineTuneReport>(tuningKey(parts.folder));
    this.#state = {
      folder: parts.folder.name,
      level: preferences(parts.folder).level,
      ...(tuning ? { tuning } : {}),
    };
    const { webview } = panel;
    webview.options = webviewOptions(parts.extensionUri);
    this.#disposables = [
      webview.onDidReceiveMessage((message: FromPanel) => void this.#take(message)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesLevel(event, parts.folder))
          this.#set({ level: preferences(parts.folder).level });
      }),
      panel.onDidDispose(() => {
        this.dispose();
        closed();
      }),
    ];
    webview.html = panelHtml(webview, parts.extensionUri);
  }

  /** What it shows now. */
  get state(): PanelState {
    return this.#state;
  }

  /** Brings the panel to the front, at a tab if one is named. */
  show(tab?: PanelTab): void {
    this.#panel.reveal();
    if (tab) this.#showTab(tab);
  }

  /** Asks the engine again: after a calibration or a label that was made elsewhere. */
  async refresh(): Promise<void> {
    await this.#try(async () => {
      const engine = this.#parts.engine();
      const [report, heads] = await Promise.all([engine.calibration(), engine.heads()]);
      this.#set({ heads, ...(report ? { report } : {}) });
    });
  }

  /** Measures the folder and shows what came of it. */
  async calibrate(): Promise<void> {
    await this.#run('calibrate', async (progress, signal) => {
      this.#set({ report: await this.#parts.engine().calibrate(progress, signal) });
    });
  }

  /** Trains a head, shows what came of it, and the numbers that hold with it. */
  async fineTune(): Promise<void> {
    const { engine, memory, folder, changed } = this.#parts;
    await this.#run('tune', async (progress, signal) => {
      const tuning = await engine().fineTune({}, progress, signal);
      await memory.update(tuningKey(folder), tuning);
      this.#set({ tuning });
      await this.refresh();
      if (tuning.inUse) changed();
    });
  }

  /** @param name undefined: the encoder as it ships. */
  async useHead(name: string | undefined): Promise<void> {
    await this.#run('switch', async () => {
      await this.#parts.engine().useHead({ name });
      await this.refresh();
      this.#parts.changed();
    });
  }

  dispose(): void {
    this.#isReady = false;
    this.#abort?.abort();
    for (const one of this.#disposables.splice(0)) one.dispose();
    this.#panel.dispose();
  }

  async #take(message: FromPanel): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.#isReady = true;
        this.#post({ kind: 'state', state: this.#state });
        if (this.#tab) this.#showTab(this.#tab);
        return this.refresh();
      case 'calibrate':
        return this.calibrate();
      case 'cancel':
        return this.#abort?.abort();
      case 'useLevel':
        return this.#useLevel(message.level);
      case 'loadQueue':
        return this.#loadQueue();
      case 'label':
        return this.#label(message.a, message.b, message.isMatch);
      case 'compare':
        return this.#compare(message.a, message.b);
      case 'fineTune':
        return this.fineTune();
      case 'useHead':
        return this.useHead(message.name);
      case 'exportHead':
        return this.#exportHead(message.name);
      case 'deleteHead':
        return this.#deleteHead(message.name);
      case 'importHead':
        return this.#importHead();
      case 'exportReport':
        return this.#save('calibration.json', `${JSON.stringify(this.#state.report, null, 2)}\n`);
      case 'exportPicture':
        return this.#save('calibration.png', Buffer.from(message.png, 'base64'));
    }
  }

  async #useLevel(level: Level): Promise<void> {
    await this.#try(() => chooseLevel(this.#parts.folder, level));
  }

  async #loadQueue(): Promise<void> {
    await this.#run('queue', async (_, signal) => {
      const queue = await this.#parts.engine().labelQueue({ limit: QUEUE_LENGTH }, signal);
      this.#set({ queue });
    });
  }

  async #label(a: PlaceRef, b: PlaceRef, isMatch: boolean): Promise<void> {
    await this.#try(async () => {
      const label = await this.#parts.engine().label({ a, b, isMatch });
      this.#labelled(label);
    });
  }

  #labelled({ labels, contradictions }: LabelReport): void {
    this.#post({ kind: 'labelled', labels, contradicts: contradictions.length > 0 });
  }

  async #compare(a: PlaceRef, b: PlaceRef): Promise<void> {
    const { folder, compare } = this.#parts;
    const at = ({ path }: PlaceRef) => vscode.Uri.joinPath(folder.uri, path);
    await this.#try(() => compare(at(a), a, at(b), b));
  }

  async #exportHead(name: string): Promise<void> {
    const { engine, folder } = this.#parts;
    await this.#try(() => exportHead(engine(), folder, name));
  }

  async #deleteHead(name: string): Promise<void> {
    if (!(await isDeletionWanted(name))) return;
    await this.#run('switch', async () => {
      await this.#parts.engine().deleteHead({ name });
      await this.refresh();
    });
  }

  async #importHead(): Promise<void> {
    await this.#try(async () => {
      if (await importHead(this.#parts.engine())) await this.refresh();
    });
  }

  async #save(name: string, content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    await this.#try(async () => {
      await saveAs(this.#parts.folder, name, bytes);
    });
  }

  /** Runs one long task at a time, with progress in the panel and a Cancel button. */
  async #run(
    task: NonNullable<PanelState['busy']>['task'],
    body: (
      progress: (done: number, total: number, what: string) => void,
      signal: AbortSignal,
    ) => Promise<void>,
  ): Promise<void> {
    if (this.#abort) return;
    const abort = new AbortController();
    this.#abort = abort;
    const what = taskName(task);
    this.#set({ busy: { task, done: 0, total: 0, what } });
    const clock = new TimeLeft();
    // The status bar says that something runs while the panel is behind another tab.
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: what },
      () =>
        this.#try(() =>
          body((done, total, said) => {
            if (abort.signal.aborted) return;
            const msLeft = clock.after(done, total, Date.now());
            const left = msLeft === undefined ? {} : { secondsLeft: msLeft / 1000 };
            const step = describeStep(said, vscode.l10n.t);
            const words = step === '' ? what : `${what}: ${step}`;
            this.#set({ busy: { task, done, total, what: words, ...left } });
          }, abort.signal),
        ),
    );
    this.#abort = undefined;
    const { busy: _, ...rest } = this.#state;
    this.#state = rest;
    this.#set({});
  }

  /** What went wrong is said in the panel, where it was asked for. */
  async #try(body: () => PromiseLike<void>): Promise<void> {
    try {
      const { problem: _, ...rest } = this.#state;
      this.#state = rest;
      await body();
    } catch (error) {
      if (isCancelled(error)) return;
      this.#parts.log.error(error instanceof Error ? error : String(error));
      this.#set({ problem: sentence(error) });
    }
  }

  #showTab(tab: PanelTab): void {
    this.#tab = tab;
    if (!this.#isReady) return;
    this.#tab = undefined;
    this.#post({ kind: 'show', tab });
  }

  #set(changed: Partial<PanelState>): void {
    this.#state = { ...this.#state, ...changed };
    if (this.#isReady) this.#post({ kind: 'state', state: this.#state });
  }

  #post(message: ToPanel): void {
    void this.#panel.webview.postMessage(message);
  }
}

function tuningKey(folder: vscode.WorkspaceFolder): string {
  return `tuning ${folder.uri.toString()}`;
}

function createPanel({ extensionUri, folder }: PanelParts): vscode.WebviewPanel {
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const title = vscode.l10n.t('Calibration');
  return vscode.window.createWebviewPanel(
    PANEL_TYPE,
    several ? `${title}: ${folder.name}` : title,
    vscode.ViewColumn.Active,
    webviewOptions(extensionUri),
  );
}

function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')],
  };
}

function taskName(task: NonNullable<PanelState['busy']>['task']): string {
  switch (task) {
    case 'calibrate':
      return vscode.l10n.t('Lookalike measures this workspace');
    case 'queue':
      return vscode.l10n.t('Lookalike looks for the pairs in doubt');
    case 'tune':
      return vscode.l10n.t('Lookalike learns this workspace’s words');
    case 'switch':
      return vscode.l10n.t('Lookalike takes the other encoder into use');
  }
}
