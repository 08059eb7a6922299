/**
 * The calibration of one folder while it is open: measures it after indexing, keeps what was measured with the index,
 * takes labels, and hands the calibration in force to whoever finds.
 */
import { buildReport } from '../../calibration/buildReport.ts';
import type { Calibration } from '../../calibration/calibration.ts';
import { effectiveCalibration, NO_LABELS } from '../../calibration/effectiveCalibration.ts';
import { probabilityAt } from '../../calibration/isotonic.ts';
import {
  isStale,
  LEAST_FUNCTIONS,
  type LocalCalibration,
  parseLocalCalibration,
  writeLocalCalibration,
} from '../../calibration/localCalibration.ts';
import { measureFolder } from '../../calibration/measureFolder.ts';
import type { CalibrationReport, LabelReport, PairToLabel } from '../../calibration/report.ts';
import type { Decision } from '../../decisions/decision.ts';
import type { LabelRequest, Progress } from '../../engineApi.ts';
import type { SnippetCatalog } from '../../index/snippetCatalog.ts';
import { UserError } from '../../userError.ts';
import { SharedRun } from '../sharedRun.ts';
import { folderFunctions, type MeaningNeighbors } from './folderFunctions.ts';
import { FolderLabels, type KeptText } from './folderLabels.ts';
import { contentsOf, type Embeddings, scoresOf } from './labelledPairs.ts';
import { labelQueue } from './labelQueue.ts';

export interface FolderCalibrationParts {
  readonly shipped: Calibration;
  readonly catalog: SnippetCatalog;
  /** Of the index, growing with every change. */
  generation(): number;
  readonly meaning?:
    | { readonly encoder: string; readonly vectors: MeaningNeighbors & Embeddings }
    | undefined;
  readText(path: string): Promise<string>;
  /** `.lookalike/labels.jsonl` of the folder. */
  readonly labels: KeptText;
  decisions(): Promise<readonly Decision[]>;
  /** Beside the folder's index, never in the folder. */
  readonly saved: KeptText;
  /** Where low priority rests. @throws the signal's reason */
  rest(signal?: AbortSignal): Promise<void>;
}

export class FolderCalibration {
  /** Sentences for people: a file of labels that cannot be read. */
  readonly notices: string[] = [];
  private readonly parts: FolderCalibrationParts;
  private readonly labels: FolderLabels;
  private local: LocalCalibration | undefined;
  private loading: Promise<void> | undefined;
  private run: SharedRun<void> | undefined;
  /** Resolved as soon as somebody waits for the run: then it rests no more. */
  private hurry = deferred();
  private known:
    | { readonly from: readonly unknown[]; readonly calibration: Calibration }
    | undefined;

  constructor(parts: FolderCalibrationParts) {
    this.parts = parts;
    this.labels = new FolderLabels({
      catalog: parts.catalog,
      text: parts.labels,
      decisions: () => parts.decisions(),
      embeddings: parts.meaning?.vectors,
      rest: yieldNow,
    });
  }

