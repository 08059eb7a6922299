/**
 * Runs test/ui, each file in a process of its own: `node scripts/runUiTests.ts [FILE…]`.
 * A file that fails is run once more, from a new window; what failed first stays in the output, and its name in the last lines.
 * A real browser on a busy machine loses a key or a click now and then; a defect of ours fails twice.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '..');
const folder = path.join(repository, 'test/ui');
const MAX_RUNS = 2;

const given = process.argv.slice(2);
const files = given.length > 0 ? given : testFiles();
const runsOf = new Map<string, number>();
const failed: string[] = [];
for (const file of files) if (!passes(file)) failed.push(file);

for (const [file, runs] of runsOf)
  if (runs > 1 && !failed.includes(file)) process.stdout.write(`passed at run ${runs}: ${file}\n`);
if (failed.length > 0) {
  process.stdout.write(`failed ${MAX_RUNS} times: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}

function testFiles(): string[] {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  if (names.length === 0) throw new Error(`no test in ${folder}`);
  return names.sort().map((name) => path.join('test/ui', name));
}

function passes(file: string): boolean {
  for (let run = 1; run <= MAX_RUNS; run++) {
    runsOf.set(file, run);
    const { status } = spawnSync(process.execPath, ['--test', '--test-reporter=spec', file], {
      cwd: repository,
      stdio: 'inherit',
    });
    if (status === 0) return true;
    process.stdout.write(`failed at run ${run} of at most ${MAX_RUNS}: ${file}\n`);
  }
  return false;
}
