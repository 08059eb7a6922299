/**
 * Runs test/vscode in a real extension host: desktop VS Code, downloaded by @vscode/test-electron, or the
 * executable that VSCODE_EXECUTABLE_PATH names (scripts/harness/codeShim.mjs on machines without a desktop).
 * `node scripts/runInHostTests.ts [SUITE…]`: `.` one folder, `several` two of them. Not among the default suites: `load` measures with
 * thousands of files, `agents FOLDER QUESTIONS` asks the tools for language models about a copy of a repository.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import esbuild from 'esbuild';
import { manyFiles } from './manyFiles.ts';

const repository = path.resolve(import.meta.dirname, '..');
const tests = path.join(repository, 'test/vscode');
const shop = path.join(repository, 'test/fixtures/shop');
const shim = process.env['VSCODE_EXECUTABLE_PATH'];

/** A repository is read twice over, and asked. */
const AGENTS_MS = 1_200_000;

/** What each suite opens, made below a folder of its own so that tests may write into it. */
const WORKSPACES: Readonly<Record<string, (root: string) => string>> = {
  '.': (root) => copied(root, 'shop'),
  several: (root) => {
    for (const name of ['first', 'second']) copied(root, name);
    const file = path.join(root, 'both.code-workspace');
    fs.writeFileSync(file, JSON.stringify({ folders: [{ path: 'first' }, { path: 'second' }] }));
    return file;
  },
  load: (root) => manyFiles(path.join(root, 'many'), 3000),
  agents: (root) => copied(root, path.basename(repositoryFolder), repositoryFolder),
};

const [first, ...given] = process.argv.slice(2);
const [repositoryFolder = '', questions = ''] = given.map((file) => path.resolve(file));
if (first === 'agents' && given.length !== 2)
  throw new Error('agents needs a folder and questions');
const wanted = first === 'agents' ? [first] : process.argv.slice(2);
for (const suite of wanted.length > 0 ? wanted : ['.', 'several']) {
  const status = await runSuite(suite);
  if (status !== 0) process.exitCode = status;
}

async function runSuite(suite: string): Promise<number> {
  const open = WORKSPACES[suite];
  if (!open) throw new Error(`${suite} is none of ${Object.keys(WORKSPACES).join(', ')}`);
  const out = path.join(repository, 'out/vscode', suite);
  fs.rmSync(out, { recursive: true, force: true });
  const folder = path.join(tests, suite);
  await esbuild.build({
    entryPoints: [
      path.join(tests, 'run.ts'),
      ...fs
        .readdirSync(folder)
        .filter((file) => file.endsWith('.test.ts'))
        .map((file) => path.join(folder, file)),
    ],
    entryNames: '[name]',
    outdir: out,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'lookalike-workspace-'));
  try {
    return await runTests({
      ...(shim ? { vscodeExecutablePath: path.resolve(shim) } : {}),
      extensionDevelopmentPath: repository,
      extensionTestsPath: path.join(out, 'run.cjs'),
      // What reads a whole repository has time for it.
      extensionTestsEnv:
        suite === 'agents'
          ? { LOOKALIKE_QUESTIONS: questions, CODE_SHIM_TIMEOUT_MS: `${AGENTS_MS}` }
          : {},
      launchArgs: [open(root), '--disable-extensions'],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

function copied(root: string, name: string, from = shop): string {
  const to = path.join(root, name);
  fs.cpSync(from, to, { recursive: true });
  return to;
}
