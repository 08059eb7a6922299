/** Text of files inside one folder, and of no other. */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/userError.ts';

/**
 * @param root the folder, links resolved
 * @param file relative, '/'-separated
 * @throws UserError where it leads outside, also by a link, or cannot be read.
 */
export async function readFolderText(root: string, file: string): Promise<string> {
  let real: string;
  let text: string;
  try {
    real = await realpath(path.join(root, file));
    if (!isInside(root, real)) throw outside(file);
    text = await readFile(real, 'utf8');
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError('no-such-file', `${file} cannot be read.`, 'Check the path.', { cause });
  }
  return text;
}

function isInside(root: string, real: string): boolean {
  const relative = path.relative(root, real);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}

function outside(file: string): UserError {
  return new UserError('no-such-file', `${file} is not inside the folder.`, 'Check the path.');
}
