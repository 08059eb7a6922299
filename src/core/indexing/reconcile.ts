/**
 * Brings store, embeddings and vectors up to date with the disk. File events are hints; this finds
 * what they missed. A file is looked at by size and time, then by hash, and only then cut again;
 * only texts never seen are encoded. Files are stored in batches, each all or nothing, after the
 * embeddings of their texts: what is acknowledged is whole. One bad file never stops the rest.
 */
import type { IndexReport, Progress } from '../engineApi.ts';
import type { IndexedFile, SnippetStore } from '../index/snippetStore.ts';
import type { FileStat, SkippedFile } from '../snippets/snippet.ts';
import { mapBounded } from './mapBounded.ts';
import { type FileAnalyzer, isSkipped, type WorkspaceFiles } from './workspaceFiles.ts';
import type { WorkspaceIndex } from './workspaceIndex.ts';

export interface ReconcileParts {
  readonly files: WorkspaceFiles;
  readonly analyzer: FileAnalyzer;
  readonly store: SnippetStore;
  readonly index: WorkspaceIndex;
}

export interface ReconcileOptions {
  /**
   * Files analysed at a time. Default 32: the cutting processes have work while a batch is encoded
   * and stored, and a saved file does not wait behind many (a file takes some 5 ms).
   */
  readonly width?: number;
  /** Milliseconds, for reports only. */
  readonly now: () => number;
  /**
   * Awaited between pieces of work of some ten milliseconds: where low priority rests and a pause
   * holds. Saved files do not wait for it. @throws the signal's reason once it is aborted.
   */
  readonly rest?: (signal?: AbortSignal) => Promise<void>;
  /**
   * Asked while another process writes, with the generation it has reached: true to try again, false
   * to go on with what it stored. Left out: false, as a second window of an editor wants it.
   */
  readonly awaitWriter?: (generation: number, signal?: AbortSignal) => Promise<boolean>;
}

/** A batch is stored when it holds this much: about 50 ms of writing, a few megabytes of memory. */
const BATCH_FILES = 64;
const BATCH_SNIPPETS = 1024;
const BATCH_CHARACTERS = 2_000_000;
/** Below so many new files the lexical index needs no tidying. */
const TIDY_FILES = 256;

type Outcome =
  | { readonly kind: 'indexed'; readonly file: IndexedFile; readonly round: number }
  | { readonly kind: 'skipped'; readonly file: SkippedFile }
  | { readonly kind: 'same'; readonly stat: FileStat }
  | { readonly kind: 'failed'; readonly path: string; readonly reason: string };

/** What one run has done so far. */
interface Tally {
  filesFound: number;
  filesIndexed: number;
  filesUnchanged: number;
  filesRemoved: number;
  embeddingsComputed: number;
  readonly skipped: SkippedFile[];
  readonly failed: { path: string; reason: string }[];
}

export class Reconciler {
  private readonly parts: ReconcileParts;
  private readonly options: ReconcileOptions;
  /** Batches are stored one after another, also those of concurrent runs. */
  private turn: Promise<unknown> = Promise.resolve();
  /** Counts calls of `filesChanged`, and when each path was last in one. */
  private round = 0;
  private readonly hinted = new Map<string, number>();
  /** Stored files with a text that has no embedding (of this encoder); indexed again, whatever becomes of a run. */
  private readonly incomplete = new Set<string>();
  /** What was skipped after it was read, so that it is not read again while it stays the same. */
  private readonly verdicts = new Map<string, { stat: FileStat; file: SkippedFile }>();

  constructor(parts: ReconcileParts, options: ReconcileOptions) {
    this.parts = parts;
    this.options = options;
  }

  /** Takes over what is stored, so that questions are answered before the disk has been looked at. */
  async load(signal?: AbortSignal): Promise<void> {
    const incomplete = await this.inTurn(() => this.parts.index.refresh(signal));
    for (const path of incomplete) this.incomplete.add(path);
  }

  /**
   * Does `change` between two batches, then reads every embedding anew: after another head was put in force.
   * @returns true where texts have to be encoded again, which the next run does
   */
  async reload(change: () => Promise<void>, signal?: AbortSignal): Promise<boolean> {
    const incomplete = await this.inTurn(async () => {
      await change();
      return this.parts.index.reloadEmbeddings(signal);
    });
    for (const path of incomplete) this.incomplete.add(path);
    return incomplete.length > 0;
  }

