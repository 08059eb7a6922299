/** The worker thread that looks for copies: pure computation, ended at any moment without harm. */
import { parentPort, workerData } from 'node:worker_threads';
import { copyGroups, publicGroup } from '../core/matching/copyGroups.ts';
import { RememberedPairs } from '../core/matching/rememberedPairs.ts';
import type { CopiesAnswer, CopiesTask } from './copiesThread.ts';
import { threadAssistant } from './threadAssistant.ts';

const { files, options, remembered: before, link } = workerData as CopiesTask;
const remembered = new RememberedPairs(options, before);
const assistant = link && threadAssistant(link);
const groups = copyGroups(files, options, { remembered, assistant }).map(publicGroup);
const bytes = remembered.write();
const answer: CopiesAnswer = { groups, remembered: bytes };
parentPort?.postMessage(answer, bytes ? [bytes.buffer] : []);
