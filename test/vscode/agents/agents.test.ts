/**
 * Agents at work on a real repository: the same questions, with known answers, to the tools of the editor (`vscode.lm.invokeTool`)
 * and to the MCP server that the editor offers (a client of the official SDK). Both name the same places; the table says where among
 * them the answer stands, and each tool has to find half of what it is asked for.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activated, workspaceFile } from '../inside.ts';
import { placesIn, type Question, rankOf } from './questions.ts';

/** The first call reads the whole folder, and the machine may be busy. */
const PATIENCE_MS = 900_000;

describe('agents on a repository', () => {
  let client: Client;
  const file = process.env['LOOKALIKE_QUESTIONS'];
  assert.ok(file, 'no file of questions is named');
  const questions = fs
    .readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Question);
  const rows: string[] = [];
  const found: Record<string, boolean[]> = {};

  before(async () => {
    const inside = await activated();
    await inside.indexes.all[0]?.upToDate();
    const { command, args, env } = inside.mcpServers()[0]!;
    const changes = Object.entries(env).map(([name, value]) => [name, String(value)] as const);
    client = new Client({ name: 'quality', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command,
        args,
        env: { ...(process.env as Record<string, string>), ...Object.fromEntries(changes) },
        stderr: 'ignore',
      }),
      { timeout: PATIENCE_MS },
    );
  });
  after(async () => {
    await client.close();
    console.log(['rank by invokeTool, by MCP', ...rows].join('\n'));
  });

  for (const { tool, input, places } of questions)
    it(`${tool}: ${places.join(', ')}`, async () => {
      const invoked = await invoke(tool, input);
      const { content } = await client.callTool({ name: tool, arguments: input }, undefined, {
        timeout: PATIENCE_MS,
      });
      const [{ text }] = content as [{ text: string }];
      const ranks = [invoked, text].map((answer) => rankOf(places, answer));
      rows.push(`${ranks.map((rank) => rank ?? 'none').join(', ')}: ${tool} ${places.join(', ')}`);
      found[tool] = [...(found[tool] ?? []), ranks[0] !== undefined];
      const named = placesIn(invoked);
      assert.notEqual(named.length, 0, invoked);
      for (const { file, end } of named) assert.ok((await lineCount(file)) >= end, invoked);
      // Probabilities differ while the folder is being measured.
      assert.deepEqual(placesIn(text), named);
    }).timeout(PATIENCE_MS);

  it('each tool finds at least half of its answers', () => {
    for (const [tool, all] of Object.entries(found)) {
      const count = all.filter(Boolean).length;
      rows.push(`${tool}: ${count} of ${all.length}`);
      assert.ok(2 * count >= all.length, `${tool}: ${count} of ${all.length}`);
    }
    assert.equal(Object.keys(found).length, 3, 'questions for each of the three tools');
  });
});

async function lineCount(file: string): Promise<number> {
  const text = await vscode.workspace.fs.readFile(workspaceFile(file));
  return new TextDecoder().decode(text).split('\n').length;
}

async function invoke(tool: string, input: object): Promise<string> {
  const { content } = await vscode.lm.invokeTool(`lookalike_${tool}`, {
    input,
    toolInvocationToken: undefined,
  });
  return content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
    .join('');
}
