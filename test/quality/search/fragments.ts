/**
 * Lines copied out of a function as the query: does the function come first?
 * node test/quality/search/fragments.ts --folder DIR --storage DIR [--count 200]
 * From every so-many-th function of the source, three lines of its middle, in one line as a search box takes them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { searchByText } from '../../../src/core/matching/searchByText.ts';
import { openFolder } from './openFolder.ts';
import { mean } from './scoring.ts';

const LIMIT = 10;
const LINES = 3;
/** Shorter functions have no middle. */
const SHORTEST = 8;
/** Letters a fragment needs to be worth a question. */
const LEAST_LETTERS = 30;

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string' },
    storage: { type: 'string' },
    count: { type: 'string', default: '200' },
  },
});
if (!options.folder || !options.storage) {
  process.stderr.write('Give --folder DIR and --storage DIR.\n');
  process.exit(2);
}
const { sources, close } = await openFolder(options.folder, options.storage);
const functions = sources.catalog
  .files()
  .filter(({ role }) => role === 'source')
  .flatMap(({ path, snippets }) =>
    snippets
      .filter(({ kind }) => kind === 'function' || kind === 'method')
      .filter(({ startLine, endLine }) => endLine - startLine >= SHORTEST)
      .map((snippet) => ({ path, snippet })),
  );
const step = Math.max(1, Math.floor(functions.length / Number(options.count)));
const ranks: number[] = [];
for (let i = 0; i < functions.length; i += step) {
  const { path, snippet } = functions[i]!;
  const lines = readFileSync(join(options.folder, path), 'utf8').split('\n');
  const from = Math.floor((snippet.startLine + snippet.endLine - LINES) / 2);
  const query = lines
    .slice(from, from + LINES)
    .map((line) => line.trim())
    .join(' ');
  if ((query.match(/\p{L}/gu) ?? []).length < LEAST_LETTERS) continue;
  ranks.push(await rankOf(query, path, from + 1));
}
await close();
const share = (k: number) => ranks.filter((rank) => rank > 0 && rank <= k).length / ranks.length;
process.stdout.write(
  `${ranks.length} fragments: first ${share(1).toFixed(3)}, among ten ${share(LIMIT).toFixed(3)}, ` +
    `mean reciprocal rank ${mean(ranks.map((rank) => (rank > 0 ? 1 / rank : 0))).toFixed(3)}\n`,
);

/** Of the first result that holds the fragment's first line; 0 where none does. */
async function rankOf(query: string, path: string, line: number): Promise<number> {
  try {
    const found = await searchByText({ query, limit: LIMIT }, sources);
    return (
      found.findIndex(
        ({ place }) =>
          place.path === path && place.snippet.startLine <= line && line <= place.snippet.endLine,
      ) + 1
    );
  } catch {
    // A fragment that reads as a filter is as bad as one that is not found.
    return 0;
  }
}
