/** Which lines of a folder changed since a git revision, asked of the `git` program. */
import { spawn } from 'node:child_process';
import type { ChangedLines } from '../core/decisions/changedLines.ts';
import { UserError } from '../core/userError.ts';

/**
 * Changes on this side since the branch parted from `revision` (its merge base with HEAD), what is not committed and
 * files that git does not know yet included.
 * @param root the folder; it may lie below the repository's own
 * @throws UserError where git is missing, the folder is in no repository or there is no such revision
 */
export async function changedSince(
  root: string,
  revision: string,
  signal?: AbortSignal,
): Promise<ChangedLines[]> {
  const git = (...words: readonly string[]) => run(root, words, signal);
  const base = await baseOf(root, revision, git);
  const diff = succeeded(
    await git(
      'diff',
      ...['--relative', '--unified=0', '--find-renames', '--no-color', '--no-ext-diff'],
      ...['--no-textconv', '--ignore-submodules', '--src-prefix=a/', '--dst-prefix=b/'],
      base,
      '--',
    ),
  );
  const unknown = succeeded(await git('ls-files', '--others', '--exclude-standard', '-z'));
  const untracked = unknown
    .split('\0')
    .filter((path) => path !== '')
    .map((path): ChangedLines => ({ path, ranges: [[1, Number.MAX_SAFE_INTEGER]] }));
  return [...readDiff(diff), ...untracked];
}

type Git = (...words: readonly string[]) => Promise<Answer>;

async function baseOf(root: string, revision: string, git: Git): Promise<string> {
  const inside = await git('rev-parse', '--is-inside-work-tree');
  if (inside.out.trim() !== 'true') {
    throw new UserError(
      'not-available',
      `${root} is in no git repository${inside.status === 0 ? '' : ` (${inside.err})`}.`,
      'Compare with a --baseline file instead.',
    );
  }
  // A name that begins with a dash could be taken for an option by an old git.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  const isPlain = revision !== '' && !/^-|[\u0000-\u001f\u007f]/.test(revision);
  const commit = isPlain
    ? await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`)
    : undefined;
  const found = commit?.status === 0 ? commit.out.trim() : undefined;
  if (found !== undefined) {
    const common = await git('merge-base', found, 'HEAD');
    return common.status === 0 ? common.out.trim() : found;
  }
  // Before the first commit everything is new.
  if (revision === 'HEAD') {
    return succeeded(await git('hash-object', '-t', 'tree', '--stdin')).trim();
  }
  throw new UserError(
    'bad-input',
    `git knows no revision ${JSON.stringify(revision)} here.`,
    'Name a commit, a branch or a tag; in CI, fetch it first (a shallow clone holds one commit).',
  );
}

/** Hunks without context: what is after `+` in each header is what changed, as the file is now. */
export function readDiff(diff: string): ChangedLines[] {
  const files: { path: string; ranges: [number, number][] }[] = [];
  /** Lines of the hunk still to come: they may look like headers. */
  let left = 0;
  for (const line of diff.split('\n')) {
    if (left > 0) {
      // "\\ No newline at end of file" is no line of either side.
      if (!line.startsWith('\\')) left--;
      continue;
    }
    if (line.startsWith('+++ ')) {
      const path = pathIn(line.slice(4));
      if (path !== undefined) files.push({ path, ranges: [] });
      continue;
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (!hunk) continue;
    const start = Number(hunk[2]);
    const added = Number(hunk[3] ?? 1);
    files.at(-1)?.ranges.push(added === 0 ? [start + 1, start] : [start, start + added - 1]);
    left = Number(hunk[1] ?? 1) + added;
  }
  return files;
}

/** `b/src/a.ts`, with a tab after a name with blanks; in quotes and escaped where it holds odd characters. */
function pathIn(name: string): string | undefined {
  const plain = name.startsWith('"') ? unquoted(name) : name.replace(/\t$/, '');
  return plain.startsWith('b/') ? plain.slice(2) : undefined;
}

const ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
};

/** git quotes names as C does: bytes above 126 and below 32 as `\ooo`. */
function unquoted(name: string): string {
  const bytes: number[] = [];
  const inner = Buffer.from(name.slice(1, name.lastIndexOf('"')));
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] !== 0x5c) {
      bytes.push(inner[i]!);
      continue;
    }
    const octal = /^[0-7]{3}/.exec(inner.toString('latin1', i + 1, i + 4))?.[0];
    if (octal) {
      bytes.push(Number.parseInt(octal, 8));
      i += 3;
    } else {
      i++;
      bytes.push(ESCAPES[String.fromCharCode(inner[i]!)] ?? inner[i]!);
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

interface Answer {
  readonly status: number;
  readonly out: string;
  /** The first line of what it complained of. */
  readonly err: string;
}

/** Runs git without a shell, without the repository's own programs and without the network. */
async function run(
  root: string,
  words: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Answer> {
  signal?.throwIfAborted();
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=true', '--no-pager'];
  const child = spawn('git', [...safe, '-C', root, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      GIT_NO_LAZY_FETCH: '1',
      LC_ALL: 'C',
    },
    ...(signal ? { signal } : {}),
  });
  let err = '';
  child.stderr.on('data', (piece: Buffer) => {
    err = (err + piece).slice(0, 2000);
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => reject(signal?.aborted ? signal.reason : missing(cause)));
    child.once('close', (status) => resolve(status ?? 1));
  });
  // Long before it is awaited, so that an early failure is not an unhandled one.
  ended.catch(() => {});
  const pieces: Buffer[] = [];
  for await (const piece of child.stdout) pieces.push(piece as Buffer);
  const status = await ended;
  return { status, out: Buffer.concat(pieces).toString('utf8'), err: err.split('\n')[0] ?? '' };
}

/** @throws UserError where git could not do what it can do anywhere */
function succeeded({ status, out, err }: Answer): string {
  if (status === 0) return out;
  throw new UserError('not-available', `git failed: ${err}`, 'Run git status there; it says more.');
}

function missing(cause: Error): UserError {
  return new UserError(
    'not-available',
    `git cannot be run: ${cause.message}.`,
    'Install git, or compare with a --baseline file instead.',
    { cause },
  );
}