  /** Everything on disk; what was stored before a cancel stays. @throws the signal's reason. */
  async reconcile(progress?: Progress, signal?: AbortSignal): Promise<IndexReport> {
    const started = this.options.now();
    const tally = newTally();
    const { files, store, index } = this.parts;
    let writer = await store.acquireWriter();
    while (!writer && (await this.options.awaitWriter?.(store.generation, signal))) {
      signal?.throwIfAborted();
      writer = await store.acquireWriter();
    }
    await this.load(signal);
    if (!writer) return this.report(tally, started, index.catalog.fileCount);
    const doubtful: FileStat[] = [];
    const gone = new Set(index.catalog.files().map(({ path }) => path));
    for await (const found of files.list(signal)) {
      signal?.throwIfAborted();
      tally.filesFound++;
      const verdict = isSkipped(found) ? found : this.verdict(found);
      if (verdict) {
        tally.skipped.push(verdict);
        continue;
      }
      const stat = found as FileStat;
      gone.delete(stat.path);
      const known = index.catalog.file(stat.path);
      const unchanged = known?.sizeBytes === stat.sizeBytes && known.modifiedMs === stat.modifiedMs;
      if (unchanged && !this.incomplete.has(stat.path)) tally.filesUnchanged++;
      else doubtful.push(stat);
    }
    await this.remove([...gone], tally);
    await this.analyse(
      doubtful,
      { tally, incomplete: this.incomplete, width: this.options.width ?? 32 },
      progress,
      signal,
    );
    if (tally.filesIndexed >= TIDY_FILES) await store.tidy?.(signal);
    return this.report(tally, started, 0);
  }

  /** The same for a few files; they overtake a run that is under way, even a paused one. */
  async filesChanged(paths: readonly string[], signal?: AbortSignal): Promise<IndexReport> {
    const started = this.options.now();
    const tally = newTally();
    const { files, store, index } = this.parts;
    if (!(await store.acquireWriter())) {
      await this.inTurn(() => index.refresh(signal));
      return this.report(tally, started, index.catalog.fileCount);
    }
    this.round++;
    for (const path of paths) this.hinted.set(path, this.round);
    const gone: string[] = [];
    const found: FileStat[] = [];
    for (const path of new Set(paths)) {
      const stat = await files.stat(path, signal);
      if (stat) tally.filesFound++;
      if (stat && !isSkipped(stat)) found.push(stat);
      else {
        if (stat) tally.skipped.push(stat);
        gone.push(path);
      }
    }
    await this.remove([...gone, ...(await this.goneBelow(gone, signal))], tally);
    const urgent = { tally, incomplete: new Set<string>(), width: found.length, urgent: true };
    await this.analyse(found, urgent, undefined, signal);
    return this.report(tally, started, 0);
  }

  /** Files of folders among these paths that are gone: who deletes or moves a folder is told of the folder only. */
  private async goneBelow(paths: readonly string[], signal?: AbortSignal): Promise<string[]> {
    const { files, index } = this.parts;
    const folders = new Set(paths.filter((path) => !index.catalog.file(path)));
    if (folders.size === 0) return [];
    const gone: string[] = [];
    for (const path of [...index.catalog.paths()].filter((known) => isBelow(known, folders))) {
      if (!isBelow(path, folders)) continue;
      if (await files.stat(path, signal)) {
        // These are there; what was deleted in them has been told by itself.
        for (const folder of foldersOf(path)) folders.delete(folder);
      } else {
        // One that is being read now is older than this.
        this.hinted.set(path, this.round);
        gone.push(path);
      }
    }
    return gone;
  }

  private async analyse(
    stats: readonly FileStat[],
    run: {
      readonly tally: Tally;
      readonly incomplete: ReadonlySet<string>;
      readonly width: number;
      readonly urgent?: boolean;
    },
    progress?: Progress,
    signal?: AbortSignal,
  ): Promise<void> {
    const { tally } = run;
    const pause = async () => {
      signal?.throwIfAborted();
      if (run.urgent) return;
      await this.options.rest?.(signal);
    };
    let batch: (IndexedFile & { readonly round: number })[] = [];
    let same: FileStat[] = [];
    let done = 0;
    const store = async () => {
      await this.storeBatch(batch, tally, pause, signal);
      await this.restat(same, tally);
      batch = [];
      same = [];
      progress?.(done, stats.length, 'indexing');
    };
    progress?.(0, stats.length, 'indexing');
    const task = async (stat: FileStat) => {
      await pause();
      return this.outcome(stat, run.incomplete.has(stat.path), signal);
    };
    for await (const outcome of mapBounded(stats, run.width, task)) {
      done++;
      if (outcome.kind === 'indexed') batch.push({ ...outcome.file, round: outcome.round });
      else if (outcome.kind === 'same') same.push(outcome.stat);
      else if (outcome.kind === 'skipped') {
        tally.skipped.push(outcome.file);
        await this.remove([outcome.file.path], tally);
      } else {
        tally.failed.push({ path: outcome.path, reason: outcome.reason });
        await this.remove([outcome.path], tally);
      }
      if (isFull(batch) || same.length >= BATCH_FILES) await store();
    }
    await store();
  }

