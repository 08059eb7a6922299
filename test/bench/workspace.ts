/** A folder of 3,000 files through the real engine: first index, second start, one file saved. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../src/node/openEngine.ts';
import { type Measured, memoryMb, timings } from './measure.ts';
import { sourceFiles } from './sources.ts';

const FILES = 3000;
const SAVES = 40;
const SETTINGS = { exclude: [], include: [], maxFileSizeBytes: 1_000_000, useEncoder: true };

export async function measureWorkspace(models: string, unit: number): Promise<Measured[]> {
  const root = mkdtempSync(join(tmpdir(), 'lookalike-bench-'));
  const folder = join(root, 'folder');
  const choice = {
    shipped: [models],
    storage: join(root, 'storage'),
    model: undefined,
    allowDownload: false,
  };
  try {
    const paths = writeFolder(folder);
    const measured: Measured[] = [];
    const time = (name: string, value: number) =>
      measured.push({ name, value, unit: 'ms', ratio: value / unit });
    const count = (name: string, value: number) =>
      measured.push({ name, value, unit: '', ratio: value });
    const first = await openEngine(folder, SETTINGS, choice);
    const indexed = await first.index();
    time('first index, 3000 files', indexed.durationMs);
    count('snippets, 3000 files', indexed.snippets);
    const saved = await timings(SAVES, (i) => {
      const path = paths[(i * 71) % paths.length]!;
      const function_ = `function saved${i}(value) {\n  const doubled = value * ${i};\n  return doubled + saved(value);\n}\n`;
      writeFileSync(join(folder, path), function_.repeat(1 + (i % 3)), { flag: 'a' });
      return first.filesChanged([path]);
    });
    time('file saved → searchable, median', saved.median);
    time('file saved → searchable, p99', saved.p99);
    const found = await first.search({ query: `saved${SAVES - 1}`, limit: 5 });
    const last = paths[((SAVES - 1) * 71) % paths.length];
    count('last saved file is found', found.some(({ place }) => place.path === last) ? 1 : 0);
    await first.dispose();
    const start = performance.now();
    const second = await openEngine(folder, SETTINGS, choice);
    const again = await second.index();
    time('second start, 3000 files', performance.now() - start);
    count('embeddings computed at the second start', again.embeddingsComputed);
    count('files read at the second start', again.filesIndexed);
    await second.dispose();
    measured.push({ name: 'process, in all', value: memoryMb(), unit: 'MB', ratio: memoryMb() });
    return measured;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeFolder(folder: string): string[] {
  const paths: string[] = [];
  for (const [i, { name, text }] of sourceFiles(FILES).entries()) {
    const path = `part${i % 50}/${i}-${name.replace(/\.d\.ts$/, '.ts')}`;
    mkdirSync(join(folder, `part${i % 50}`), { recursive: true });
    writeFileSync(join(folder, path), text);
    paths.push(path);
  }
  return paths;
}
