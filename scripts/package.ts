/** Packs the extension: `npm run package [-- --target linux-x64] [--out file.vsix]`; the default target is this machine. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';

const repository = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { target: { type: 'string' }, out: { type: 'string' } },
});
const target = values.target ?? `${process.platform}-${process.arch}`;
const { name, version } = JSON.parse(
  fs.readFileSync(path.join(repository, 'package.json'), 'utf8'),
);
const file = path.resolve(values.out ?? path.join(repository, `${name}-${target}-${version}.vsix`));

execFileSync(process.execPath, ['esbuild.mjs', '--target', target], {
  cwd: repository,
  stdio: 'inherit',
});
fs.mkdirSync(path.dirname(file), { recursive: true });
await createVSIX({
  cwd: repository,
  packagePath: file,
  target,
  // Everything is bundled; what a package needs beside itself is in dist/.
  dependencies: false,
  allowMissingRepository: true,
  // README's picture is shown where the source is; the packed README goes without.
  rewriteRelativeLinks: false,
});
console.log(`${file}: ${(fs.statSync(file).size / 2 ** 20).toFixed(1)} MB`);
