/**
 * Kills a process at random moments of fine-tuning: afterwards the head in force is the last that it said was in use,
 * or the one it was about to use; every file is whole. `node test/crash/killTuning.ts --rounds 50`
 *
 * --aim save: kills while a head is being written: the file system's event of its temporary file pulls the trigger.
 * Rounds after which that file is still there, so that the kill fell into the writing, are counted (`inSave`).
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { effectiveId } from '../../src/core/tuning/head.ts';
import { headFolder } from '../../src/node/headFolder.ts';
import { seededRandom } from '../core/index/unitRows.ts';
import { headOf } from '../core/tuning/randomHead.ts';

const CHILD = join(fileURLToPath(import.meta.url), '..', 'tuningChild.ts');
/** From the first word of the child on; a fine-tuning of the made-up workspace takes about a second. */
const LONGEST_MS = 2500;

/** Name of the temporary file; how many are let pass at most; how long after its appearance at most. */
const HEAD_BEING_WRITTEN = /\.head\.\d+\.tmp$/;
const MOST_FILES = 3;
const LONGEST_WRITE_MS = 12;

export async function killTuning(
  rounds: number,
  seed: number,
  aim: 'anywhere' | 'save' = 'anywhere',
) {
  const random = seededRandom(seed);
  const report = { rounds, whole: 0, damaged: 0, previous: 0, newer: 0, inSave: 0, leftovers: 0 };
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
      const said = aim === 'save' ? killWhileSaving(folder, random) : killAfter(folder, random());
      const used = [effectiveId(first.head), ...(await said)];
      if (readdirSync(folder).some((name) => name.endsWith('.tmp'))) report.inSave++;
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
async function killAfter(folder: string, share: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let isStarted = false;
  return idsUsed(child, (line) => {
    if (line !== 'begun' || isStarted) return;
    isStarted = true;
    setTimeout(() => child.kill('SIGKILL'), share * LONGEST_MS);
  });
}

async function killWhileSaving(folder: string, random: () => number): Promise<string[]> {
  let files = Math.floor(random() * MOST_FILES);
  const wait = random() < 0.5 ? 0 : random() * LONGEST_WRITE_MS;
  const child = spawn(process.execPath, [CHILD, folder, 'saves'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const watcher = watch(folder, (event, name) => {
    if (event !== 'rename' || !HEAD_BEING_WRITTEN.test(name ?? '') || files-- > 0) return;
    // A timer is too coarse for what takes a few milliseconds.
    for (const until = performance.now() + wait; performance.now() < until; );
    child.kill('SIGKILL');
  });
  try {
    return await idsUsed(child, () => {});
  } finally {
    watcher.close();
  }
}

async function idsUsed(
  child: ChildProcessByStdio<null, Readable, null>,
  heard: (line: string) => void,
): Promise<string[]> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const used: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    heard(line);
    if (line.startsWith('used ')) used.push(line.slice(5));
  }
  await ended;
  return used;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '50' },
      aim: { type: 'string', default: 'anywhere' },
    },
  });
  const report = await killTuning(
    Number(values.rounds),
    1,
    values.aim === 'save' ? 'save' : 'anywhere',
  );
  console.table(report);
  process.exitCode = report.whole === report.rounds && report.leftovers === 0 ? 0 : 1;
}
