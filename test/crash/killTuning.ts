/**
 * Kills a process at random moments of fine-tuning: afterwards the head in force is the last that it said was in use,
 * or the one it was about to use; every file is whole. `node test/crash/killTuning.ts --rounds 50`
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { effectiveId } from '../../src/core/tuning/head.ts';
import { headFolder } from '../../src/node/headFolder.ts';
import { seededRandom } from '../core/index/unitRows.ts';
import { headOf } from '../core/tuning/randomHead.ts';

const CHILD = join(fileURLToPath(import.meta.url), '..', 'tuningChild.ts');
/** From the first word of the child on; a fine-tuning of the made-up workspace takes about a second. */
const LONGEST_MS = 2500;

export async function killTuning(rounds: number, seed: number) {
  const random = seededRandom(seed);
  const report = { rounds, whole: 0, damaged: 0, previous: 0, newer: 0, leftovers: 0 };
  for (let round = 0; round < rounds; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'lookalike-kill-'));
    try {
      const heads = headFolder(folder);
      const first = {
        name: 'before',
        head: headOf('linear', 1),
        loss: 'infoNce',
        createdAt: '2026-01-01T00:00:00.000Z',
        untouched: [],
      };
      await heads.save(first);
      await heads.setInUse(first);
      const used = [effectiveId(first.head), ...(await killAfter(folder, random() * LONGEST_MS))];
      const inUse = await heads.inUse();
      const kept = await heads.list();
      const files = readdirSync(folder).filter((name) => name.endsWith('.head'));
      const id = inUse && effectiveId(inUse.head);
      // Either what it said last, or what it was about to say: that one is kept whole as well.
      const isLast = id === used.at(-1);
      const isNewer = !isLast && id !== undefined && !used.includes(id);
      if (kept.length === files.length && (isLast || isNewer)) report.whole++;
      else report.damaged++;
      if (id === used[0]) report.previous++;
      else report.newer++;
      // The next change removes what the killed process left.
      await heads.setInUse(first);
      report.leftovers += readdirSync(folder).filter((name) => name.endsWith('.tmp')).length;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return report;
}

/** @returns ids that the child said were in use before it was killed */
async function killAfter(folder: string, ms: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const used: string[] = [];
  let isStarted = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'begun' && !isStarted) {
      isStarted = true;
      setTimeout(() => child.kill('SIGKILL'), ms);
    }
    if (line.startsWith('used ')) used.push(line.slice(5));
  }
  await ended;
  return used;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '50' } } });
  const report = await killTuning(Number(values.rounds), 1);
  console.table(report);
  process.exitCode = report.whole === report.rounds && report.leftovers === 0 ? 0 : 1;
}
