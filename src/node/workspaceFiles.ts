/** The files of a folder on disk, walked with its ignore files and the user's globs. */
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';
import type { FolderSettings } from '../core/engineApi.ts';
import { isSkipped, type WorkspaceFiles } from '../core/indexing/workspaceFiles.ts';
import { detectLanguage } from '../core/snippets/detectLanguage.ts';
import type { FileStat, SkippedFile, SkipReason } from '../core/snippets/snippet.ts';
import { IgnoreRules } from './ignoreRules.ts';

/** Never source, whatever an ignore file says: what tools keep beside the code. Matched as whole folder names. */
const NEVER_ENTERED = new Set([
  '.git',
  '.hg',
  '.svn',
  '.jj',
  'node_modules',
  'bower_components',
  '__pycache__',
  '.venv',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.gradle',
  '.terraform',
  '.vscode-test',
  '.next',
  '.nuxt',
  '.lookalike',
]);

/** Names and endings that hold no text for people; by name, so that they need not be opened. */
const NOT_TEXT =
  /\.(png|jpe?g|gif|ico|webp|avif|bmp|tiff?|psd|svg|pdf|zip|gz|tgz|bz2|xz|zst|7z|rar|jar|war|class|o|a|so|dll|dylib|exe|node|wasm|pyc|pyd|woff2?|ttf|otf|eot|mp[34]|m4a|mov|avi|webm|ogg|wav|flac|sqlite3?|db|parquet|onnx|bin|dat|pack|idx|map|snap|lock|csv|tsv|geojson|ndjson|jsonl|po|pot|resx)$|(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum)$/i;

/** Deeper folders are loops or accidents (Linux allows paths of 4,096 bytes). */
const MAX_DEPTH = 256;

/** Folders read before it is their turn: a disk answers several questions as fast as one. */
const READ_AHEAD = 64;

type Verdict = FileStat | SkippedFile;

interface Folder {
  /** Relative to the root, '' or ending in '/'. */
  readonly base: string;
  readonly rules: IgnoreRules;
  readonly depth: number;
}

/** A folder whose own ignore files have not been read. */
interface UnreadFolder extends Folder {
  /** Ignored, and entered for what includes name in it: its own rules do not count. */
  readonly isIgnored: boolean;
}

export class DiskWorkspaceFiles implements WorkspaceFiles {
  readonly #root: string;
  readonly #maxFileSizeBytes: number;
  readonly #excluded: (path: string) => boolean;
  readonly #included: (path: string) => boolean;
  readonly #hasIncludes: boolean;

  /** @param root absolute; everything else is relative to it, so the names of its parents do not matter. */
  constructor(
    root: string,
    settings: Pick<FolderSettings, 'exclude' | 'include' | 'maxFileSizeBytes'>,
  ) {
    this.#root = root;
    this.#maxFileSizeBytes = settings.maxFileSizeBytes;
    this.#excluded = anyGlob(settings.exclude);
    this.#included = anyGlob(settings.include);
    this.#hasIncludes = settings.include.length > 0;
  }

  async *list(signal?: AbortSignal): AsyncGenerator<Verdict> {
    const rules = await IgnoreRules.atRoot(this.#root);
    const pending: UnreadFolder[] = [{ base: '', rules, depth: 0, isIgnored: false }];
    const begun = new Map<UnreadFolder, Promise<(Verdict | UnreadFolder)[]>>();
    // Whoever stops listening asks no more of those begun, so what fails in them fails when it is their turn.
    const readAhead = (folders: readonly (Verdict | UnreadFolder)[]) => {
      for (const folder of folders) {
        if (begun.size >= READ_AHEAD) return;
        if ('base' in folder && !begun.has(folder)) read(folder).then(readAhead, () => {});
      }
    };
    const read = (folder: UnreadFolder) => {
      const entries = begun.get(folder) ?? this.#entries(folder);
      begun.set(folder, entries);
      return entries;
    };
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      signal?.throwIfAborted();
      const entries = read(folder);
      readAhead(pending.slice(-READ_AHEAD).reverse());
      const below: UnreadFolder[] = [];
      for (const entry of await entries) {
        if ('base' in entry) below.push(entry);
        else yield entry;
      }
      begun.delete(folder);
      // Last in, first out: reversed, so that folders are visited by name.
      pending.push(...below.reverse());
    }
  }

