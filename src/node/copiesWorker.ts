/** The worker thread that looks for copies: pure computation, ended at any moment without harm. */
import { parentPort, workerData } from 'node:worker_threads';
import { findCopies } from '../core/matching/findDuplicates.ts';
import type { CopiesTask } from './copiesThread.ts';

const { files, options } = workerData as CopiesTask;
parentPort?.postMessage(await findCopies(files, options));
