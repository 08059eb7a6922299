/**
 * The engine of one folder: says what state its index is in and what comes first. Queries and saved files go
 * before lazy indexing; answers come from what is indexed so far. How things are found is in the parts.
 */
import type { CalibrationReport, LabelReport, PairToLabel } from '../calibration/report.ts';
import type { Decision } from '../decisions/decision.ts';
import type {
  DecideRequest,
  DriftRequest,
  DuplicatesReport,
  Enclosing,
  EnclosingRequest,
  Engine,
  FindDuplicatesRequest,
  FindSimilarRequest,
  IndexReport,
  IndexState,
  IndexStatus,
  LabelRequest,
  Progress,
  SearchRequest,
  SearchResult,
  UndecideRequest,
} from '../engineApi.ts';
import type { ExtractionPlan } from '../extraction/extractionPlan.ts';
import type { DriftReport } from '../matching/driftReport.ts';
import type { Match } from '../matching/match.ts';
import type { SkippedFile } from '../snippets/snippet.ts';
import type { FineTuneReport, FineTuneRequest, HeadSummary } from '../tuning/report.ts';
import { UserError } from '../userError.ts';
import type { Gate } from './gate.ts';
import { SharedRun } from './sharedRun.ts';
import type { Tuning } from './tuning.ts';

/** What the engine is made of; each part passes `gate` between two steps of lazy work by itself. */
export interface EngineParts {
  /** Brings the whole index up to date with the disk; what was done before an abort stays. */
  update(progress: Progress, signal: AbortSignal): Promise<IndexReport>;
  /** Brings these files up to date, relative paths. */
  updateFiles(paths: readonly string[]): Promise<IndexReport>;
  /** Forgets every file of the folder; embeddings by content stay. */
  forget(): Promise<void>;
  plan(
    signal?: AbortSignal,
  ): Promise<{ readonly files: readonly string[]; readonly skipped: readonly SkippedFile[] }>;
  enclosing(request: EnclosingRequest): Promise<Enclosing | undefined>;
  findSimilar(request: FindSimilarRequest, signal?: AbortSignal): Promise<Match[]>;
  findDuplicates(
    request: FindDuplicatesRequest,
    progress: Progress,
    signal?: AbortSignal,
  ): Promise<DuplicatesReport>;
  drift(request: DriftRequest, signal?: AbortSignal): Promise<DriftReport>;
  extract: Engine['extract'];
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult[]>;
  decide(request: DecideRequest): Promise<Decision>;
  undecide(request: UndecideRequest): Promise<number>;
  decisions(): Promise<readonly Decision[]>;
  /** Undefined where no encoder takes part. */
  readonly tuning?: Tuning | undefined;
  calibrate(progress: Progress, signal?: AbortSignal): Promise<CalibrationReport>;
  calibration(): Promise<CalibrationReport>;
  label(request: LabelRequest): Promise<LabelReport>;
  labelQueue(limit: number, signal?: AbortSignal): Promise<readonly PairToLabel[]>;
  describe(): Promise<
    Pick<IndexStatus, 'files' | 'snippets' | 'encoderId' | 'sizeBytes' | 'notices'>
  >;
  close(): Promise<void>;
}

export class LocalEngine implements Engine {
  private readonly parts: EngineParts;
  private readonly gate: Gate;
  private run: SharedRun<IndexReport> | undefined;
  private changed = new Set<string>();
  private changedRun: Promise<IndexReport> | undefined;
  private done = 0;
  private total = 0;
  /** What went wrong in the last run, until the next one. */
  private failure: string | undefined;
  private isDisposed = false;
  private readonly stop = new AbortController();
  /** What goes on about heads, to be waited for before the parts are closed. */
  private readonly tunings = new Set<Promise<unknown>>();

  constructor(parts: EngineParts, gate: Gate) {
    this.parts = parts;
    this.gate = gate;
  }

  index(progress?: Progress, signal?: AbortSignal): Promise<IndexReport> {
    return this.start(() => this.parts.update.bind(this.parts), progress, signal);
  }

  rebuild(progress?: Progress, signal?: AbortSignal): Promise<IndexReport> {
    const before = this.run;
    this.run = undefined;
    return this.start(
      () => async (report, stop) => {
        await before?.cancel();
        await this.parts.forget();
        return this.parts.update(report, stop);
      },
      progress,
      signal,
    );
  }

  dryRun(signal?: AbortSignal) {
    return this.parts.plan(signal);
  }

  async filesChanged(paths: readonly string[]): Promise<IndexReport> {
    for (const path of paths) this.changed.add(path);
    // Whoever comes while an update runs shares the next one.
    await this.changedRun?.catch(() => {});
    this.changedRun ??= this.gate
      .ahead(() => {
        const batch = [...this.changed];
        this.changed = new Set();
        return this.parts.updateFiles(batch);
      })
      .finally(() => {
        this.changedRun = undefined;
      });
    return this.changedRun;
  }

  enclosing(request: EnclosingRequest): Promise<Enclosing | undefined> {
    return this.gate.ahead(() => this.parts.enclosing(request));
  }

  findSimilar(request: FindSimilarRequest, signal?: AbortSignal): Promise<Match[]> {
    return this.gate.ahead(() => this.parts.findSimilar(request, signal));
  }

