/** What the UI tests open: the packaged extension (made on demand) and the fixture workspace. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { VSCODE_VERSION } from '../../scripts/harness/harness.ts';

const repository = path.resolve(import.meta.dirname, '../..');
export const workspace = path.join(repository, 'test/fixtures/shop');
/** Looked at by people after a run; one folder per version of the editor. */
export const pictures = path.join(repository, 'out/pictures', VSCODE_VERSION);

/** The VSIX that LOOKALIKE_VSIX names, or one packed now. */
export function packagedExtension(): string {
  const given = process.env['LOOKALIKE_VSIX'];
  if (given) return path.resolve(given);
  const made = path.join(repository, 'out/lookalike.vsix');
  fs.mkdirSync(path.dirname(made), { recursive: true });
  execFileSync(process.execPath, ['scripts/package.ts', '--out', made], { cwd: repository });
  return made;
}
