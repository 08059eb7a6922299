/** Composition root of the engine process: JSON-RPC over the parent's channel, real parts behind it. */
import { realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { configurationText } from './node/configurationFile.ts';
import type { EngineSetup } from './node/engineProtocol.ts';
import { serveEngine, watchMemory } from './node/engineServer.ts';
import { openEngine } from './node/openEngine.ts';

/** A quarter of the machine, 1 to 3 GB: 100,000 snippets take about .5 GB (guess, see the benchmark). */
const DEFAULT_MEMORY_LIMIT_BYTES = Math.min(3e9, Math.max(1e9, os.totalmem() / 4));

const setup: EngineSetup = JSON.parse(process.argv[2] ?? '{}');
const connection = createMessageConnection(
  new IPCMessageReader(process),
  new IPCMessageWriter(process),
);
// The editor went away, however it did: nobody is left to answer.
process.once('disconnect', () => process.exit(0));
watchMemory(setup.memoryLimitBytes ?? DEFAULT_MEMORY_LIMIT_BYTES, connection, () =>
  process.exit(1),
);
const choice = {
  shipped: ['../models', 'models'].map((models) => path.join(import.meta.dirname, models)),
  storage: setup.storage,
  model: setup.model,
  allowDownload: setup.allowDownload ?? false,
  goesOnWithoutModel: true,
};
serveEngine(
  connection,
  (folder, settings) => openEngine(folder, settings, choice, { effort: setup.effort ?? 'normal' }),
  // What cannot be read is complained of when the folder is opened.
  (folder) =>
    realpath(folder)
      .then(configurationText)
      .catch(() => ''),
);
