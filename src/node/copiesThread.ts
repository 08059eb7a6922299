/** Looks for copies in threads of their own: the engine answers meanwhile, and a cancel ends them at once. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { MessageChannel, type Transferable, Worker } from 'node:worker_threads';
import type { FileRecord } from '../core/index/snippetStore.ts';
import type { CopyChannelOptions } from '../core/matching/copyTasks.ts';
import { type FindCopies, findCopies } from '../core/matching/findDuplicates.ts';
import type { DuplicateGroup } from '../core/matching/match.ts';
import type { SavedPairs } from './savedPairs.ts';
import type { AssistantLink } from './threadAssistant.ts';

export interface CopiesTask {
  readonly files: readonly FileRecord[];
  readonly options: CopyChannelOptions;
  readonly remembered?: Uint8Array | undefined;
  /** To the other thread, where there are two. */
  readonly link?: AssistantLink;
}

export interface CopiesAnswer {
  readonly groups: DuplicateGroup[];
  /** Undefined where what is remembered need not be written anew. */
  readonly remembered: Uint8Array | undefined;
}

/** Below so many bytes of packed tokens the answer is there before a thread has started (some 50 ms). */
const WORTH_A_THREAD_BYTES = 65_536;
/** And below so many before a second one has read the files (guess). */
const WORTH_TWO_THREADS_BYTES = 2_000_000;

export interface CopiesThreadOptions {
  /** At most two take part; default: as many as there are cores. */
  readonly threads?: number;
  /** Default 2 MB of packed tokens. */
  readonly worthTwoBytes?: number;
}

/**
 * A thread is safe here: nothing native runs in it, which `terminate` could tear in two.
 * @param saved what was found out earlier is read from there, and kept there
 */
export function copiesInThread(
  saved: SavedPairs,
  {
    threads = availableParallelism(),
    worthTwoBytes = WORTH_TWO_THREADS_BYTES,
  }: CopiesThreadOptions = {},
): FindCopies {
  return async (files, options, signal) => {
    signal?.throwIfAborted();
    const sizeBytes = files.reduce((sum, { tokens }) => sum + tokens.byteLength, 0);
    if (sizeBytes < WORTH_A_THREAD_BYTES) return findCopies(files, options, signal);
    const { groups, remembered } = await inThreads(
      { files, options, remembered: saved.read() },
      { isAssisted: threads > 1 && sizeBytes >= worthTwoBytes, signal },
    );
    if (remembered) saved.write(remembered);
    return groups;
  };
}

async function inThreads(
  task: CopiesTask,
  {
    isAssisted,
    signal,
  }: { readonly isAssisted: boolean; readonly signal: AbortSignal | undefined },
): Promise<CopiesAnswer> {
  const workers: Worker[] = [];
  const start = (name: string, workerData: CopiesTask, transferList: Transferable[]) => {
    const worker = new Worker(workerFile(name), { workerData, transferList });
    workers.push(worker);
    return worker;
  };
  const remembered = task.remembered ? [task.remembered.buffer as ArrayBuffer] : [];
  let leave = () => {};
  try {
    return await new Promise<CopiesAnswer>((resolve, reject) => {
      leave = () => reject(signal?.reason);
      signal?.addEventListener('abort', leave);
      const watch = (worker: Worker) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', (code) => reject(new Error(`a thread for copies ended with ${code}`)));
      };
      if (!isAssisted) {
        watch(start('copiesWorker', task, remembered));
        return;
      }
      const { port1, port2 } = new MessageChannel();
      const sent = new Int32Array(new SharedArrayBuffer(4));
      watch(
        start('copiesWorker', { ...task, link: { port: port1, sent } }, [port1, ...remembered]),
      );
      const { files, options } = task;
      const link = { port: port2, sent };
      watch(start('copiesAssistantWorker', { files, options, link }, [port2]));
    });
  } finally {
    signal?.removeEventListener('abort', leave);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Beside this file in a checkout, beside the bundle once built. */
function workerFile(name: string): string {
  const source = path.join(import.meta.dirname, `${name}.ts`);
  return existsSync(source) ? source : path.join(import.meta.dirname, `${name}.mjs`);
}