  /** The calibration in force now; never waits for a measurement. */
  async effective(): Promise<Calibration> {
    await this.load();
    const { shipped } = this.parts;
    const labels = await this.labelled().catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      const notice = `Labels are not used: ${error.message} ${error.remedy}`;
      if (!this.notices.includes(notice)) this.notices.push(notice);
      return NO_LABELS;
    });
    // A head in force is an encoder of its own.
    const from = [shipped.encoder, this.local, labels];
    if (this.known?.from.every((part, i) => part === from[i])) return this.known.calibration;
    const calibration = effectiveCalibration(shipped, this.local, labels);
    this.known = { from, calibration };
    return calibration;
  }

  /** Measures the folder where that is due, in the background. */
  start(): void {
    // What goes wrong here is said by whoever asks for the measurement next.
    this.due()
      .then((isDue) => (isDue ? this.measured() : undefined))
      .catch(() => {});
  }

  /** Waits until the folder is measured, if that is due. @throws the signal's reason */
  async ensure(progress?: Progress, signal?: AbortSignal): Promise<void> {
    if (await this.due()) await this.measured(progress, signal, true);
  }

  /** Measures now, whatever is known already. */
  async calibrate(progress?: Progress, signal?: AbortSignal): Promise<CalibrationReport> {
    await this.measured(progress, signal, true);
    return this.report();
  }

  /** @throws UserError where a line of the file of labels is none */
  async report(): Promise<CalibrationReport> {
    await this.load();
    const { shipped, catalog } = this.parts;
    const labels = await this.labelled();
    return buildReport({
      shipped,
      effective: await this.effective(),
      local: this.local,
      labels: labels.summary,
      snippets: catalog.snippetCount,
    });
  }

  async label({ a, b, isMatch }: LabelRequest): Promise<LabelReport> {
    const before = await this.effective();
    const { label, contradictions } = await this.labels.add(a, b, isMatch);
    const { summary } = await this.labelled();
    return {
      a: label.a,
      b: label.b,
      isMatch,
      probability: await this.probability(label.a, label.b, before),
      labels: summary,
      contradictions,
    };
  }

  async queue(limit: number, signal?: AbortSignal): Promise<PairToLabel[]> {
    const rest = restingWith(signal);
    const { catalog, meaning, readText } = this.parts;
    const folder = await folderFunctions({ catalog, meaning, readText, rest });
    const { pairs } = await this.labelled();
    const calibration = await this.effective();
    return labelQueue(folder, { calibration, limit, labelled: pairs, rest });
  }

  async forget(): Promise<void> {
    await this.close();
    this.local = undefined;
    this.loading = Promise.resolve();
    await this.parts.saved.write('');
  }

  async close(): Promise<void> {
    await this.run?.cancel();
  }

  private labelled() {
    return this.labels.labelled(this.parts.shipped, this.parts.generation());
  }

  /** Everybody waits for the one reading: who went on before it would measure what is known. */
  private load(): Promise<void> {
    this.loading ??= this.read();
    return this.loading;
  }

  private async read(): Promise<void> {
    // What cannot be read is measured again.
    const text = await this.parts.saved.read().catch(() => '');
    this.local ??= text === '' ? undefined : parseLocalCalibration(text);
  }

  private async due(): Promise<boolean> {
    await this.load();
    const { catalog, meaning, shipped } = this.parts;
    if (catalog.snippetCount < LEAST_FUNCTIONS) return false;
    if (!this.local || isStale(this.local, catalog.snippetCount)) return true;
    return (
      meaning !== undefined &&
      shipped.sameJob !== undefined &&
      this.local.sameJob?.encoder !== meaning.encoder
    );
  }

  private measured(progress?: Progress, signal?: AbortSignal, isAwaited = false): Promise<void> {
    if (isAwaited) this.hurry.resolve();
    this.run ??= this.startRun(isAwaited);
    return this.run.join(progress, signal);
  }

  private startRun(isAwaited: boolean): SharedRun<void> {
    this.hurry = deferred();
    if (isAwaited) this.hurry.resolve();
    const run: SharedRun<void> = new SharedRun(async (progress, signal) => {
      try {
        await this.measure(progress, signal);
      } finally {
        if (this.run === run) this.run = undefined;
      }
    });
    return run;
  }

  private async measure(progress: Progress, signal: AbortSignal): Promise<void> {
    const { catalog, meaning, readText, shipped, generation, saved } = this.parts;
    const rest = async (): Promise<void> => {
      signal.throwIfAborted();
      if (!this.hurry.isResolved) await Promise.race([this.parts.rest(signal), this.hurry.promise]);
      await yieldNow();
    };
    const folder = await folderFunctions({ catalog, meaning, readText, rest });
    if (folder.functions.length < LEAST_FUNCTIONS) {
      this.local = undefined;
      return;
    }
    const measured = await measureFolder(folder, {
      calibration: shipped,
      generation: generation(),
      snippets: catalog.snippetCount,
      progress: (done, total) => progress(done, total, 'measuring this folder'),
      rest,
    });
    // Without an encoder nothing is known of meaning; what an engine with one measured stays.
    const { sameJob } = this.local ?? {};
    const text = writeLocalCalibration({ ...(sameJob ? { sameJob } : {}), ...measured });
    // As the next one to open the folder reads it: the same code has the same thresholds, measured now or before.
    this.local = parseLocalCalibration(text);
    // What cannot be kept is measured again by then.
    await saved.write(text).catch(() => {});
  }

  private async probability(a: string, b: string, calibration: Calibration): Promise<number> {
    const contents = await contentsOf(this.parts.catalog, new Set([a, b]), yieldNow);
    const [one, other] = [contents.get(a), contents.get(b)];
    if (!one || !other) return Number.NaN;
    const { meaning } = this.parts;
    const scores = scoresOf(one, other, calibration, meaning?.vectors);
    const copy = probabilityAt(calibration.copy.curve, scores.copy);
    const { sameJob } = calibration;
    if (scores.sameJob === undefined || !sameJob) return copy;
    return Math.max(copy, probabilityAt(sameJob.curve, scores.sameJob));
  }
}

function restingWith(signal: AbortSignal | undefined): () => Promise<void> {
  return async () => {
    signal?.throwIfAborted();
    await yieldNow();
  };
}

/** Lets whatever waits run. */
function yieldNow(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function deferred() {
  let done = () => {};
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  const state = {
    promise,
    isResolved: false,
    resolve: () => {
      state.isResolved = true;
      done();
    },
  };
  return state;
}
