/** A path the user typed, as the index knows it. */
import path from 'node:path';
import { UserError } from '../core/userError.ts';

/** Relative to the folder, '/'-separated. @throws UserError where it leads outside. */
export function folderRelative(folder: string, file: string): string {
  const root = path.resolve(folder);
  // A relative path may be meant from the folder or from here; inside the folder wins.
  const relative = path.isAbsolute(file) ? path.relative(root, file) : path.normalize(file);
  if (!relative.startsWith('..') && !path.isAbsolute(relative)) {
    return relative.split(path.sep).join('/');
  }
  const fromHere = path.relative(root, path.resolve(file));
  if (fromHere.startsWith('..') || path.isAbsolute(fromHere)) {
    throw new UserError('usage', `${file} is not inside ${folder}.`, 'Name a file of that folder.');
  }
  return fromHere.split(path.sep).join('/');
}
