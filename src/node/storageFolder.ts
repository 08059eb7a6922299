/** Where indexes live: the user's cache folder, never the workspace. */
import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../core/userError.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The cache folder by each system's own convention (XDG, Library/Caches, LOCALAPPDATA). */
export function userStorage(environment: Environment, platform: NodeJS.Platform): string {
  const home = environment['HOME'] ?? os.homedir();
  if (platform === 'win32') {
    const local = environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
    return path.join(local, 'lookalike', 'Cache');
  }
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'lookalike');
  const cache = environment['XDG_CACHE_HOME'];
  // The specification: a relative path is invalid and to be ignored.
  const isUsable = cache !== undefined && path.isAbsolute(cache);
  return path.join(isUsable ? cache : path.join(home, '.cache'), 'lookalike');
}

export interface FolderStorage {
  /** The folder itself, links resolved. */
  readonly root: string;
  /** Its store and index caches. */
  readonly index: string;
  /** Embeddings by content, shared by all folders. */
  readonly embeddings: string;
}

/** @throws UserError where `folder` is missing, no folder, or not to be entered. */
export async function folderStorage(storage: string, folder: string): Promise<FolderStorage> {
  const root = await realFolder(folder);
  const key = createHash('sha256').update(root).digest('hex').slice(0, 16);
  // The name helps people who look; the key tells folders of one name apart.
  const name =
    path
      .basename(root)
      .replace(/[^\w.-]/g, '_')
      .slice(0, 40) || 'root';
  return {
    root,
    index: path.join(storage, 'folders', `${name}-${key}`),
    embeddings: path.join(storage, 'embeddings.sqlite'),
  };
}

async function realFolder(folder: string): Promise<string> {
  try {
    const root = await realpath(folder);
    if ((await stat(root)).isDirectory()) return root;
  } catch (cause) {
    const isDenied = ['EACCES', 'EPERM'].includes((cause as NodeJS.ErrnoException).code ?? '');
    const what = isDenied ? 'may not be entered' : 'does not exist';
    const remedy = 'Check the path. The folder comes before what is looked for in it.';
    throw new UserError('no-such-folder', `The folder ${folder} ${what}.`, remedy, { cause });
  }
  throw new UserError('no-such-folder', `${folder} is not a folder.`, 'Name the folder it is in.');
}
