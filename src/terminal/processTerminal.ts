/** The terminal of the running process: its streams, its signals, its progress bar. */
import type { Readable, Writable } from 'node:stream';
import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '../core/engineApi.ts';
import { makeColors, wantsColors } from './colors.ts';
import { fitTo } from './columns.ts';
import type { Terminal } from './terminal.ts';

export interface TerminalChoices {
  /** Results for people although standard output is not a terminal. */
  readonly human: boolean;
  readonly color: boolean | undefined;
}

/** Width where the terminal does not tell: what most reports assume. */
const DEFAULT_COLUMNS = 80;
/** Below this a bar only flickers: human reaction time. */
const FIRST_DRAW_MS = 200;

type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Wraps the process's streams; `signal` ends with Ctrl-C, SIGTERM, SIGHUP or a closed pipe. */
export function openProcessTerminal(
  process: {
    readonly stdin: Readable;
    readonly stdout: Output;
    readonly stderr: Output;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
  choices: TerminalChoices,
  signal: AbortSignal,
): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const isHuman = choices.human || stdout.isTTY === true;
  let bar: ReturnType<typeof startBar> | undefined;
  return {
    isHuman,
    columns: stdout.columns ?? DEFAULT_COLUMNS,
    colors: makeColors(wantsColors(env, stdout.isTTY === true, choices.color)),
    signal,
    write(text) {
      bar?.clear();
      return new Promise((resolve, reject) => {
        // A reader that went away (`| head`) is no error: the run ends through `signal`.
        stdout.write(text, (error) =>
          error && !isClosedPipe(error) ? reject(error) : resolve(undefined),
        );
      });
    },
    tell(line) {
      bar?.clear();
      stderr.write(`${line}\n`);
    },
    async readInput() {
      const pieces: Buffer[] = [];
      for await (const piece of stdin) pieces.push(Buffer.from(piece));
      return Buffer.concat(pieces).toString('utf8');
    },
    readKey: () => readKey(stdin, signal),
    startProgress() {
      if (stderr.isTTY !== true || env['TERM'] === 'dumb') {
        return { report: () => {}, stop: () => {} };
      }
      const started = startBar(stderr);
      bar = started;
      return {
        report: started.report,
        stop: () => {
          started.clear();
          bar = undefined;
        },
      };
    },
  };
}

type Input = Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };

/** One character; a terminal gives it without waiting for the end of a line. */
async function readKey(stdin: Input, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  if (stdin.isTTY === true) stdin.setRawMode?.(true);
  try {
    for (;;) {
      const piece = stdin.read(1) as Buffer | null;
      if (piece !== null) {
        const key = piece.toString('utf8');
        // In raw mode Ctrl-C and Ctrl-D are characters like any other.
        return key === '\u0003' || key === '\u0004' ? undefined : key;
      }
      if (stdin.readableEnded) return undefined;
      await readable(stdin, signal);
    }
  } finally {
    if (stdin.isTTY === true) stdin.setRawMode?.(false);
  }
}

function readable(stdin: Readable, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      stdin.off('readable', done).off('end', done);
      signal.removeEventListener('abort', abort);
    };
    const done = () => {
      stop();
      resolve();
    };
    const abort = () => {
      stop();
      reject(signal.reason);
    };
    stdin.once('readable', done).once('end', done);
    signal.addEventListener('abort', abort);
  });
}

/** A pipe whose reader left, by any of the names the systems give it. */
export function isClosedPipe(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'EOF';
}

function startBar(stream: Output): { report: Progress; clear(): void } {
  const startedAt = Date.now();
  let bar: SingleBar | undefined;
  let phase = '';
  const clear = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    clear,
    report(done, total, what) {
      if (Date.now() - startedAt < FIRST_DRAW_MS || total <= 0) return;
      const columns = stream.columns ?? DEFAULT_COLUMNS;
      if (what !== phase) clear();
      phase = what;
      if (bar === undefined) {
        bar = new SingleBar(
          {
            stream,
            format: '{what} {bar} {value}/{total} {left}',
            barsize: Math.max(8, Math.min(32, columns - 48)),
            clearOnComplete: true,
            hideCursor: true,
            fps: 8,
            gracefulExit: false,
          },
          Presets.shades_classic,
        );
        bar.start(total, done, { what: fitTo(what, 16), left: '' });
      }
      bar.setTotal(total);
      bar.update(done, { left: timeLeft(Date.now() - startedAt, done, total) });
    },
  };
}

/** `3 s left`, from the mean pace so far; '' while that says nothing yet. */
export function timeLeft(elapsedMs: number, done: number, total: number): string {
  if (done < 1 || done >= total || elapsedMs < 1000) return '';
  const seconds = Math.ceil(((elapsedMs / done) * (total - done)) / 1000);
  return seconds < 90 ? `${seconds} s left` : `${Math.round(seconds / 60)} min left`;
}
