/** The MCP servers the editor is offered: started as the editor starts them, asked by hand. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { MCP_PROVIDER_ID, mcpServers } from '../../src/vscode/mcpServers.ts';

describe('MCP servers', () => {
  it('are contributed under the id that is registered', () => {
    const { packageJSON } = vscode.extensions.getExtension('lookalike.lookalike')!;
    const ids = packageJSON.contributes.mcpServerDefinitionProviders.map(
      ({ id }: { id: string }) => id,
    );
    assert.deepEqual(ids, [MCP_PROVIDER_ID]);
  });

  it('answer, one for each folder, run by the editor’s own Node', async () => {
    const { extensionPath } = vscode.extensions.getExtension('lookalike.lookalike')!;
    const storage = mkdtempSync(join(tmpdir(), 'mcp-'));
    const program = join(extensionPath, 'dist/cli.mjs');
    const servers = mcpServers({ program, storage, version: '1' });
    assert.equal(servers.length, vscode.workspace.workspaceFolders!.length);
    const { command, args, env } = servers[0]!;
    const server = spawn(command, args, {
      env: {
        ...process.env,
        ...Object.fromEntries(Object.entries(env).map(([k, v]) => [k, `${v}`])),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    try {
      const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
      const ask = async (message: object): Promise<{ result: Record<string, unknown> }> => {
        server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
        return JSON.parse(String((await lines.next()).value));
      };
      await ask({
        id: 1,
        method: 'initialize',
        params: {
          protocolVersion: '2025-06-18',
          capabilities: {},
          clientInfo: { name: 'test', version: '1' },
        },
      });
      const query = { query: 'try again after growing pauses' };
      const params = { name: 'search_code', arguments: query };
      const { result } = await ask({ id: 2, method: 'tools/call', params });
      assert.match(JSON.stringify(result), /src\/net\/retry\.ts:\d+-\d+/);
    } finally {
      const gone = new Promise((resolve) => server.once('close', resolve));
      server.stdin.end();
      await gone;
      rmSync(storage, { recursive: true, force: true });
    }
  });
});
