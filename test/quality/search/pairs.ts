/**
 * Description → code on labelled pairs: the whole search beside the encoder alone and plain BM25 alone,
 * mean reciprocal rank (0 beyond the first hundred for all three).
 * node test/quality/search/pairs.ts --pairs DIR
 * Each snippet becomes a file of its own with a number for a name, so that names do not help.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { searchByText } from '../../../src/core/matching/searchByText.ts';
import { openNumberedFiles } from './numberedFiles.ts';
import { PlainBm25 } from './plainBm25.ts';
import { mean } from './scoring.ts';

interface Pair {
  readonly query?: string;
  readonly code: string;
  readonly code_anon?: string;
  readonly id: string | number;
}

const LIMIT = 100;

const { values: options } = parseArgs({ options: { pairs: { type: 'string' } } });
if (!options.pairs) {
  process.stderr.write('Give --pairs DIR.\n');
  process.exit(2);
}
const SETS = [
  { name: 'CoSQA (dev)', queries: 't2_cosqa_dev', pool: 't2_cosqa_pool_dev', ending: 'py' },
  { name: 'MBPP', queries: 't2_mbpp', pool: 't2_mbpp', ending: 'py' },
  { name: 'TypeScript', queries: 't2_ts_snippets_dev', pool: 't2_ts_snippets_dev', ending: 'ts' },
] as const;

process.stdout.write('set            queries   pool   search  encoder     BM25\n');
for (const { name, queries, pool, ending } of SETS) {
  const codes = new Map(
    read(pool).map(({ id, code, code_anon }) => [String(id), code_anon ?? code] as const),
  );
  const asked = read(queries).map(({ id, query }) => ({ id: String(id), query: query! }));
  const scores = await measure(codes, asked, ending);
  const cells = scores.map((score) => score.toFixed(3).padStart(8));
  process.stdout.write(
    `${name.padEnd(14)}${String(asked.length).padStart(8)}${String(codes.size).padStart(7)} ${cells.join(' ')}\n`,
  );
}

function read(name: string): Pair[] {
  const lines = readFileSync(join(options.pairs!, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Pair);
}

async function measure(
  codes: ReadonlyMap<string, string>,
  asked: readonly { readonly id: string; readonly query: string }[],
  ending: string,
): Promise<number[]> {
  const numbers = [...codes.keys()];
  const { sources, path, close } = await openNumberedFiles(
    numbers.map((id) => ({ code: codes.get(id)!, ending })),
    mkdtempSync(join(tmpdir(), 'search-pairs-')),
  );
  try {
    const plain = new PlainBm25(
      numbers.map((id, i) => ({ path: path(i), text: codes.get(id)! })),
      '',
    );
    const { encoder } = sources.meaning!;
    const rows = await encoder.encode(
      numbers.map((id) => ({ text: codes.get(id)!, kind: 'code' as const })),
    );
    const ranks: number[][] = [[], [], []];
    for (const { id, query } of asked) {
      const wanted = path(numbers.indexOf(id));
      const words = query.replace(/["-]/g, ' ');
      const found = await searchByText({ query: words, limit: LIMIT }, sources);
      ranks[0]!.push(reciprocal(found.map(({ place }) => place.path).indexOf(wanted)));
      const embedding = await encoder.encode([{ text: query, kind: 'text' }]);
      const cosines = numbers.map((_, i) => cosine(rows, i * encoder.dimensions, embedding));
      const own = cosines[numbers.indexOf(id)]!;
      ranks[1]!.push(reciprocal(cosines.filter((value) => value > own).length));
      ranks[2]!.push(
        reciprocal(
          plain
            .search(query, LIMIT)
            .map(({ file }) => file)
            .indexOf(wanted),
        ),
      );
    }
    return ranks.map(mean);
  } finally {
    await close();
  }
}

/** @param before how many come before the wanted one; negative where it was not found */
function reciprocal(before: number): number {
  return before < 0 || before >= LIMIT ? 0 : 1 / (before + 1);
}

function cosine(rows: Float32Array, at: number, other: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < other.length; k++) sum += rows[at + k]! * other[k]!;
  return sum;
}
