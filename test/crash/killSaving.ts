/**
 * Kills a process at random moments of saving its graph: afterwards the file is the old or the new
 * one, whole. `node test/crash/killSaving.ts --rounds 100`
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadGraph } from '../../src/node/hnswFile.ts';
import { HnswIndex, type Hnswlib, loadHnswlib } from '../../src/node/hnswIndex.ts';
import { hashOf } from '../core/index/storeContract.ts';
import { seededRandom, unitRows } from '../core/index/unitRows.ts';
import { range } from '../core/index/vectorIndexContract.ts';

const CHILD = join(fileURLToPath(import.meta.url), '..', 'graphChild.ts');

export async function killSaving(library: Hnswlib, rounds: number, seed: number) {
  const folder = mkdtempSync(join(tmpdir(), 'lookalike-save-'));
  const path = join(folder, 'graph.hnsw');
  const idOf = new Map(range(2000).map((id) => [hashOf(`${id}`), id]));
  const query = unitRows(2000, 64, 1).slice(0, 64);
  const random = seededRandom(seed);
  const report = { rounds, whole: 0, damaged: 0, wrong: 0, leftovers: 0 };
  try {
    let saves = 0;
    for (let round = 0; round < rounds; round++) {
      saves += await killAfter(path, 1 + Math.floor(random() * 4), random() * 12);
      const graph = loadGraph(library, path, { encoderId: 'e@1', dimensions: 64 }, (hash) =>
        idOf.get(hash),
      );
      // Where no save has ended there is nothing yet.
      if (graph === 'absent' && saves === 0) report.whole++;
      else if (!(graph instanceof HnswIndex)) report.damaged++;
      else if ((await graph.search(query, 1))[0]?.id !== 0) report.wrong++;
      else report.whole++;
    }
    // One save, undisturbed, cleans up after all the killed ones.
    await killAfter(path, 3, 0);
    report.leftovers = readdirSync(folder).length - 1 - 2;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return report;
}

/** Runs the child until some milliseconds into its `save`-th save. @returns how many had surely ended */
async function killAfter(path: string, save: number, ms: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let saves = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line === 'saving' && ++saves === save) setTimeout(() => child.kill('SIGKILL'), ms);
  }
  await ended;
  return saves - 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '100' } } });
  const library = await loadHnswlib();
  if (library instanceof Error) throw library;
  const report = await killSaving(library, Number(values.rounds), 1);
  console.table(report);
  process.exitCode = report.whole === report.rounds && report.leftovers <= 0 ? 0 : 1;
}
