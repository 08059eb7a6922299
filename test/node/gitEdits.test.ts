import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gitEdits } from '../../src/node/gitEdits.ts';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'lookalike-edits-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-C', scratch, ...words], {
    stdio: 'ignore',
  });
const BEFORE = `export function total(rows) {
  let sum = 0;
  for (const row of rows) {
    sum += row.price;
  }
  return sum;
}
`;
const AFTER = BEFORE.replace('sum += row.price;', 'if (row.paid) sum += row.price * row.count;');

test('functions before and after a commit are pairs, whatever the repository configures', async () => {
  assert.deepEqual(await gitEdits(scratch), [], 'no repository');
  git('init', '-q');
  const marker = path.join(scratch, 'ran');
  git('config', 'diff.external', `touch ${marker} #`);
  git('config', 'core.fsmonitor', `touch ${marker} #`);
  for (const text of [BEFORE, AFTER]) {
    writeFileSync(path.join(scratch, 'total.js'), text);
    git('add', '-A');
    git('commit', '-q', '-m', 'change');
  }
  rmSync(marker, { force: true });
  const edits = await gitEdits(scratch);
  assert.deepEqual(edits, [
    { path: 'total.js', before: BEFORE.replace('export ', 'export ').trim(), after: AFTER.trim() },
  ]);
  assert.throws(() => execFileSync('test', ['-e', marker]));
  const stop = AbortSignal.abort();
  await assert.rejects(gitEdits(scratch, stop), { name: 'AbortError' });
});