  findDuplicates(
    request: FindDuplicatesRequest,
    progress?: Progress,
    signal?: AbortSignal,
  ): Promise<DuplicatesReport> {
    return this.gate.ahead(() =>
      this.parts.findDuplicates(request, progress ?? (() => {}), signal),
    );
  }

  drift(request: DriftRequest, signal?: AbortSignal): Promise<DriftReport> {
    return this.gate.ahead(() => this.parts.drift(request, signal));
  }

  extract(
    request: Parameters<Engine['extract']>[0],
    signal?: AbortSignal,
  ): Promise<ExtractionPlan | undefined> {
    return this.gate.ahead(() => this.parts.extract(request, signal));
  }

  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult[]> {
    return this.gate.ahead(() => this.parts.search(request, signal));
  }

  decide(request: DecideRequest): Promise<Decision> {
    return this.parts.decide(request);
  }

  undecide(request: UndecideRequest): Promise<number> {
    return this.parts.undecide(request);
  }

  decisions(): Promise<readonly Decision[]> {
    return this.parts.decisions();
  }

  fineTune(
    request: FineTuneRequest,
    progress?: Progress,
    signal?: AbortSignal,
  ): Promise<FineTuneReport> {
    const either = AbortSignal.any([this.stop.signal, ...(signal ? [signal] : [])]);
    return this.tune((tuning) => tuning.fineTune(request, progress, either));
  }

  heads(): Promise<readonly HeadSummary[]> {
    return this.tune((tuning) => tuning.heads());
  }

  useHead(request: { readonly name: string | undefined }): Promise<void> {
    return this.tune((tuning) => tuning.useHead(request));
  }

  deleteHead(request: { readonly name: string }): Promise<void> {
    return this.tune((tuning) => tuning.deleteHead(request));
  }

  exportHead(request: { readonly name: string }): Promise<string> {
    return this.tune((tuning) => tuning.exportHead(request));
  }

  importHead(request: { readonly file: string; readonly name?: string }): Promise<HeadSummary> {
    return this.tune((tuning) => tuning.importHead(request));
  }

  calibrate(progress?: Progress, signal?: AbortSignal): Promise<CalibrationReport> {
    return this.parts.calibrate(progress ?? (() => {}), signal);
  }

  calibration(): Promise<CalibrationReport> {
    return this.parts.calibration();
  }

  label(request: LabelRequest): Promise<LabelReport> {
    return this.parts.label(request);
  }

  labelQueue({ limit }: { readonly limit: number }, signal?: AbortSignal) {
    return this.gate.ahead(() => this.parts.labelQueue(limit, signal));
  }

  async status(): Promise<IndexStatus> {
    const described = await this.parts.describe();
    const state = this.stateWith(described.files);
    const isRunning = state === 'indexing' || (state === 'paused' && this.run !== undefined);
    return {
      ...described,
      state,
      done: isRunning ? this.done : described.files,
      total: isRunning ? this.total : described.files,
      notices:
        this.failure === undefined ? described.notices : [this.failure, ...described.notices],
    };
  }

  async pause(): Promise<void> {
    this.gate.pause();
  }

  async resume(): Promise<void> {
    this.gate.resume();
  }

  async dispose(): Promise<void> {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.stop.abort();
    await Promise.allSettled(this.tunings);
    await this.run?.cancel();
    await this.changedRun?.catch(() => {});
    await this.parts.close();
  }

  private async tune<T>(work: (tuning: Tuning) => Promise<T>): Promise<T> {
    const { tuning } = this.parts;
    if (!tuning) {
      throw new UserError(
        'not-available',
        'Without an encoder there is nothing to fine-tune.',
        'Switch the encoder on, or install the model again.',
      );
    }
    const done = work(tuning);
    this.tunings.add(done);
    try {
      return await done;
    } finally {
      this.tunings.delete(done);
    }
  }

  private start(
    work: () => (progress: Progress, signal: AbortSignal) => Promise<IndexReport>,
    progress?: Progress,
    signal?: AbortSignal,
  ): Promise<IndexReport> {
    this.run ??= this.startRun(work());
    return this.run.join(progress, signal);
  }

  private startRun(
    work: (progress: Progress, signal: AbortSignal) => Promise<IndexReport>,
  ): SharedRun<IndexReport> {
    this.done = 0;
    this.total = 0;
    this.failure = undefined;
    const run: SharedRun<IndexReport> = new SharedRun(async (progress, signal) => {
      try {
        return await work((done, total, what) => {
          this.done = done;
          this.total = total;
          progress(done, total, what);
        }, signal);
      } catch (error) {
        if (!signal.aborted) this.failure = `Indexing failed: ${(error as Error).message}`;
        throw error;
      } finally {
        // A run that was replaced by a rebuild is not the current one any more.
        if (this.run === run) this.run = undefined;
      }
    });
    return run;
  }

  private stateWith(files: number): IndexState {
    if (this.gate.isPaused) return 'paused';
    if (this.run !== undefined) return 'indexing';
    if (this.failure !== undefined) return 'failed';
    return files === 0 ? 'empty' : 'ready';
  }
}