  /** Looks into one file: by hash where it is known, then by cutting it. */
  private async outcome(
    stat: FileStat,
    incomplete: boolean,
    signal?: AbortSignal,
  ): Promise<Outcome> {
    const { analyzer, index } = this.parts;
    const { path } = stat;
    const { round } = this;
    try {
      const known = index.catalog.file(path);
      if (known && !incomplete && (await analyzer.hash(path, signal)) === known.fileHash) {
        return { kind: 'same', stat };
      }
      const file = await analyzer.analyse(path, signal);
      if (!isSkipped(file)) return { kind: 'indexed', file, round };
      this.verdicts.set(path, { stat, file });
      return { kind: 'skipped', file };
    } catch (error) {
      signal?.throwIfAborted();
      return {
        kind: 'failed',
        path,
        reason: error instanceof Error ? error.message : String(error),
      };
    }
  }

  private async storeBatch(
    batch: readonly (IndexedFile & { readonly round: number })[],
    tally: Tally,
    pause: () => Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    if (batch.length === 0) return;
    const { store, index } = this.parts;
    // Encoding is the long part and touches nothing shared, so others may store meanwhile.
    tally.embeddingsComputed += await index.encode(batch, pause, signal);
    await this.inTurn(async () => {
      // A file that was hinted at since it was read is newer by that hint.
      const current = batch.filter(
        ({ record, round }) => (this.hinted.get(record.path) ?? 0) <= round,
      );
      if (current.length === 0) return;
      await store.putFiles(current);
      await index.put(current.map(({ record }) => record));
      for (const { record } of current) this.incomplete.delete(record.path);
      tally.filesIndexed += current.length;
    });
  }

  private async restat(stats: readonly FileStat[], tally: Tally): Promise<void> {
    if (stats.length === 0) return;
    const { store, index } = this.parts;
    await this.inTurn(async () => {
      const moved = stats.filter(({ path, sizeBytes, modifiedMs }) => {
        const known = index.catalog.file(path);
        return known && (known.sizeBytes !== sizeBytes || known.modifiedMs !== modifiedMs);
      });
      if (moved.length > 0) await store.restatFiles(moved);
      await index.restat(moved);
    });
    tally.filesUnchanged += stats.length;
  }

  private async remove(paths: readonly string[], tally: Tally): Promise<void> {
    const { store, index } = this.parts;
    await this.inTurn(async () => {
      const known = paths.filter((path) => index.catalog.file(path));
      if (known.length === 0) return;
      await store.removeFiles(known);
      await index.remove(known);
      for (const path of known) this.incomplete.delete(path);
      tally.filesRemoved += known.length;
    });
  }

  private verdict(stat: FileStat): SkippedFile | undefined {
    const known = this.verdicts.get(stat.path);
    const same =
      known?.stat.sizeBytes === stat.sizeBytes && known.stat.modifiedMs === stat.modifiedMs;
    return same ? known.file : undefined;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private report(tally: Tally, started: number, readFromOther: number): IndexReport {
    return {
      ...tally,
      filesUnchanged: tally.filesUnchanged + readFromOther,
      snippets: this.parts.index.catalog.snippetCount,
      durationMs: this.options.now() - started,
    };
  }
}

function newTally(): Tally {
  return {
    filesFound: 0,
    filesIndexed: 0,
    filesUnchanged: 0,
    filesRemoved: 0,
    embeddingsComputed: 0,
    skipped: [],
    failed: [],
  };
}

/** `a/b` and `a` for `a/b/c.ts`. */
function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, i) => names.slice(0, i + 1).join('/'));
}

function isBelow(path: string, folders: ReadonlySet<string>): boolean {
  return foldersOf(path).some((folder) => folders.has(folder));
}

function isFull(batch: readonly IndexedFile[]): boolean {
  let snippets = 0;
  let characters = 0;
  for (const { texts } of batch) {
    snippets += texts.length;
    for (const text of texts) characters += text.length;
  }
  return (
    batch.length >= BATCH_FILES || snippets >= BATCH_SNIPPETS || characters >= BATCH_CHARACTERS
  );
}
