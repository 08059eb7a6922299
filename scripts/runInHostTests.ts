/**
 * Runs test/vscode in a real extension host: desktop VS Code, downloaded by @vscode/test-electron, or the
 * executable that VSCODE_EXECUTABLE_PATH names (scripts/harness/codeShim.mjs on machines without a desktop).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import esbuild from 'esbuild';

const repository = path.resolve(import.meta.dirname, '..');
const tests = path.join(repository, 'test/vscode');
const out = path.join(repository, 'out/vscode');

fs.rmSync(out, { recursive: true, force: true });
await esbuild.build({
  entryPoints: fs
    .readdirSync(tests)
    .filter((file) => file.endsWith('.test.ts') || file === 'run.ts')
    .map((file) => path.join(tests, file)),
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

// A copy, so that tests may write into it.
const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'lookalike-workspace-'));
fs.cpSync(path.join(repository, 'test/fixtures/shop'), workspace, { recursive: true });
const shim = process.env['VSCODE_EXECUTABLE_PATH'];
try {
  const status = await runTests({
    ...(shim ? { vscodeExecutablePath: path.resolve(shim) } : {}),
    extensionDevelopmentPath: repository,
    extensionTestsPath: path.join(out, 'run.cjs'),
    launchArgs: [workspace, '--disable-extensions'],
  });
  process.exitCode = status;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  fs.rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
}
