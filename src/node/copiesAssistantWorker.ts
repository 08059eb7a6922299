/** The second thread of a search for copies. */
import { workerData } from 'node:worker_threads';
import { OwnCopyTasks } from '../core/matching/copyTasks.ts';
import type { CopiesTask } from './copiesThread.ts';
import { serveAssistant } from './threadAssistant.ts';

const { files, options, link } = workerData as CopiesTask;
if (link) serveAssistant(link, new OwnCopyTasks(files, options));
