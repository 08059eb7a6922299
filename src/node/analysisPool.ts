/**
 * Reads and cuts files in processes of their own, as many as there are cores to spare.
 * Processes, not threads: a grammar that runs out of memory ends the process it is in (measured), and that must be
 * nobody else's; one file is lost then, the pool goes on.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { ExtractionPlan } from '../core/extraction/extractionPlan.ts';
import type { CopySource } from '../core/extraction/placedCopy.ts';
import type { IndexedFile } from '../core/index/snippetStore.ts';
import type { FileAnalyzer } from '../core/indexing/workspaceFiles.ts';
import type { SkippedFile } from '../core/snippets/snippet.ts';
import { type Budget, budgetOf } from './effort.ts';
import { hashBytes } from './readFileOnce.ts';

export interface AnalysisRequest {
  readonly root: string;
  readonly path: string;
  readonly maxFileSizeBytes: number;
  /** Text that is not on disk; then nothing is read. */
  readonly text?: string;
  /** Copies to find the common function of; then no file is cut. */
  readonly copies?: readonly CopySource[];
}

export interface AnalysisReply {
  readonly file?: IndexedFile | SkippedFile;
  readonly plan?: ExtractionPlan;
  readonly error?: string;
  readonly memoryBytes: number;
}

export interface AnalysisPoolOptions {
  readonly maxFileSizeBytes: number;
  /** At most, whatever the budget allows. */
  readonly processes?: number;
  /** Asked, once a second at most, when a process could be started; default: every core, at normal priority. */
  readonly budget?: () => Budget;
  /** A file that takes longer is tried once more, after all others, then given up (default 30 s: parsing alone is stopped after 10 s). */
  readonly timeoutMs?: number;
  /** Processes with nothing to do end after this (default 20 s; starting one takes about 0.2 s). */
  readonly idleMs?: number;
}

interface Job {
  readonly request: AnalysisRequest;
  readonly resolve: (reply: AnalysisReply) => void;
  readonly reject: (error: Error) => void;
  /** On a busy machine what took too long may have had no turn. */
  isSecondTry: boolean;
}

interface Worker {
  readonly child: ChildProcess;
  /** The first is under way, the others lie ready. */
  readonly jobs: Job[];
  timer: NodeJS.Timeout | undefined;
}

/** WebAssembly memory never shrinks: a process that grew beyond this ends after its file. */
const MAX_MEMORY_BYTES = 768 * 1024 * 1024;

/** Files that a process has at hand: some 50 ms of work, so that it does not stand still while a batch is stored. */
const AT_HAND = 16;

const ENDED = 'the analysis was ended';

/** What a machine has to give changes slowly, and asking it for every file is felt. */
const BUDGET_MS = 1000;

export class AnalysisPool implements FileAnalyzer {
  readonly #root: string;
  readonly #options: Required<AnalysisPoolOptions>;
  readonly #workers = new Set<Worker>();
  readonly #waiting: Job[] = [];
  #asked: { readonly at: number; readonly budget: Budget } | undefined;
  #disposed = false;

