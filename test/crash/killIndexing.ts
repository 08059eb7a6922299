/**
 * Kills an indexing process at random moments and looks at what it left: every acknowledged file
 * must be there, whole, in that version or a later one, with its words and embeddings.
 * `node test/crash/killIndexing.ts --rounds 100`
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openSqliteEmbeddings } from '../../src/node/sqliteEmbeddings.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { hashOf } from '../core/index/storeContract.ts';
import { seededRandom } from '../core/index/unitRows.ts';
import { CountingEncoder } from '../core/indexing/memoryWorkspace.ts';
import { STORE_OPTIONS, textOf } from './scenario.ts';

const CHILD = join(fileURLToPath(import.meta.url), '..', 'indexingChild.ts');

export interface KillReport {
  rounds: number;
  failedOpens: number;
  acknowledged: number;
  lost: number;
  contradictions: number;
  rebuilt: number;
}

export async function killIndexing(rounds: number, seed: number): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'lookalike-kill-'));
  const random = seededRandom(seed);
  const report = {
    rounds,
    failedOpens: 0,
    acknowledged: 0,
    lost: 0,
    contradictions: 0,
    rebuilt: 0,
  };
  const acknowledged = new Map<string, number>();
  try {
    for (let round = 0; round < rounds; round++) {
      const child = spawn(process.execPath, [CHILD, folder, String(seed + round)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const life = await runUntilKilled(child, 10 + random() * 400, (path, version) => {
        report.acknowledged++;
        acknowledged.set(path, Math.max(version, acknowledged.get(path) ?? 0));
      });
      if (!life.opened) report.failedOpens++;
      report.rebuilt += life.notices;
      // Every second time the next life finds what the last one left, unseen.
      if (round % 2 === 1) await examine(folder, acknowledged, report);
    }
    await examine(folder, acknowledged, report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return report;
}

async function runUntilKilled(
  child: ChildProcess,
  lifeMs: number,
  acknowledge: (path: string, version: number) => void,
): Promise<{ opened: boolean; notices: number }> {
  const life = { opened: false, notices: 0 };
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout! })) {
    const [what, path = '', version] = line.split(' ');
    if (what === 'ack') acknowledge(path, Number(version));
    if (what === 'notice') life.notices++;
    if (what === 'open') {
      life.opened = true;
      setTimeout(() => child.kill('SIGKILL'), lifeMs);
    }
  }
  await ended;
  return life;
}

async function examine(
  folder: string,
  acknowledged: ReadonlyMap<string, number>,
  report: KillReport,
): Promise<void> {
  const encoder = new CountingEncoder();
  const store = await openSqliteStore(folder, STORE_OPTIONS);
  const embeddings = await openSqliteEmbeddings(join(folder, 'embeddings.sqlite'));
  report.rebuilt += store.notices.length;
  const records = new Map((await store.files()).map((record) => [record.path, record]));
  for (const [path, version] of acknowledged) {
    const record = records.get(path);
    if (!record || record.modifiedMs < version) report.lost++;
  }
  for (const record of records.values()) {
    const file = Number(/\d+/.exec(record.path)![0]);
    const word = `file${file}version${record.modifiedMs}`;
    const hits = await store.searchWords([word], 5);
    const hashes = record.snippets.map((snippet) => snippet.textHash);
    const right =
      record.fileHash === hashOf(textOf(file, record.modifiedMs)) &&
      hits.length === 1 &&
      hits[0]!.path === record.path &&
      (await embeddings.missing(encoder.id, hashes)).length === 0;
    if (!right) report.contradictions++;
  }
  await store.close();
  await embeddings.close();
  const database = new DatabaseSync(join(folder, 'store.sqlite'));
  const [row] = database.prepare('PRAGMA integrity_check').all();
  if (row?.['integrity_check'] !== 'ok') report.contradictions++;
  database.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
  });
  const report = await killIndexing(Number(values.rounds), Number(values.seed));
  console.table(report);
  const bad = report.failedOpens + report.lost + report.contradictions + report.rebuilt;
  process.exitCode = bad === 0 && report.acknowledged > 0 ? 0 : 1;
}
