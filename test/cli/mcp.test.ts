import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import packageJson from '../../package.json' with { type: 'json' };
import { TOOLS } from '../../src/core/agents/toolDefinitions.ts';

const scratch = mkdtempSync(join(tmpdir(), 'mcp-'));
const workspace = join(scratch, 'workspace');
let client: Client;

before(async () => {
  cpSync(join(import.meta.dirname, '../fixtures/workspace'), workspace, { recursive: true });
  client = await connect(['mcp', workspace]);
});

after(async () => {
  await client.close();
  rmSync(scratch, { recursive: true, force: true });
});

async function connect(words: readonly string[], roots?: readonly string[]): Promise<Client> {
  const made = new Client(
    { name: 'test', version: '1' },
    roots ? { capabilities: { roots: {} } } : {},
  );
  if (roots) {
    made.setRequestHandler(ListRootsRequestSchema, () => ({
      roots: roots.map((root) => ({ uri: pathToFileURL(root).href })),
    }));
  }
  await made.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [
        join(import.meta.dirname, '../../src/cli.ts'),
        ...words,
        ...['--storage', join(scratch, 'storage')],
      ],
      cwd: scratch,
      stderr: 'ignore',
    }),
  );
  return made;
}

async function call(name: string, input: object, from = client): Promise<string> {
  const { content, isError } = await from.callTool({ name, arguments: { ...input } });
  assert.notEqual(isError, true, JSON.stringify(content));
  return textOf(content);
}

function textOf(content: unknown): string {
  return (content as { text: string }[]).map(({ text }) => text).join('');
}

test('the tools are those of the editor, and may be asked for source', async () => {
  const { tools } = await client.listTools();
  assert.deepEqual(
    tools.map(({ name }) => name),
    TOOLS.map(({ name }) => name),
  );
  assert.deepEqual(
    tools.map(({ inputSchema }) => 'includeSource' in (inputSchema.properties ?? {})),
    [true, false, true],
  );
  const contributed = packageJson.contributes.languageModelTools;
  for (const [i, { name, description, inputSchema }] of TOOLS.entries()) {
    assert.equal(contributed[i]!.name, `lookalike_${name}`);
    assert.equal(contributed[i]!.modelDescription, description);
    assert.deepEqual(contributed[i]!.inputSchema, JSON.parse(JSON.stringify(inputSchema)));
  }
});

test('similar code is found by its place, relative and absolute, and by its text', async () => {
  for (const file of ['src/cart/total.ts', join(workspace, 'src/cart/total.ts')]) {
    const text = await call('find_similar_code', { file, startLine: 8, endLine: 19, limit: 3 });
    assert.match(text, /^src\/invoice\/amount\.ts:7-18 invoiceAmount, \d+ % likely, /m);
    assert.ok(text.split('\n').length <= 3);
  }
  const text =
    'async function again(run, times) { for (let i = 0; i < times; i++) { try { return await run(); } catch {} } }';
  const found = await call('find_similar_code', { text, language: 'typescript' });
  assert.match(found, /src\/net\/retry\.ts:/);
});

test('duplicates are listed, also of one folder only', async () => {
  const all = await call('find_duplicates', {});
  assert.match(all, /^\d+ groups, \d+ shown\n/);
  assert.match(all, /^- src\/invoice\/amount\.ts:1-18$/m);
  assert.doesNotMatch(await call('find_duplicates', { path: 'src/net' }), /invoice/);
});

test('search finds by meaning, and gives source only where it is asked for', async () => {
  const query = 'try again after growing pauses';
  const text = await call('search_code', { query });
  assert.match(text, /^src\/net\/retry\.ts:\d+-\d+/);
  assert.doesNotMatch(text, /await|=>/);
  const withSource = await call('search_code', { query, limit: 1, includeSource: true });
  assert.match(withSource, /\n\t.*await/);
});

test('what cannot be answered says how to ask', async () => {
  for (const [name, input, expected] of [
    ['find_similar_code', { limit: 2 }, /"text" with its "language"/],
    ['find_similar_code', { file: '/etc/passwd', startLine: 1 }, /in no folder/],
    ['find_similar_code', { file: 'src/missing.ts', startLine: 1 }, /missing/],
    ['search_code', { query: 'x lang:klingon' }, /No language is called "klingon"/],
    ['search_code', { query: 3 }, /Give a string/],
    ['find_duplicates', { level: 'loose' }, /strict, balanced, exploratory/],
  ] as const) {
    const { isError, content } = await client.callTool({ name, arguments: { ...input } });
    assert.equal(isError, true);
    assert.match(textOf(content), expected);
  }
  await assert.rejects(client.callTool({ name: 'delete_code', arguments: {} }), /no tool/);
});

test('progress is told to those who want it, and only grows; a call can be cancelled', async () => {
  const fresh = await connect(['mcp', workspace, '--exclude', 'nothing', '--level', 'strict']);
  try {
    const said: number[] = [];
    await fresh.callTool({ name: 'find_duplicates', arguments: {} }, undefined, {
      onprogress: ({ progress }) => said.push(progress),
    });
    assert.ok(said.length > 0);
    assert.deepEqual(
      said,
      [...said].sort((a, b) => a - b),
    );
    const stop = new AbortController();
    const asked = fresh.callTool({ name: 'find_duplicates', arguments: {} }, undefined, {
      signal: stop.signal,
    });
    stop.abort('not needed any more');
    await assert.rejects(asked, /not needed any more/);
    assert.match(await call('search_code', { query: 'retry' }, fresh), /retry/);
  } finally {
    await fresh.close();
  }
});

test('without folders the client’s are served, each by its own index', async () => {
  const shop = join(import.meta.dirname, '../fixtures/shop');
  const rooted = await connect(['mcp'], [workspace, shop]);
  try {
    const text = await call('search_code', { query: 'try again after growing pauses' }, rooted);
    assert.match(text, /^workspace\/src\/net\/retry\.ts:/m);
    assert.match(text, /^shop\//m);
    const input = { file: 'workspace/src/cart/total.ts', startLine: 8, endLine: 19 };
    assert.match(
      await call('find_similar_code', input, rooted),
      /^workspace\/src\/invoice\/amount\.ts:7-18/m,
    );
  } finally {
    await rooted.close();
  }
});
