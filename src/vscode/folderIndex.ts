/** One workspace folder's engine: started when first needed, brought up to date, told of changed files. */
import type * as vscode from 'vscode';
import type { Engine, IndexReport, IndexState } from '../core/engineApi.ts';
import { TimeLeft } from './timeLeft.ts';

/** Several events of one save arrive within this time and are told once. Measured: they are 5–20 ms apart. */
const HINT_DELAY_MS = 30;

/**
 * Events are hints: watchers drop some (created and deleted at once, a switched branch), so the folder is looked
 * over once it has been quiet for this long (a look at 4,000 unchanged files takes .4 s), and every now and then.
 */
const QUIET_MS = 5_000;
const LOOK_OVER_MS = 300_000;

export interface IndexProgress {
  readonly done: number;
  readonly total: number;
  /** Milliseconds still to go; undefined while that cannot be told. */
  readonly leftMs?: number | undefined;
}

export interface FolderIndexOptions {
  readonly folder: vscode.WorkspaceFolder;
  readonly startEngine: () => Engine;
  /** Called after every change of `state` or `progress`. */
  readonly changed: () => void;
  /** Told what happened in the background, where nobody waits for an answer. */
  readonly report: (what: string, error?: unknown) => void;
  /** How long after the last event the folder is looked over; for tests. */
  readonly quietMs?: number;
}

export class FolderIndex {
  readonly folder: vscode.WorkspaceFolder;
  readonly #options: FolderIndexOptions;
  #engine: Engine | undefined;
  #state: IndexState = 'empty';
  #progress: IndexProgress | undefined;
  #indexing: Promise<IndexReport> | undefined;
  #abort = new AbortController();
  readonly #hints = new Set<string>();
  #hintTimer: NodeJS.Timeout | undefined;
  #lookOverTimer: NodeJS.Timeout | undefined;

  constructor(options: FolderIndexOptions) {
    this.folder = options.folder;
    this.#options = options;
  }

  get state(): IndexState {
    return this.#state;
  }

  /** Files read and to read, while indexing or paused. */
  get progress(): IndexProgress | undefined {
    return this.#progress;
  }

  /** Whether the engine has been started in this window. */
  get isRunning(): boolean {
    return this.#engine !== undefined;
  }

  get engine(): Engine {
    this.#engine ??= this.#options.startEngine();
    return this.#engine;
  }

  /** Resolves once the index is up to date; joins a run that is under way. */
  upToDate(): Promise<IndexReport> {
    this.#indexing ??= this.#run((progress, signal) => this.engine.index(progress, signal));
    return this.#indexing;
  }

  /** Stops the run under way; those who wait for it get an AbortError. */
  cancel(): void {
    this.#abort.abort();
  }

  async rebuild(): Promise<IndexReport> {
    this.cancel();
    await this.#indexing?.catch(() => undefined);
    this.#indexing = this.#run((progress, signal) => this.engine.rebuild(progress, signal));
    return this.#indexing;
  }

  async pause(): Promise<void> {
    await this.engine.pause();
    this.#become('paused');
  }

  /** Goes on where it was paused, in this window or in one before. */
  async resume(): Promise<void> {
    await this.#engine?.resume();
    if (this.#indexing) this.#become(this.#progress ? 'indexing' : 'ready');
    else await this.upToDate();
  }

  /** Takes over a pause from the window before: nothing is started until the user resumes or asks. */
  startPaused(): void {
    if (!this.#engine) this.#become('paused');
  }

  /** Says that these files changed, relative to the folder; the engine looks for itself what became of them. */
  fileChanged(path: string): void {
    if (!this.#engine) return;
    this.#hints.add(path);
    this.#hintTimer ??= setTimeout(() => void this.#tellChanges(), HINT_DELAY_MS);
  }

  /** Ends the engine; the next question starts it again, with the settings of then. */
  async stop(): Promise<void> {
    clearTimeout(this.#hintTimer);
    clearTimeout(this.#lookOverTimer);
    this.#hintTimer = undefined;
    this.#abort.abort();
    const engine = this.#engine;
    this.#engine = undefined;
    this.#indexing = undefined;
    this.#progress = undefined;
    this.#become('empty');
    await engine?.dispose();
  }

  async #tellChanges(): Promise<void> {
    this.#hintTimer = undefined;
    const paths = [...this.#hints];
    this.#hints.clear();
    try {
      await this.#engine?.filesChanged(paths);
    } catch (error) {
      this.#options.report('Changed files could not be read', error);
    }
    this.#lookOverIn(this.#options.quietMs ?? QUIET_MS);
  }

  #lookOverIn(delayMs: number): void {
    clearTimeout(this.#lookOverTimer);
    this.#lookOverTimer = setTimeout(() => void this.#lookOver(), delayMs);
  }

  /** Finds what no event told of. Nobody waits for it, so it shows no progress and is cut short by `stop`. */
  async #lookOver(): Promise<void> {
    const { signal } = this.#abort;
    try {
      if (this.#state === 'ready') await this.#engine?.index(undefined, signal);
    } catch (error) {
      if (!signal.aborted) this.#options.report('The folder could not be looked over', error);
    }
    if (this.#engine && !signal.aborted) this.#lookOverIn(LOOK_OVER_MS);
  }

  async #run(
    index: (
      progress: (done: number, total: number) => void,
      signal: AbortSignal,
    ) => Promise<IndexReport>,
  ): Promise<IndexReport> {
    this.#abort = new AbortController();
    this.#progress = { done: 0, total: 0 };
    this.#become('indexing');
    try {
      const { signal } = this.#abort;
      const timeLeft = new TimeLeft();
      const report = await index((done, total) => {
        this.#progress = { done, total, leftMs: timeLeft.after(done, total, performance.now()) };
        this.#options.changed();
      }, signal);
      this.#progress = undefined;
      this.#become('ready');
      this.#lookOverIn(LOOK_OVER_MS);
      return report;
    } catch (error) {
      this.#indexing = undefined;
      this.#progress = undefined;
      this.#become(this.#abort.signal.aborted ? 'empty' : 'failed');
      throw error;
    }
  }

  #become(state: IndexState): void {
    this.#state = state;
    this.#options.changed();
  }
}
