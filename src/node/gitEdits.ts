/** Functions before and after recent commits of a folder, from its object store; none where there is no git. */
import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import process from 'node:process';
import { editPairs } from '../core/siamese/mining/editPairs.ts';
import { MINING_LANGUAGES, miningLanguageOf } from '../core/siamese/mining/functionHeads.ts';
import { mineFunctions } from '../core/siamese/mining/mineFunctions.ts';
import { miningRole } from '../core/siamese/mining/miningPaths.ts';
import { gitEnvironment } from './gitHistory.ts';

export interface FunctionEdit {
  /** Relative to the folder. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Enough history for a few hundred pairs, read in a second or two. */
const COMMITS = 400;
const FILE_CHANGES = 200;
const MAX_EDITS = 300;
const MAX_FILE_CHARACTERS = 200_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** @param root the folder, links resolved. @throws the signal's reason once it is aborted. */
export async function gitEdits(root: string, signal?: AbortSignal): Promise<FunctionEdit[]> {
  const globs = MINING_LANGUAGES.flatMap(({ extensions }) => extensions.map((e) => `*.${e}`));
  const log = await git(
    root,
    [
      'log',
      '--no-merges',
      `--max-count=${COMMITS}`,
      ...['--raw', '--no-abbrev', '--no-renames', '--diff-filter=M', '--relative', '--format='],
      ...['--no-ext-diff', '--no-textconv', '--no-show-signature', 'HEAD', '--', ...globs],
    ],
    { signal },
  );
  if (!log) return [];
  const changes = changedFiles(log.toString('utf8'));
  const objects = changes.flatMap(({ before, after }) => [before, after]);
  const input = `${objects.join('\n')}\n`;
  const blobs = await git(root, ['cat-file', '--batch'], { input, signal });
  const texts = blobs ? readBatch(blobs) : [];
  const edits: FunctionEdit[] = [];
  for (const [i, { path }] of changes.entries()) {
    const [before, after] = [texts[2 * i], texts[2 * i + 1]];
    const language = miningLanguageOf(path);
    if (!language || before === undefined || after === undefined) continue;
    if (Math.max(before.length, after.length) > MAX_FILE_CHARACTERS) continue;
    signal?.throwIfAborted();
    await new Promise((resolve) => setImmediate(resolve));
    const pairs = editPairs(mineFunctions(before, language), mineFunctions(after, language));
    for (const pair of pairs) edits.push({ path, ...pair });
    if (edits.length >= MAX_EDITS) break;
  }
  return edits.slice(0, MAX_EDITS);
}

/** Lines of `git log --raw`: `:100644 100644 <before> <after> M<TAB><path>`; evenly from the history. */
function changedFiles(log: string) {
  const changes: { path: string; before: string; after: string }[] = [];
  for (const line of log.split('\n')) {
    const match = /^:100\d{3} 100\d{3} ([0-9a-f]+) ([0-9a-f]+) M\t(.+)$/.exec(line);
    if (!match || miningRole(match[3]!) !== 'source') continue;
    changes.push({ before: match[1]!, after: match[2]!, path: match[3]! });
  }
  const step = Math.max(1, Math.floor(changes.length / FILE_CHANGES));
  return changes.filter((_, i) => i % step === 0).slice(0, FILE_CHANGES);
}

/** The answers of `cat-file --batch`, in order: `<object> blob <size>`, the bytes, a line break; or `… missing`. */
function readBatch(bytes: Buffer): (string | undefined)[] {
  const texts: (string | undefined)[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    if (end < 0) break;
    const [, type, size] = bytes.toString('utf8', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob') {
      texts.push(undefined);
      continue;
    }
    texts.push(bytes.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}

/** Standard output, or undefined where git is missing, says no or takes too long. */
function git(
  root: string,
  words: readonly string[],
  { input, signal }: { readonly input?: string; readonly signal?: AbortSignal | undefined },
): Promise<Buffer | undefined> {
  const own = ['--no-pager', '-c', 'core.quotePath=false', '-C', root];
  const options = {
    // Elsewhere than in the folder: Windows looks for programs in the current directory first.
    cwd: homedir(),
    env: gitEnvironment(process.env),
    maxBuffer: MAX_OUTPUT_BYTES,
    timeout: TIMEOUT_MS,
    windowsHide: true,
    encoding: 'buffer' as const,
    ...(signal ? { signal } : {}),
  };
  return new Promise((resolve, reject) => {
    const child = execFile('git', [...own, ...words], options, (error, output) => {
      if (signal?.aborted) reject(signal.reason);
      else resolve(error ? undefined : output);
    });
    child.stdin?.on('error', () => {
      // git ended early; the callback says how.
    });
    child.stdin?.end(input ?? '');
  });
}
