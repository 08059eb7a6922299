/** Composition root of the terminal: the process's streams and signals, and the real parts. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import packageJson from '../package.json' with { type: 'json' };
import { UserError } from './core/userError.ts';
import { isClosedPipe, openProcessTerminal } from './terminal/processTerminal.ts';
import { runCommandLine, type StopReason } from './terminal/run.ts';
import type { Toolbox } from './terminal/toolbox.ts';

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => stop.abort('interrupted' satisfies StopReason));
}
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (!isClosedPipe(error)) throw error;
    stop.abort('closed-pipe' satisfies StopReason);
  });
}

const toolbox: Toolbox = {
  openEngine: () => Promise.reject(notYet()),
  openEncoder: () => Promise.reject(notYet()),
  openComparer: () => Promise.reject(notYet()),
  readFile: async (name) => {
    try {
      return await readFile(path.resolve(name), 'utf8');
    } catch (cause) {
      throw new UserError('no-such-file', `${name} cannot be read.`, 'Check the path.', { cause });
    }
  },
  writeFile: async (name, text) => {
    try {
      await writeFile(path.resolve(name), text);
    } catch (cause) {
      throw new UserError('no-such-file', `${name} cannot be written.`, 'Check the path.', {
        cause,
      });
    }
  },
};

function notYet(): UserError {
  return new UserError('not-available', 'This is not wired yet.', 'Come back later.');
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  version: packageJson.version,
  openTerminal: (choices) => openProcessTerminal(process, choices, stop.signal),
  toolbox,
  signal: stop.signal,
  write: (text) => process.stdout.write(text),
  tell: (line) => process.stderr.write(`${line}\n`),
});
