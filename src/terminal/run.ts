/** From command line to exit status: builds the program, runs one verb, says what went wrong. */
import { CommanderError } from 'commander';
import { EXIT_STATUS, UserError } from '../core/userError.ts';
import { obeyFolders } from './folderDefaults.ts';
import { type CommonOptions, makeProgram } from './program.ts';
import type { Terminal } from './terminal.ts';
import type { Choices, Toolbox } from './toolbox.ts';

/** As shells report a process that Ctrl-C ended. */
const CANCELLED_STATUS = 130;

export interface Surroundings {
  readonly version: string;
  openTerminal(options: { human: boolean; color: boolean | undefined }): Terminal;
  readonly toolbox: Toolbox;
  readonly signal: AbortSignal;
  /** Standard output and error while no terminal is open: help, usage errors. */
  write(text: string): void;
  tell(line: string): void;
}

/**
 * @param words the command line after the program's name.
 * @returns the exit status; 0 after the reader of our output went away.
 */
export async function runCommandLine(
  words: readonly string[],
  { version, openTerminal, toolbox, signal, write, tell }: Surroundings,
): Promise<number> {
  let status = 0;
  const program = makeProgram(version, async (options, verb) => {
    const terminal = openTerminal({ human: options.human ?? false, color: colorChoice(words) });
    const isAbove = await verb({ terminal, toolbox, choices: choicesFrom(options) });
    if (isAbove) status = 1;
  });
  obeyFolders(program, (folder) => toolbox.readConfiguration(folder));
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    command.configureOutput({ writeOut: write, writeErr: (text) => tell(text.trimEnd()) });
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return signal.aborted ? cancelledStatus(signal) : status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_STATUS.usage;
    if (signal.aborted) {
      const cancelled = cancelledStatus(signal);
      if (cancelled !== 0) tell('Stopped; what was indexed so far is kept.');
      return cancelled;
    }
    if (error instanceof UserError) {
      tell(`lookalike: ${error.message}\n${error.remedy}`);
      return EXIT_STATUS[error.code];
    }
    throw error;
  }
}

/** Why the run was stopped early: a reader that left is fine, a person who pressed Ctrl-C is told so. */
export type StopReason = 'closed-pipe' | 'interrupted';

function cancelledStatus(signal: AbortSignal): number {
  return signal.reason === ('closed-pipe' satisfies StopReason) ? 0 : CANCELLED_STATUS;
}

/** commander's `--no-color` has a default of true; only what was typed is a choice. */
function colorChoice(words: readonly string[]): boolean | undefined {
  if (words.includes('--no-color')) return false;
  return words.includes('--color') ? true : undefined;
}

function choicesFrom(options: CommonOptions): Choices {
  return {
    settings: {
      exclude: options.exclude ?? [],
      include: options.include ?? [],
      maxFileSizeBytes: options.maxFileSize,
      useEncoder: options.encoder,
    },
    storage: options.storage,
    model: options.model,
    allowDownload: options.allowDownload ?? false,
  };
}
