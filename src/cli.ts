/** Composition root of the terminal: the process's streams and signals, and the real parts. */
import { readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import packageJson from '../package.json' with { type: 'json' };
import { UserError } from './core/userError.ts';
import { readConfiguration } from './node/configurationFile.ts';
import { openComparer } from './node/openComparer.ts';
import { type EncoderChoice, openEncoder } from './node/openEncoder.ts';
import { openEngine } from './node/openEngine.ts';
import { userStorage } from './node/storageFolder.ts';
import { isClosedPipe, openProcessTerminal } from './terminal/processTerminal.ts';
import { runCommandLine, type StopReason } from './terminal/run.ts';
import type { Choices, Toolbox } from './terminal/toolbox.ts';

/** Beside the sources' folder in a checkout, inside dist once built. */
const SHIPPED_MODELS = ['../models', 'models'].map((models) =>
  path.join(import.meta.dirname, models),
);

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
  openEngine: (folder, choices, options = { waitsForWriter: true }) =>
    openEngine(folder, choices.settings, encoderChoice(choices), options),
  // A folder that is not there is the engine's to complain of.
  readConfiguration: async (folder) => {
    const root = await realpath(folder).catch(() => undefined);
    return root === undefined ? {} : readConfiguration(root);
  },
  openEncoder: (choices) => openEncoder(encoderChoice(choices), stop.signal),
  openComparer: (choices) => openComparer(encoderChoice(choices), choices.settings),
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
  absolute: (name) => path.resolve(name).replaceAll(path.sep, '/'),
  async train(request, progress, signal) {
    const { trainEncoder } = await import('./node/trainEncoder.ts');
    return trainEncoder(request, progress, signal);
  },
  async serveMcp(call, signal) {
    // No other verb needs the SDK.
    const { serveMcp } = await import('./node/mcpServer.ts');
    const streams = { input: process.stdin, output: process.stdout };
    await serveMcp({ version: packageJson.version, call }, streams, signal);
  },
};

function encoderChoice({ storage, model, allowDownload }: Choices): EncoderChoice {
  return {
    shipped: SHIPPED_MODELS,
    storage: storage ? path.resolve(storage) : userStorage(process.env, process.platform),
    model,
    allowDownload,
  };
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  version: packageJson.version,
  openTerminal: (choices) => openProcessTerminal(process, choices, stop.signal),
  toolbox,
  signal: stop.signal,
  write: (text) => process.stdout.write(text),
  tell: (line) => process.stderr.write(`${line}\n`),
});
