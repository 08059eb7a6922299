/**
 * An agent at work on a real repository: a client of the official SDK calls the three tools of `lookalike mcp`.
 * node test/quality/agents.ts --folder DIR [--storage DIR] [--count 20] [--program dist/cli.mjs]
 * For every so-many-th documented function: is it found by its text, and by the first sentence of its comment?
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { openFolder } from './search/openFolder.ts';

/** The first call reads the whole folder, and the machine may be busy. */
const TIMEOUT_MS = 600_000;

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string' },
    storage: { type: 'string' },
    count: { type: 'string', default: '20' },
    program: { type: 'string', default: join(import.meta.dirname, '../../src/cli.ts') },
  },
});
const { folder } = options;
if (!folder) {
  process.stderr.write('Give --folder DIR.\n');
  process.exit(2);
}
const storage = options.storage ?? mkdtempSync(join(tmpdir(), 'agents-'));
const chosen = await documentedFunctions(folder, Number(options.count));
const client = new Client({ name: 'quality', version: '1' });
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: [options.program, 'mcp', folder, '--storage', storage],
    stderr: 'ignore',
  }),
  { timeout: TIMEOUT_MS },
);
try {
  let byText = 0;
  let byWords = 0;
  let characters = 0;
  for (const { path, language, text, sentence, startLine, endLine } of chosen) {
    const isHere = (line: string | undefined) =>
      line?.startsWith(`${path}:${startLine}-${endLine} `);
    const similar = await call('find_similar_code', { text, language });
    if (isHere(similar[0])) byText++;
    const found = await call('search_code', { query: sentence });
    if (found.some((line) => line.startsWith(`${path}:`))) byWords++;
    characters += similar.join('\n').length + found.join('\n').length;
  }
  const groups = await call('find_duplicates', { limit: 20 });
  const members = groups.filter((line) => line.startsWith('- '));
  const real = members.filter((line) => isPlace(folder, line));
  const share = (count: number) => `${count} of ${chosen.length}`;
  process.stdout.write(
    `find_similar_code: the function itself first for ${share(byText)}\n` +
      `search_code: its file among ten for ${share(byWords)}\n` +
      `find_duplicates: ${groups[0]}; ${real.length} of ${members.length} places exist\n` +
      `${Math.round(characters / chosen.length / 2)} characters an answer\n`,
  );
} finally {
  await client.close();
  if (!options.storage) rmSync(storage, { recursive: true, force: true });
}

async function call(name: string, input: object): Promise<string[]> {
  const { content } = await client.callTool({ name, arguments: { ...input } }, undefined, {
    timeout: TIMEOUT_MS,
  });
  return (content as { text: string }[]).flatMap(({ text }) => text.split('\n'));
}

async function documentedFunctions(root: string, count: number) {
  const { sources, close } = await openFolder(root, storage);
  const all = sources.catalog
    .files()
    .filter(({ role }) => role === 'source')
    .flatMap(({ path, language, snippets }) =>
      snippets
        .filter(({ kind, doc }) => (kind === 'function' || kind === 'method') && doc.length > 30)
        .filter(({ startLine, endLine }) => endLine - startLine >= 6)
        .map(({ startLine, endLine, doc }) => ({ path, language, startLine, endLine, doc })),
    );
  await close();
  const step = Math.max(1, Math.floor(all.length / count));
  return all
    .filter((_, i) => i % step === 0)
    .slice(0, count)
    .map((one) => ({
      ...one,
      sentence: one.doc.split(/(?<=\.)\s/)[0]!.replaceAll('"', ''),
      text: readFileSync(join(root, one.path), 'utf8')
        .split('\n')
        .slice(one.startLine - 1, one.endLine)
        .join('\n'),
    }));
}

/** `- path:start-end name`, with the lines in the file. */
function isPlace(root: string, line: string): boolean {
  const [, path, , end] = /^- (.+?):(\d+)-(\d+)/.exec(line) ?? [];
  if (!path || !existsSync(join(root, path))) return false;
  return readFileSync(join(root, path), 'utf8').split('\n').length >= Number(end);
}
