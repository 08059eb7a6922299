/**
 * The engine as the editor sees it: a child process that is started on first use, started again after a
 * crash with growing pauses, and given up with a plain message when it keeps crashing.
 */
import { setImmediate } from 'node:timers/promises';
import type { Engine, FolderSettings, Progress } from '../core/engineApi.ts';
import { UserError } from '../core/userError.ts';
import type { EngineChild, EngineChildOptions, Question } from './engineChild.ts';
import { engineAsking } from './engineVerbs.ts';

export type EngineProcessState = 'idle' | 'running' | 'restarting' | 'stopped';

export interface EngineProcessOptions extends EngineChildOptions {
  /** `message` is a sentence for people where something went wrong. */
  readonly onState?: (state: EngineProcessState, message?: string) => void;
  /** Crashes within `crashWindowMs` after which no new start is tried. Default 5 within 10 minutes. */
  readonly maxCrashes?: number;
  readonly crashWindowMs?: number;
  /** First pause before a restart, doubled by each crash in the window. Default 200 ms, at most 10 s. */
  readonly firstPauseMs?: number;
}

/** Tries of one request: a request that kills the engine thrice is refused, not tried for ever. */
const MAX_TRIES = 3;
const MAX_PAUSE_MS = 10_000;

export class EngineProcess {
  private readonly options: Required<EngineProcessOptions>;
  private child: EngineChild | undefined;
  private starting: Promise<EngineChild> | undefined;
  /** When each crash of the window happened, on the monotonic clock. */
  private readonly crashes: number[] = [];
  private isDisposed = false;
  private current: EngineProcessState = 'idle';

  constructor(options: EngineProcessOptions) {
    this.options = {
      onState: () => {},
      maxCrashes: 5,
      crashWindowMs: 600_000,
      firstPauseMs: 200,
      heapMb: 1024,
      hangMs: 60_000,
      ...options,
    };
  }

  get state(): EngineProcessState {
    return this.current;
  }

  /** The process's number, while one runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** An engine for one folder; any number of folders share the process. */
  openFolder(folder: string, settings: FolderSettings): Engine {
    const engine = engineAsking((verb, { input, progress, signal }) =>
      this.ask({ folder, settings, verb, input }, progress, signal),
    );
    return {
      ...engine,
      dispose: async () => {
        // Nothing to tell a process that does not run.
        if (this.child) await engine.dispose();
      },
    };
  }

  /** Ends the process and forgets its crashes; the next request starts it afresh. */
  restart(): void {
    const child = this.child;
    this.child = undefined;
    child?.kill();
    this.crashes.length = 0;
    this.setState('idle');
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    const child = this.child ?? (await this.starting?.catch(() => undefined));
    await child?.close();
  }

  private async ask<T>(question: Question, progress?: Progress, signal?: AbortSignal): Promise<T> {
    for (let tries = 1; ; tries++) {
      signal?.throwIfAborted();
      const child = await this.ensureRunning();
      // Also what was taken back while the engine started.
      signal?.throwIfAborted();
      try {
        return await child.ask<T>(question, progress, signal);
      } catch (error) {
        if (!(error instanceof Error && error.name === 'EngineGone')) throw error;
        // Every verb may be asked again: queries change nothing, indexing goes on where it stood.
        if (this.isDisposed || tries >= MAX_TRIES) {
          throw new UserError(
            'engine-stopped',
            `The engine stopped while it worked (${error.message}).`,
            'Try again; the log says more.',
            { cause: error },
          );
        }
      }
    }
  }

  private ensureRunning(): Promise<EngineChild> {
    if (this.isDisposed) {
      return Promise.reject(
        new UserError('engine-stopped', 'The engine has been shut down.', 'Reload the window.'),
      );
    }
    if (this.child) return Promise.resolve(this.child);
    this.starting ??= this.start().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  private async start(): Promise<EngineChild> {
    const crashes = this.recentCrashes();
    if (crashes >= this.options.maxCrashes) throw this.givenUp(crashes);
    if (crashes > 0) {
      this.setState('restarting');
      const pauseMs = Math.min(MAX_PAUSE_MS, this.options.firstPauseMs * 2 ** (crashes - 1));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    // Asking, loading and starting take up to 15 ms each: whoever waits for this thread comes in between.
    await setImmediate();
    // Loaded with its JSON-RPC only now: that takes the editor as long as all the rest of the extension.
    const { EngineChild } = await import('./engineChild.ts');
    await setImmediate();
    const child = new EngineChild(this.options, (how) => {
      // A child that was let go on purpose did not crash.
      if (this.child !== child) return;
      this.child = undefined;
      if (this.isDisposed) this.setState('idle');
      else this.recordCrash(how, child.lastNotice);
    });
    this.child = child;
    this.setState('running');
    return child;
  }

  private recordCrash(how: string, notice: string | undefined): void {
    this.crashes.push(performance.now());
    const crashes = this.recentCrashes();
    this.options.log(`engine process ended: ${how} (${crashes} recent)`);
    if (crashes >= this.options.maxCrashes) {
      const given = this.givenUp(crashes).message;
      this.setState('stopped', notice === undefined ? given : `${given} ${notice}`);
    } else this.setState('restarting', notice);
  }

  private recentCrashes(): number {
    const since = performance.now() - this.options.crashWindowMs;
    while (this.crashes[0] !== undefined && this.crashes[0] < since) this.crashes.shift();
    return this.crashes.length;
  }

  private givenUp(crashes: number): UserError {
    return new UserError(
      'engine-stopped',
      `The engine crashed ${crashes} times within minutes and was stopped.`,
      'Look at the log; rebuilding the index or reloading the window tries again.',
    );
  }

  private setState(state: EngineProcessState, message?: string): void {
    if (state === this.current && message === undefined) return;
    this.current = state;
    this.options.onState(state, message);
  }
}
