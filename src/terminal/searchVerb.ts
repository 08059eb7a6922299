/** `lookalike search`: words → snippets; one query for people, many from a file for programs. */
import type { Engine, SearchResult } from '../core/engineApi.ts';
import { UserError } from '../core/userError.ts';
import { idOf, parseJsonLines, refuseBadLines, stringOf } from './jsonLines.ts';
import { readNamed } from './readNamed.ts';
import { withReadyEngine } from './readyEngine.ts';
import { matchRecord } from './records.ts';
import type { Terminal } from './terminal.ts';
import { type Context, wantsJson } from './toolbox.ts';
import { chance, count, placeLine } from './words.ts';

export interface SearchOptions {
  readonly queries?: string;
  readonly limit: number;
  readonly json: boolean;
}

export async function runSearch(
  context: Context,
  folder: string,
  words: readonly string[],
  options: SearchOptions,
): Promise<void> {
  if (options.queries !== undefined) {
    return runQueries(context, folder, { ...options, queries: options.queries });
  }
  const query = words.join(' ').trim();
  if (query === '') {
    throw new UserError(
      'usage',
      'Say what to search for.',
      'For example: lookalike search . "where is the retry delay computed", or --queries FILE.jsonl.',
    );
  }
  const { terminal } = context;
  await withReadyEngine(context, folder, async (engine) => {
    const results = await engine.search({ query, limit: options.limit }, terminal.signal);
    if (wantsJson(context, options)) {
      await terminal.write(`${JSON.stringify({ query, results: results.map(matchRecord) })}\n`);
    } else await terminal.write(showResults(results, terminal));
  });
}

async function runQueries(
  context: Context,
  folder: string,
  options: SearchOptions & { readonly queries: string },
): Promise<void> {
  const lines = parseJsonLines(await readNamed(context, options.queries), (record) => ({
    id: idOf(record),
    query: stringOf(record, 'query'),
  }));
  await withReadyEngine(context, folder, async (engine) => {
    for (const { id, query } of lines.values) {
      const answer = await answerQuery(engine, query, options.limit, context.terminal);
      await context.terminal.write(`${JSON.stringify({ id, ...answer })}\n`);
    }
  });
  refuseBadLines(options.queries, lines);
}

/** One query that cannot be answered never stops the others: its line says why. */
async function answerQuery(engine: Engine, query: string, limit: number, terminal: Terminal) {
  try {
    const results = await engine.search({ query, limit }, terminal.signal);
    return { results: results.map(matchRecord) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { results: [], error: error.message };
  }
}

function showResults(results: readonly SearchResult[], terminal: Terminal): string {
  const { colors, columns } = terminal;
  if (results.length === 0) return 'Nothing found.\n';
  const lines = [`${count(results.length, 'result')}, best first:`, ''];
  for (const result of results) {
    const odds = chance(result.probability).padStart(4);
    lines.push(`${colors.bold(odds)}  ${placeLine(result.place, columns - 6, colors)}`);
    if (result.why !== '') lines.push(colors.dim(`      ${result.why}`));
  }
  return `${lines.join('\n')}\n`;
}
