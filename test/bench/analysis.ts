/** Reading and cutting against a plain parse of the same files, in the same run. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyzeText } from '../../src/core/snippets/analyzeText.ts';
import { cutFile } from '../../src/core/snippets/cutFile.ts';
import { languageById } from '../../src/core/snippets/languages.ts';
import { AnalysisPool } from '../../src/node/analysisPool.ts';
import { TreeSitter } from '../../src/node/treeSitter.ts';
import type { Measured } from './measure.ts';
import { sourceFiles } from './sources.ts';

const FILES = 600;
const ROUNDS = 3;

/** In a process of its own: the parser's flags would slow the kernels that are measured elsewhere. */
export async function measureAnalysis(): Promise<Measured[]> {
  const out = execFileSync(process.execPath, [fileURLToPath(import.meta.url)], {
    encoding: 'utf8',
  });
  return JSON.parse(out) as Measured[];
}

async function measure(): Promise<Measured[]> {
  const treeSitter = await TreeSitter.load();
  await treeSitter.prepare('typescript');
  const language = languageById('typescript')!;
  const files = sourceFiles(FILES).map(({ text }, i) => ({ path: `f${i}.ts`, text }));
  const megabytes = files.reduce((sum, { text }) => sum + text.length, 0) / 1e6;
  const { parse } = treeSitter;
  const analysis = { parse, prepare: (grammar: string) => treeSitter.prepare(grammar) };
  const folder = mkdtempSync(join(tmpdir(), 'lookalike-bench-'));
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  const pool = new AnalysisPool(folder, { maxFileSizeBytes: 1e6 });
  const seconds = {
    parse: [] as number[],
    cut: [] as number[],
    analyze: [] as number[],
    pool: [] as number[],
  };
  for (let round = 0; round <= ROUNDS; round++) {
    const warm = round > 0;
    const time = async (kind: keyof typeof seconds, run: () => unknown) => {
      const start = performance.now();
      await run();
      if (warm) seconds[kind].push((performance.now() - start) / 1000);
    };
    await time('parse', () => {
      for (const { text } of files) parse(text, 'typescript', (root) => root.type);
    });
    await time('cut', () => {
      for (const { text } of files) cutFile(text, language, parse);
    });
    await time('analyze', async () => {
      for (const { path, text } of files) {
        await analyzeText(text, { path, sizeBytes: 0, modifiedMs: 0 }, '', analysis);
      }
    });
    await time('pool', () => Promise.all(files.map(({ path }) => pool.analyse(path))));
  }
  await pool.dispose();
  rmSync(folder, { recursive: true });
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  const plain = median(seconds.parse);
  const against = (name: string, values: number[]): Measured => {
    const value = median(values);
    return { name, value: megabytes / value, unit: 'MB/s', ratio: value / plain };
  };
  return [
    { name: 'plain parse', value: megabytes / plain, unit: 'MB/s', ratio: 1 },
    against('parse and cut, time over a plain parse', seconds.cut),
    against('whole analysis, time over a plain parse', seconds.analyze),
    against('whole analysis in the pool, time over a plain parse', seconds.pool),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await measure()));
}
