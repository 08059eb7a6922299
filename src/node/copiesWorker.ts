/** The worker thread that looks for copies: pure computation, ended at any moment without harm. */
import { parentPort, workerData } from 'node:worker_threads';
import { copyGroups, publicGroup } from '../core/matching/copyGroups.ts';
import { RememberedPairs } from '../core/matching/rememberedPairs.ts';
import type { CopiesAnswer, CopiesTask } from './copiesThread.ts';

const { files, options, remembered: before } = workerData as CopiesTask;
const pairs = new RememberedPairs(options, before);
const groups = copyGroups(files, options, undefined, pairs).map(publicGroup);
const remembered = pairs.write();
const answer: CopiesAnswer = { groups, remembered };
parentPort?.postMessage(answer, remembered ? [remembered.buffer] : []);