  /** @param root absolute; paths are relative to it. */
  constructor(root: string, options: AnalysisPoolOptions) {
    this.#root = root;
    this.#options = {
      processes: Number.POSITIVE_INFINITY,
      budget: () => budgetOf('high'),
      timeoutMs: 30_000,
      idleMs: 20_000,
      ...options,
    };
  }

  /** Processes that are running now. */
  get size(): number {
    return this.#workers.size;
  }

  async analyse(path: string, signal?: AbortSignal): Promise<IndexedFile | SkippedFile> {
    return (await this.#run({ path }, signal)).file!;
  }

  /** The same for text that is not, or not so, on disk; the path tells the language. */
  async analyseText(
    path: string,
    text: string,
    signal?: AbortSignal,
  ): Promise<IndexedFile | SkippedFile> {
    return (await this.#run({ path, text }, signal)).file!;
  }

  /** The function that could take the place of these copies; parsed here, for parsers belong nowhere else. */
  async planExtraction(
    copies: readonly CopySource[],
    signal?: AbortSignal,
  ): Promise<ExtractionPlan> {
    return (await this.#run({ path: copies[0]?.path ?? '', copies }, signal)).plan!;
  }

  async hash(path: string, signal?: AbortSignal): Promise<string> {
    return hashBytes(await readFile(join(this.#root, path), signal ? { signal } : {}));
  }

  /** Ends the processes; what was under way is rejected. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const job of this.#waiting.splice(0)) job.reject(new Error(ENDED));
    const ended = [...this.#workers].map(
      ({ child }) =>
        new Promise<void>((resolve) => {
          child.ref();
          child.once('exit', () => resolve());
          child.kill('SIGKILL');
        }),
    );
    await Promise.all(ended);
  }

  #run(
    asked: Pick<AnalysisRequest, 'path' | 'text' | 'copies'>,
    signal: AbortSignal | undefined,
  ): Promise<AnalysisReply> {
    if (this.#disposed) return Promise.reject(new Error(ENDED));
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { maxFileSizeBytes } = this.#options;
    let leave = () => {};
    const answered = new Promise<AnalysisReply>((resolve, reject) => {
      const job: Job = {
        request: { root: this.#root, maxFileSizeBytes, ...asked },
        resolve,
        reject,
        isSecondTry: false,
      };
      leave = () => {
        const place = this.#waiting.indexOf(job);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave);
      this.#waiting.push(job);
      this.#next();
    });
    // One signal serves a whole folder: a listener left behind by every file makes each next one slower.
    return answered.finally(() => signal?.removeEventListener('abort', leave));
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#free();
      if (!worker) return;
      this.#give(worker, this.#waiting.shift()!);
    }
  }

  /** One with nothing to do, else a new one, else the one with least at hand. */
  #free(): Worker | undefined {
    const [least] = [...this.#workers].sort((a, b) => a.jobs.length - b.jobs.length);
    if (least?.jobs.length === 0) return least;
    const { processes, priority } = this.#budget();
    if (this.#workers.size < Math.min(processes, this.#options.processes)) {
      return this.#start(priority);
    }
    return least && least.jobs.length < AT_HAND ? least : undefined;
  }

  #budget(): Budget {
    const now = performance.now();
    if (!this.#asked || now - this.#asked.at > BUDGET_MS) {
      this.#asked = { at: now, budget: this.#options.budget() };
    }
    return this.#asked.budget;
  }

  #give(worker: Worker, job: Job): void {
    worker.jobs.push(job);
    worker.child.ref();
    worker.child.channel?.ref();
    if (worker.jobs.length === 1) this.#watch(worker);
    worker.child.send(job.request);
  }

  /** Gives up the file that a process now begins with, should it take too long. */
  #watch(worker: Worker): void {
    clearTimeout(worker.timer);
    worker.timer = setTimeout(() => {
      this.#tryAgain(worker);
      this.#lose(worker, `it took longer than ${this.#options.timeoutMs / 1000} s`);
      worker.child.kill('SIGKILL');
    }, this.#options.timeoutMs);
  }

  #start(priority: number): Worker {
    const child = fork(workerFile(), [], {
      execArgv: ['--max-old-space-size=1024'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    if (child.pid !== undefined && priority !== 0) {
      try {
        setPriority(child.pid, priority);
      } catch {
        // Gone already, or a system that does not allow it: then it runs like any other.
      }
    }
    const worker: Worker = { child, jobs: [], timer: undefined };
    this.#workers.add(worker);
    child.on('message', (reply: AnalysisReply) => this.#finish(worker, reply));
    child.on('error', (error) => this.#lose(worker, error.message));
    child.on('exit', (code, name) => {
      this.#lose(worker, `its process ended (${name ?? code})`);
    });
    return worker;
  }

  #finish(worker: Worker, reply: AnalysisReply): void {
    const job = worker.jobs.shift();
    if (reply.file ?? reply.plan) job?.resolve(reply);
    else job?.reject(new Error(reply.error ?? 'no answer'));
    if (!this.#workers.has(worker)) return;
    if (reply.memoryBytes > MAX_MEMORY_BYTES) this.#retire(worker);
    else if (worker.jobs.length > 0) this.#watch(worker);
    this.#next();
    if (worker.jobs.length === 0 && this.#workers.has(worker)) this.#rest(worker);
  }

  /** An idle process keeps nobody waiting: neither the program's end nor the machine's memory. */
  #rest(worker: Worker): void {
    worker.child.unref();
    worker.child.channel?.unref();
    clearTimeout(worker.timer);
    worker.timer = setTimeout(() => this.#retire(worker), this.#options.idleMs);
    worker.timer.unref();
  }

  /** What it had at hand is done by others. */
  #retire(worker: Worker): void {
    clearTimeout(worker.timer);
    this.#workers.delete(worker);
    this.#waiting.unshift(...worker.jobs.splice(0));
    if (worker.child.connected) worker.child.disconnect();
  }

  /** The file it is at comes after all that wait, unless it did already. */
  #tryAgain(worker: Worker): void {
    const [late] = worker.jobs;
    if (!late || late.isSecondTry || this.#disposed) return;
    late.isSecondTry = true;
    this.#waiting.push(late);
    worker.jobs.shift();
    this.#retire(worker);
  }

  /** The file it was at is lost; what else it had at hand is done by others. */
  #lose(worker: Worker, reason: string): void {
    clearTimeout(worker.timer);
    this.#workers.delete(worker);
    const [lost, ...rest] = worker.jobs.splice(0);
    lost?.reject(new Error(`${reason} on this file`));
    if (this.#disposed) for (const job of rest) job.reject(new Error(ENDED));
    else this.#waiting.unshift(...rest);
    if (!this.#disposed) this.#next();
  }
}

/** Beside the bundle it is a bundle of its own. */
function workerFile(): string {
  const bundled = join(import.meta.dirname, 'analysisWorker.mjs');
  return existsSync(bundled) ? bundled : join(import.meta.dirname, 'analysisWorker.ts');
}
