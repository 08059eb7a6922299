/**
 * What git knows of a folder's files, asked of the `git` executable alone; no git, no repository: nothing is known.
 * Only commands that read the object store: nothing a repository's own configuration names (filters, text
 * conversions, hooks, signature checks, remotes to fetch from) is ever run.
 */
import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import process from 'node:process';
import type { Commit, LineRange } from '../core/matching/driftReport.ts';
import type { BlamedLine, FileHistory } from '../core/matching/fileHistory.ts';
import { normalise } from '../core/snippets/sourceText.ts';
import { alignSteps } from '../core/structure/alignSteps.ts';
import { readFolderText } from './folderText.ts';

/** The largest file whose versions are compared. */
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;
/** A file with a very long past is given up rather than waited for. */
const TIMEOUT_MS = 20_000;

/** @param root the folder, links resolved; it may lie anywhere in a repository, or in none */
export function openGitHistory(root: string): FileHistory {
  return {
    async blame(file, range, signal) {
      const committed = await git(root, ['cat-file', 'blob', `HEAD:./${file}`], signal);
      if (committed === undefined) return undefined;
      const now = await readFolderText(root, file).catch(() => undefined);
      if (now === undefined) return undefined;
      const places = placesInCommitted(normalise(committed), normalise(now), range);
      const known = places.filter((line) => line > 0);
      if (known.length === 0) return places.map((_, i) => blamed(range.startLine + i, undefined));
      // Of the commit, not of the file on disk: git would run the filters a repository names on the latter.
      const lines = `${Math.min(...known)},${Math.max(...known)}`;
      const options = ['-w', '--porcelain', '--no-textconv', '-L', lines];
      const output = await git(root, ['blame', ...options, 'HEAD', '--', file], signal);
      if (output === undefined) return undefined;
      const commits = parseBlame(output);
      return places.map((line, i) => blamed(range.startLine + i, commits.get(line)));
    },
    async changes(file, limit, signal) {
      const format = '--format=%at%x00%an%x00%s';
      const words = ['rev-list', `--max-count=${limit}`, format, 'HEAD', '--', file];
      return parseRevisions((await git(root, words, signal)) ?? '');
    },
    textBefore: (file, { id }, signal) =>
      git(root, ['cat-file', 'blob', `${id}^:./${file}`], signal),
  };
}

function blamed(line: number, commit: Commit | undefined): BlamedLine {
  return { line, commit };
}

/** Standard output, or undefined where git is missing, says no or takes too long. @throws the signal's reason */
function git(
  root: string,
  words: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  // Pathspecs are names here, whatever characters they hold.
  const own = ['--no-pager', '--literal-pathspecs', '-c', 'core.quotePath=false', '-C', root];
  const options = {
    // Elsewhere than in the folder: Windows looks for programs in the current directory first.
    cwd: homedir(),
    env: gitEnvironment(process.env),
    maxBuffer: MAX_OUTPUT_BYTES,
    timeout: TIMEOUT_MS,
    windowsHide: true,
    ...(signal ? { signal } : {}),
  };
  return new Promise((resolve, reject) => {
    execFile('git', [...own, ...words], options, (error, output) => {
      if (signal?.aborted) reject(signal.reason);
      else resolve(error ? undefined : output);
    });
  });
}

/** Without what a surrounding git run sets, and with everything refused that would reach out or wait. */
export function gitEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const own = Object.entries(environment).filter(
    ([name]) => !name.toUpperCase().startsWith('GIT_'),
  );
  return {
    ...Object.fromEntries(own),
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

/** For each line of `range` in `now` its 1-based line in `committed`, 0 where it is new. */
function placesInCommitted(committed: string, now: string, range: LineRange): number[] {
  const [before, after] = [committed.split('\n'), now.split('\n')];
  const numbers = new Map<string, number>();
  const numberOf = (line: string): number => {
    const known = numbers.get(line);
    if (known !== undefined) return known;
    numbers.set(line, numbers.size);
    return numbers.size - 1;
  };
  const [keysA, keysB] = [before.map(numberOf), after.map(numberOf)];
  const pairs = alignSteps({
    lengthA: keysA.length,
    lengthB: keysB.length,
    keyA: (a) => keysA[a]!,
    keyB: (b) => keysB[b]!,
    weight: (a, b) => Number(keysA[a] === keysB[b]),
  });
  const places = new Map<number, number>();
  for (const [a, b] of pairs.entries()) if (b >= 0) places.set(b + 1, a + 1);
  const last = Math.min(range.endLine, after.length);
  const length = Math.max(0, last - range.startLine + 1);
  return Array.from({ length }, (_, i) => places.get(range.startLine + i) ?? 0);
}

/** The `--porcelain` format of git-blame(1) → commit by line of the blamed version. */
function parseBlame(output: string): Map<number, Commit> {
  const commits = new Map<
    string,
    { id: string; timeMs: number; author: string; subject: string }
  >();
  const byLine = new Map<number, Commit>();
  let current: { id: string; timeMs: number; author: string; subject: string } | undefined;
  for (const line of output.split('\n')) {
    if (line.startsWith('\t')) continue;
    const head = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(line);
    if (head) {
      const id = head[1]!;
      current = commits.get(id) ?? { id, timeMs: 0, author: '', subject: '' };
      commits.set(id, current);
      byLine.set(Number(head[2]), current);
    } else if (current) {
      if (line.startsWith('author ')) current.author = line.slice(7);
      else if (line.startsWith('author-time ')) current.timeMs = 1000 * Number(line.slice(12));
      else if (line.startsWith('summary ')) current.subject = line.slice(8);
    }
  }
  return byLine;
}

/** `rev-list --format`: a line `commit ID` before each line of ours. */
function parseRevisions(output: string): Commit[] {
  const commits: Commit[] = [];
  let id = '';
  for (const line of output.split('\n')) {
    const head = /^commit ([0-9a-f]{40,64})$/.exec(line);
    if (head) {
      id = head[1]!;
      continue;
    }
    const [time, author, ...subject] = line.split('\0');
    if (id === '' || author === undefined) continue;
    commits.push({ id, timeMs: 1000 * Number(time), author, subject: subject.join(' ') });
    id = '';
  }
  return commits;
}