  async stat(path: string, signal?: AbortSignal): Promise<Verdict | undefined> {
    const parts = path.split('/');
    if (path === '' || parts.some((part) => part === '' || part === '.' || part === '..')) {
      return undefined;
    }
    let folder: Folder = { base: '', rules: await IgnoreRules.atRoot(this.#root), depth: 0 };
    for (const name of parts.slice(0, -1)) {
      signal?.throwIfAborted();
      const info = await lstat(join(this.#root, folder.base, name)).catch(() => undefined);
      if (!info) return undefined;
      if (info.isSymbolicLink()) return { path, reason: 'symlink' };
      if (!info.isDirectory()) return undefined;
      const below = this.#below(folder, name);
      if (isSkipped<UnreadFolder>(below)) return { path, reason: below.reason };
      const { base } = below;
      if (await exists(join(this.#root, base, '.git'))) return { path, reason: 'nested-worktree' };
      folder = await this.#withOwnRules(below);
    }
    const info = await lstat(join(this.#root, path)).catch(() => undefined);
    if (!info || info.isDirectory()) return undefined;
    return this.#file(folder, parts.at(-1)!, info.isSymbolicLink(), info.isFile());
  }

  /** What is in a folder says whether it has ignore files: most have none, and opening them in vain takes longest of all. */
  async #entries(unread: UnreadFolder): Promise<(Verdict | UnreadFolder)[]> {
    const { base, depth } = unread;
    let entries: Dirent[];
    try {
      entries = await readdir(join(this.#root, base), { withFileTypes: true });
    } catch (error) {
      if (depth === 0) throw error;
      return [{ path: base, reason: 'unreadable' }];
    }
    // A `.git` below the root is another checkout: its files are copies of themselves or somebody else's.
    if (depth > 0 && entries.some(({ name }) => name === '.git')) {
      return [{ path: base, reason: 'nested-worktree' }];
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const names = entries.map(({ name }) => name);
    const folder = depth === 0 ? unread : await this.#withOwnRules(unread, names);
    return Promise.all(
      entries.map((entry) =>
        entry.isDirectory()
          ? this.#below(folder, entry.name)
          : this.#file(folder, entry.name, entry.isSymbolicLink(), entry.isFile()),
      ),
    );
  }

  /** @param names of what is in the folder, where that is known */
  async #withOwnRules(folder: UnreadFolder, names?: readonly string[]): Promise<Folder> {
    const { base, rules, isIgnored } = folder;
    return isIgnored ? folder : { ...folder, rules: await rules.inside(this.#root, base, names) };
  }

  #below(parent: Folder, name: string): UnreadFolder | SkippedFile {
    const base = `${parent.base}${name}/`;
    const skip = (reason: SkipReason): SkippedFile => ({ path: base, reason });
    if (NEVER_ENTERED.has(name)) return skip('excluded');
    if (parent.depth + 1 > MAX_DEPTH) return skip('unreadable');
    if (this.#excluded(base.slice(0, -1))) return skip('excluded');
    // Includes may reach below an ignored folder, so with includes it is entered and its files are judged.
    const isIgnored = parent.rules.ignores(base);
    if (isIgnored && !this.#hasIncludes) return skip('ignored');
    return { base, rules: parent.rules, depth: parent.depth + 1, isIgnored };
  }

  async #file(folder: Folder, name: string, isLink: boolean, isFile: boolean): Promise<Verdict> {
    const path = `${folder.base}${name}`;
    const skip = (reason: SkipReason): SkippedFile => ({ path, reason });
    if (isLink) return skip('symlink');
    // A linked worktree's `.git` is a file.
    if (!isFile || name === '.git') return skip('not-text');
    if (this.#excluded(path)) return skip('excluded');
    if (!this.#included(path) && this.#isIgnored(folder, path)) return skip('ignored');
    if (NOT_TEXT.test(path) || detectLanguage(path)?.nature === 'data') return skip('not-text');
    try {
      const { size, mtimeMs } = await lstat(join(this.#root, path));
      if (size === 0) return skip('empty');
      if (size > this.#maxFileSizeBytes) return skip('too-large');
      return { path, sizeBytes: size, modifiedMs: mtimeMs };
    } catch {
      // Gone or locked since its folder was read: said, and the walk goes on.
      return skip('unreadable');
    }
  }

  /** A file is ignored by its own rule or by that of any folder above it. */
  #isIgnored(folder: Folder, path: string): boolean {
    if (folder.rules.ignores(path)) return true;
    if (!this.#hasIncludes) return false;
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (folder.rules.ignores(path.slice(0, slash + 1))) return true;
    }
    return false;
  }
}

function anyGlob(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  // A bare name means that name anywhere; `**/x` in editor settings also covers what is below x.
  const patterns = globs.flatMap((glob) => {
    const clean = glob.replace(/^\.?\//, '').replace(/\/$/, '');
    const rooted = clean.includes('/') ? clean : `**/${clean}`;
    return [rooted, `${rooted}/**`];
  });
  return picomatch(patterns, { dot: true });
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
