/** One engine child process: forked, asked over its channel, pinged, and gone at some time. */
import { type ChildProcess, fork } from 'node:child_process';
import process from 'node:process';
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { FolderSettings, Progress } from '../core/engineApi.ts';
import {
  ASK,
  type EngineSetup,
  fromWire,
  NOTICE,
  PART,
  PARTED,
  PING,
  PROGRESS,
} from './engineProtocol.ts';
import type { Verb } from './engineVerbs.ts';

export interface EngineChildOptions {
  /** The engine program: a built file, or `src/engine.ts` on a Node that runs TypeScript. */
  readonly program: string;
  readonly setup: EngineSetup;
  /** Log lines, free of source text. */
  readonly log: (line: string) => void;
  /** Heap of the child's JavaScript, MB. Default 1024 (embeddings live outside the heap). */
  readonly heapMb?: number;
  /** A child that answers no ping for so long while it is asked something is ended. Default 60 s. */
  readonly hangMs?: number;
}

export interface Question {
  readonly folder: string;
  readonly settings: FolderSettings;
  readonly verb: Verb;
  readonly input: unknown;
}

/** The process ended while a request was under way. */
export class EngineGone extends Error {
  override name = 'EngineGone';
}

/** Pings within `hangMs`. Missed pings are counted rather than time, which jumps when a laptop sleeps. */
const PINGS_PER_HANG = 6;
/** What a child gets to end by itself before it is ended. */
const GOODBYE_MS = 2000;

export class EngineChild {
  /** The last sentence for people that the child sent. */
  lastNotice: string | undefined;
  private readonly child: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly options: EngineChildOptions;
  private readonly progress = new Map<number, Progress>();
  /** Rejects each request under way; called once, when the child is gone. */
  private readonly waiting = new Set<(gone: EngineGone) => void>();
  /** What came of long lists, ahead of their answers. */
  private readonly parts = new Map<number, unknown[]>();
  private nextId = 1;

  /** @param onGone called once, with how the process ended. */
  constructor(options: EngineChildOptions, onGone: (how: string) => void) {
    this.options = options;
    const { program, setup, heapMb = 1024, log } = options;
    this.child = fork(program, [JSON.stringify(setup)], {
      // Inside the editor `process.execPath` is the editor itself: this makes it a plain Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_USE_ENV_PROXY: '1' },
      execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${heapMb}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => log(`engine: ${text.trimEnd()}`));
    }
    this.connection = this.connect();
    const stopPings = this.startPings();
    const end = (how: string) => {
      stopPings();
      this.connection.dispose();
      const gone = new EngineGone(how);
      for (const reject of this.waiting) reject(gone);
      this.waiting.clear();
      onGone(how);
    };
    this.child.once('exit', (code, signal) => end(signal ?? `exit status ${code}`));
    this.child.once('error', (error) => {
      // A process that never started has no exit.
      if (this.child.pid === undefined) end(error.message);
    });
    log(`engine process ${this.child.pid} started`);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Lets the child end by itself, then makes it. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    const timer = setTimeout(() => this.kill(), GOODBYE_MS);
    if (this.child.connected) this.child.disconnect();
    await exited;
    clearTimeout(timer);
  }

  /**
   * Asks once. On abort the asker is free at once; the engine hears of it and stops when it next looks.
   * @throws EngineGone when the process ends first; what the engine threw otherwise.
   */
  ask<T>(question: Question, progress?: Progress, signal?: AbortSignal): Promise<T> {
    const cancel = new CancellationTokenSource();
    const id = this.nextId++;
    const list = PARTED[question.verb];
    if (progress) this.progress.set(id, progress);
    if (list) this.parts.set(id, []);
    const params = {
      ...question,
      ...(progress ? { progressId: id } : {}),
      ...(list ? { partsId: id } : {}),
    };
    return new Promise<T>((resolve, reject) => {
      const onAbort = () => {
        cancel.cancel();
        settle(() => reject(signal?.reason));
      };
      const onGone = (gone: EngineGone) => settle(() => reject(gone));
      const settle = (how: () => void) => {
        signal?.removeEventListener('abort', onAbort);
        this.waiting.delete(onGone);
        this.progress.delete(id);
        this.parts.delete(id);
        how();
      };
      signal?.addEventListener('abort', onAbort);
      this.waiting.add(onGone);
      this.connection.sendRequest(ASK, params, cancel.token).then(
        (answer) => {
          const items = this.parts.get(id) ?? [];
          const whole =
            list && items.length > 0 ? { ...(answer as object), [list]: items } : answer;
          settle(() => resolve(whole as T));
        },
        (error: unknown) => {
          // Where the channel broke, the exit that follows says more.
          if (this.child.connected) settle(() => reject(fromWire(error)));
        },
      );
    });
  }

  private connect(): MessageConnection {
    const connection = createMessageConnection(
      new IPCMessageReader(this.child),
      new IPCMessageWriter(this.child),
    );
    connection.onNotification(PROGRESS, ({ id, done, total, what }) =>
      this.progress.get(id)?.(done, total, what),
    );
    connection.onNotification(PART, ({ id, items }) => {
      // Nobody waits any more for what was cancelled.
      this.parts.get(id)?.push(...items);
    });
    connection.onNotification(NOTICE, ({ message }) => {
      this.lastNotice = message;
      this.options.log(message);
    });
    connection.onError(([error]) => this.options.log(`engine connection: ${error.message}`));
    connection.listen();
    return connection;
  }

  private startPings(): () => void {
    let missed = 0;
    let isWaiting = false;
    const ping = () => {
      if (!isWaiting) {
        isWaiting = true;
        this.connection.sendRequest(PING, null).then(
          () => {
            missed = 0;
            isWaiting = false;
          },
          () => {},
        );
        return;
      }
      // An idle process may be frozen by the system; only one that owes an answer hangs.
      if (this.waiting.size > 0) missed++;
      if (missed < PINGS_PER_HANG) return;
      this.options.log(`engine process ${this.pid} does not answer; ending it`);
      this.kill();
    };
    const timer = setInterval(ping, (this.options.hangMs ?? 60_000) / PINGS_PER_HANG);
    timer.unref();
    return () => clearInterval(timer);
  }
}
