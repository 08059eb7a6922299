#!/usr/bin/env node
// Starts the terminal program on a Node that has node:sqlite: this one, else the pinned one beside the package.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const built = path.join(root, 'dist', 'cli.mjs');
const source = path.join(root, 'src', 'cli.ts');
const program = existsSync(source) ? source : built;

/** node:sqlite without a flag: 22.13, 23.4 and later. TypeScript without a flag: 22.18, 23.6 and later. */
function canRun(version) {
  const [major, minor] = version.split('.').map(Number);
  const needed = program === source ? { 22: 18, 23: 6 } : { 22: 13, 23: 4 };
  return major >= 24 || minor >= (needed[major] ?? Number.POSITIVE_INFINITY);
}

if (canRun(process.versions.node)) {
  quietExperiments();
  // Compiled code is kept in the system's temporary folder: the start takes a third of the CPU time.
  nodeModule.enableCompileCache?.();
  await import(pathToFileURL(program).href);
} else {
  const node = pinnedNode();
  if (node === undefined) {
    process.stderr.write(
      `lookalike: Node ${process.versions.node} has no node:sqlite.\n` +
        'Use Node 22.18 or later (24 is best), or run `npm ci` in the package, which brings one along.\n',
    );
    process.exit(3);
  }
  const child = spawn(
    node,
    ['--disable-warning=ExperimentalWarning', program, ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  // Ctrl-C reaches the whole process group; what is sent to this process alone is handed on.
  process.on('SIGINT', () => {});
  for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  child.on('error', (error) => {
    process.stderr.write(`lookalike: ${node} does not start: ${error.message}\n`);
    process.exitCode = 3;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 3;
    else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}

/** The `node` package among the development dependencies, where it is installed. */
function pinnedNode() {
  try {
    const folder = path.dirname(
      nodeModule.createRequire(import.meta.url).resolve('node/package.json', { paths: [root] }),
    );
    const file = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Node 22 warns that SQLite and type stripping are experiments; people who run a tool need not know. */
function quietExperiments() {
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'string' ? rest[0] : rest[0]?.type;
    if (type !== 'ExperimentalWarning') emit.call(process, warning, ...rest);
  };
}
