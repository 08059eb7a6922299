/** Looks for copies in a thread of its own: the engine answers meanwhile, and a cancel ends it at once. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FileRecord } from '../core/index/snippetStore.ts';
import type { CopyChannelOptions } from '../core/matching/copyGroups.ts';
import { type FindCopies, findCopies } from '../core/matching/findDuplicates.ts';
import type { DuplicateGroup } from '../core/matching/match.ts';
import type { SavedPairs } from './savedPairs.ts';

export interface CopiesTask {
  readonly files: readonly FileRecord[];
  readonly options: CopyChannelOptions;
  readonly remembered: Uint8Array | undefined;
}

export interface CopiesAnswer {
  readonly groups: DuplicateGroup[];
  /** Undefined where what is remembered need not be written anew. */
  readonly remembered: Uint8Array | undefined;
}

/** Below so many bytes of packed tokens the answer is there before a thread has started (some 50 ms). */
const WORTH_A_THREAD_BYTES = 65_536;

/**
 * A thread is safe here: nothing native runs in it, which `terminate` could tear in two.
 * @param saved what was found out earlier is read from there, and kept there
 */
export function copiesInThread(saved: SavedPairs): FindCopies {
  return async (files, options, signal) => {
    signal?.throwIfAborted();
    const sizeBytes = files.reduce((sum, { tokens }) => sum + tokens.byteLength, 0);
    if (sizeBytes < WORTH_A_THREAD_BYTES) return findCopies(files, options, signal);
    const { groups, remembered } = await inThread(
      { files, options, remembered: saved.read() },
      signal,
    );
    if (remembered) saved.write(remembered);
    return groups;
  };
}

async function inThread(workerData: CopiesTask, signal: AbortSignal | undefined) {
  const { remembered } = workerData;
  const transferList = remembered ? [remembered.buffer as ArrayBuffer] : [];
  const worker = new Worker(workerFile(), { workerData, transferList });
  let leave = () => {};
  try {
    return await new Promise<CopiesAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the thread for copies ended with ${code}`)));
      leave = () => reject(signal?.reason);
      signal?.addEventListener('abort', leave);
    });
  } finally {
    signal?.removeEventListener('abort', leave);
    await worker.terminate();
  }
}

/** Beside this file in a checkout, beside the bundle once built. */
function workerFile(): string {
  const source = path.join(import.meta.dirname, 'copiesWorker.ts');
  return existsSync(source) ? source : path.join(import.meta.dirname, 'copiesWorker.mjs');
}
