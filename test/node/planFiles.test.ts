import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { planFiles } from '../../src/core/indexing/planFiles.ts';
import { AnalysisPool } from '../../src/node/analysisPool.ts';
import { DiskWorkspaceFiles } from '../../src/node/workspaceFiles.ts';

const root = mkdtempSync(join(tmpdir(), 'lookalike-plan-'));
const settings = { exclude: [], include: [], maxFileSizeBytes: 100_000 };
const pool = new AnalysisPool(root, { ...settings, processes: 1 });
const files = new DiskWorkspaceFiles(root, settings);
after(async () => {
  await pool.dispose();
  rmSync(root, { recursive: true });
});

for (const [path, content] of [
  ['.gitignore', 'out/\n'],
  ['src/a.js', 'function a() {\n  return 1;\n}\n'],
  ['src/b.js', '\0\0'],
  ['src/c.js', `${'x=1;'.repeat(2000)}`],
  ['src/d.js', ' '],
  ['src/e.js', '// 1\n'.repeat(30_000)],
  ['out/a.js', 'a'],
  ['logo.png', 'x'],
] as const) {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
}

test('the dry run says of every file what indexing would do, the content looked at', async () => {
  const plan = await planFiles(files, pool);
  assert.deepEqual(plan.files, ['.gitignore', 'src/a.js']);
  assert.deepEqual(
    plan.skipped.map(({ path, reason }) => `${path} ${reason}`),
    [
      'logo.png not-text',
      'out/ ignored',
      'src/b.js binary',
      'src/c.js minified',
      'src/d.js empty',
      'src/e.js too-large',
    ],
  );
});

test('cancelling ends it with the reason', async () => {
  await assert.rejects(planFiles(files, pool, AbortSignal.abort()), { name: 'AbortError' });
});
