/** What the extension must not do to the editor: load native code into it, or die with its engine. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Inside } from '../../src/extension.ts';
import { activated, run, until } from './inside.ts';

describe('extension host', () => {
  let inside: Inside;

  before(async () => {
    inside = await activated();
    await run('searchByMeaning', 'total of an order');
  });

  it('holds no native module of ours, while the engine runs beside it', () => {
    assert.ok(inside.engine().pid !== undefined && inside.engine().pid !== process.pid);
    const ours = vscode.extensions.getExtension('lookalike.lookalike')!.extensionPath;
    const report = process.report?.getReport() as unknown as { sharedObjects: string[] };
    const loaded = report.sharedObjects.filter(
      (file) =>
        file.startsWith(`${ours}/dist/`) ||
        file.startsWith(`${ours}/node_modules/`) ||
        /(onnxruntime|hnswlib|sqlite)[^/]*$/.test(file),
    );
    assert.deepEqual(loaded, []);
  });

  it('outlives its engine: the next question starts another', async () => {
    const { pid } = inside.engine();
    process.kill(pid!, 'SIGKILL');
    await until('the engine is gone', () => inside.engine().pid !== pid);
    await run('searchByMeaning', 'total of an order');
    assert.ok((inside.results.current?.hits.length ?? 0) > 0);
    assert.notEqual(inside.engine().pid, pid);
  });
});
