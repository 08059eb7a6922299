/** What a verb sees of the terminal: where to write, for whom, how wide, and when to stop. */
import type { Progress } from '../core/engineApi.ts';
import type { Colors } from './colors.ts';

export interface Terminal {
  /** Results. Resolves once the reader has taken them, so that long output never piles up in memory. */
  write(text: string): Promise<void>;
  /** Everything that is not a result: progress, notices, errors. */
  tell(line: string): void;
  /** Standard input as text, read to the end. */
  readInput(): Promise<string>;
  /** The next key that is pressed, or the next character of standard input; undefined at its end. */
  readKey(): Promise<string | undefined>;
  /** A person reads the results; otherwise a program does. */
  readonly isHuman: boolean;
  readonly columns: number;
  readonly colors: Colors;
  /** A progress display that `stop` takes away; draws nothing where nobody looks. */
  startProgress(): { readonly report: Progress; stop(): void };
  /** Aborted by Ctrl-C, a closed pipe or a termination signal. */
  readonly signal: AbortSignal;
}
