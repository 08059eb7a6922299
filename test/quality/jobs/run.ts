/**
 * The three jobs on real repositories through the terminal, as a table in Markdown.
 * `node test/quality/jobs/run.ts FOLDER…`: each folder is indexed from nothing, indexed again, and asked.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import { basename, join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'src', 'cli.ts');
/** Asked of every repository: the numbers are about time, not about the answers. */
const QUERY = 'retry a failed request after a delay';
const SAMPLE_MS = 100;

interface Run {
  readonly seconds: number;
  readonly peakMb: number;
  readonly output: string;
}

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error('Name the folders to try.');
console.log(
  '| repository | files | snippets | index s | peak MB | index on disk MB | second start s | embeddings then | duplicates s | groups | search s | similar s |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|---|---|');
for (const folder of folders) console.log(await row(folder));

async function row(folder: string): Promise<string> {
  const storage = await mkdtemp(join(os.tmpdir(), 'lookalike-jobs-'));
  const ask = (...words: string[]) => lookalike([...words, '--storage', storage, '--json']);
  try {
    const first = await ask('index', folder);
    const report = JSON.parse(first.output);
    const again = await ask('index', folder);
    const duplicates = await ask('find-duplicates', folder);
    const search = await ask('search', folder, QUERY);
    const place = JSON.parse(duplicates.output).groups[0]?.members[0];
    const similar = place
      ? await ask(
          'find-similar',
          folder,
          '--file',
          place.file,
          '--lines',
          `${place.startLine}-${place.endLine}`,
        )
      : undefined;
    const files = report.filesIndexed + report.filesUnchanged;
    return `| ${[
      basename(folder),
      files,
      report.snippets,
      first.seconds.toFixed(1),
      first.peakMb,
      (report.sizeBytes / 1e6).toFixed(0),
      again.seconds.toFixed(1),
      JSON.parse(again.output).embeddingsComputed,
      duplicates.seconds.toFixed(1),
      JSON.parse(duplicates.output).groups.length,
      search.seconds.toFixed(1),
      similar?.seconds.toFixed(1) ?? '–',
    ].join(' | ')} |`;
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
}

async function lookalike(words: readonly string[]): Promise<Run> {
  const start = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  let peak = 0;
  const timer = setInterval(async () => {
    peak = Math.max(peak, await groupMemory(child.pid ?? 0));
  }, SAMPLE_MS);
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (status !== 0) throw new Error(`lookalike ${words.join(' ')} ended with ${status}`);
  return {
    seconds: (performance.now() - start) / 1000,
    peakMb: Math.round(peak / 1e6),
    output: Buffer.concat(parts).toString(),
  };
}

/** Resident bytes of a process group, the terminal and its workers; pages shared are counted in each. */
async function groupMemory(group: number): Promise<number> {
  let bytes = 0;
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(fields[2]) === group) bytes += Number(fields[21]) * 4096;
  }
  return bytes;
}
