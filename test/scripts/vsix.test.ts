/** The packed extension holds what is named here and nothing else, and is small enough to install anywhere. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const MAX_SIZE_BYTES = 40 * 2 ** 20;
/** Everything that may ship, by pattern; a file that matches none is an accident. */
const ALLOWED = [
  /^(package\.json|package\.nls(\.[a-z-]+)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^media\/[\w/-]+\.(svg|png|md|css)$/,
  /^schemas\/lookalike\.config\.schema\.json$/,
  /^l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/,
  /^dist\/((main|extension|jsonrpc|languages)\.cjs|engine\.mjs|cli\.mjs|\w+Worker\.mjs|ThirdPartyNotices\.txt)$/,
  /^dist\/webview\/\w+\.(js|css)$/,
  /^dist\/native\/(onnxruntime_binding\.node|hnswlib\.node|libonnxruntime[\w.]*|onnxruntime\.dll)$/,
  /^dist\/grammars\/(tree-sitter\.cjs|[\w-]+\.wasm)$/,
  /^dist\/models\/[\w.-]+\/[\w./-]+$/,
];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vsix-'));
const vsix = path.join(folder, 'packed.vsix');

before(async () => {
  await promisify(execFile)(process.execPath, ['scripts/package.ts', '--out', vsix], { cwd: root });
});
after(() => {
  fs.rmSync(folder, { recursive: true });
});

test('holds only what is named', () => {
  const files = packedFiles();
  const strange = files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)));
  assert.deepEqual(strange, []);
});

test('holds what it cannot do without', () => {
  const files = packedFiles();
  const { main, icon } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const file of [main.replace('./', ''), icon, 'dist/engine.mjs', 'dist/cli.mjs', 'readme.md'])
    assert.ok(files.includes(file), file);
  assert.ok(files.some((file) => /^dist\/native\/onnxruntime_binding\.node$/.test(file)));
});

test('is at most 40 MB', () => {
  const { size } = fs.statSync(vsix);
  assert.ok(size <= MAX_SIZE_BYTES, `${size} bytes`);
});

test('brings no native module and no model library into the extension host', () => {
  const parts = ['main', 'extension', 'jsonrpc', 'languages'].map((name) =>
    fs.readFileSync(path.join(root, `dist/${name}.cjs`), 'utf8'),
  );
  const [atFirst = '', inItsTurn = '', wire = ''] = parts;
  // The editor's processor takes 1 ms for each 30 KB.
  assert.ok(atFirst.length < 2_000, `${atFirst.length} characters`);
  assert.ok(inItsTurn.length < 100_000, `${inItsTurn.length} characters`);
  // JSON-RPC takes as long to load as all the rest: not before an engine is asked.
  assert.deepEqual(
    [inItsTurn, wire].map((text) => text.includes('$/cancelRequest')),
    [false, true],
  );
  const host = parts.join('');
  assert.ok(host.length < 300_000, `${host.length} characters`);
  assert.doesNotMatch(host, /\.node["'`]|onnxruntime|hnswlib|transformers/);
});

/** Names in the VSIX's `extension/` folder, from the zip's central directory (APPNOTE 4.3.12). */
function packedFiles(): string[] {
  const zip = fs.readFileSync(vsix);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const count = zip.readUInt16LE(end + 10);
  const names: string[] = [];
  for (let i = 0, at = zip.readUInt32LE(end + 16); i < count; i++) {
    const nameLength = zip.readUInt16LE(at + 28);
    names.push(zip.toString('utf8', at + 46, at + 46 + nameLength));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names.flatMap((name) =>
    name.startsWith('extension/') ? [name.slice('extension/'.length)] : [],
  );
}
