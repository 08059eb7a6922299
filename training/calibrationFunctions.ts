/**
 * Writes the functions that calibrations are fitted on or judged by, one a line, as training/calibrate.ts reads them:
 * `node training/calibrationFunctions.ts MIRROR OUT.jsonl [--repositories FILE.json] [--fingerprints FILE] [--most 2500]`
 *
 * MIRROR holds bare clones as training/corpus/fetch.ts makes them. Without `--repositories`: the held-back repositories
 * of the corpus manifest (group ''), the solutions of held-back problems (group: the problem) and, for copies only, a
 * repository more for each language that would have but one; with it, the repositories of that list, in the manifest's form. `--fingerprints` lists snippets of acceptance sets to leave out.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isSkipped } from '../src/core/indexing/workspaceFiles.ts';
import { leakageFingerprint } from '../src/core/siamese/leakage.ts';
import {
  isLeetcodeCollection,
  problemGroup,
  problemName,
} from '../src/core/siamese/mining/problemKeys.ts';
import { splitSolutions } from '../src/core/siamese/mining/solutions.ts';
import { Random } from '../src/core/siamese/random.ts';
import { analyzeText } from '../src/core/snippets/analyzeText.ts';
import { detectLanguage } from '../src/core/snippets/detectLanguage.ts';
import { unpackTokens } from '../src/core/structure/packTokens.ts';
import { tokensInLines } from '../src/core/structure/tokenStream.ts';
import { TreeSitter } from '../src/node/treeSitter.ts';
import { type GitFile, git, listFiles, readFiles } from './corpus/gitFiles.ts';
import { isHeldBackProblem } from './corpus/heldBack.ts';
import { type CorpusRepository, gitDirectory, readManifest } from './corpus/manifest.ts';

/** As a scan of a folder: shorter functions are idiom. */
const MIN_LINES = 5;
const MIN_TOKENS = 40;
/** Longer ones are cut by the encoder anyway. */
const MAX_LINES = 150;
const MAX_FILE_BYTES = 200_000;
/** More of one collection for one problem are mostly variants of one text. */
const MAX_SOLUTIONS = 2;

/**
 * Training saw these, which does not matter where no encoder takes part: strangers in languages with one held-back
 * repository, so that copies can be told from the functions of somebody else.
 */
const PARTNERS: readonly string[] = [
  'NLog/NLog',
  'BurntSushi/ripgrep',
  'PHP-CS-Fixer/PHP-CS-Fixer',
  'detekt/detekt',
  'CocoaPods/CocoaPods',
  'apple/swift-package-manager',
  'tmux/tmux',
  'TanStack/query',
  'caolan/async',
  'Kong/kong',
  'flame-engine/flame',
];
/** Functions of a partner. */
const MOST_OF_PARTNER = 800;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repositories: { type: 'string' },
    fingerprints: { type: 'string' },
    most: { type: 'string', default: '2500' },
  },
});
const [mirror = '', output = ''] = positionals;
if (!mirror || !output)
  throw new Error('a mirror folder and an output file are needed; see the head of the script');

const barred = new Set(
  values.fingerprints ? readFileSync(values.fingerprints, 'utf8').split('\n') : [],
);
const trees = await TreeSitter.load();
const analysis = { parse: trees.parse, prepare: (grammar: string) => trees.prepare(grammar) };
const rows: string[] = [];

const repositories = values.repositories
  ? readManifest(new URL(values.repositories, `file://${process.cwd()}/`))
  : readManifest().filter(({ use }) => use === 'held-back');
for (const repository of repositories) {
  if (isThere(repository)) await addFunctions(repository, Number(values.most), {});
}
if (!values.repositories) {
  for (const entry of readManifest()) {
    if (!PARTNERS.includes(entry.repository) || !isThere(entry)) continue;
    await addFunctions(entry, MOST_OF_PARTNER, { isSeen: true });
  }
  await addSolutions();
}
writeFileSync(output, rows.map((row) => `${row}\n`).join(''));
console.log(`${rows.length} functions`);

/** Functions of whole files in a drawn order, so that neighbours within the repository stay neighbours. */
async function addFunctions(
  { repository, commit }: CorpusRepository,
  most: number,
  more: { readonly isSeen?: true },
): Promise<void> {
  const directory = gitDirectory(mirror, repository);
  const files = listFiles(directory, commitIn(directory, commit)).filter(
    ({ path, sizeBytes }) => sizeBytes <= MAX_FILE_BYTES && detectLanguage(path)?.nature === 'code',
  );
  const order = new Random(1).shuffle(Uint32Array.from(files.keys()));
  let count = 0;
  for await (const { file, text } of readFiles(
    directory,
    [...order].map((i) => files[i]!),
  )) {
    const analysed = await analyzeText(
      text,
      { path: file.path, sizeBytes: file.sizeBytes, modifiedMs: 0 },
      '',
      analysis,
    );
    if (isSkipped(analysed) || analysed.record.role !== 'source') continue;
    const { record, texts } = analysed;
    const stream = unpackTokens(record.tokens)!;
    for (const [i, { kind, startLine, endLine }] of record.snippets.entries()) {
      const lines = endLine - startLine + 1;
      if ((kind !== 'function' && kind !== 'method') || lines < MIN_LINES || lines > MAX_LINES)
        continue;
      const range = tokensInLines(stream, startLine, endLine);
      if (range.end - range.start < MIN_TOKENS) continue;
      const place = { file: file.path, startLine, endLine };
      add({
        text: texts[i]!,
        language: record.language,
        source: repository,
        group: '',
        ...place,
        ...more,
      });
      count++;
    }
    if (count >= most) break;
  }
  console.log(`${repository}: ${count} functions`);
}

/** Solutions of problems that training never sees; the collections that are missing are left out. */
async function addSolutions(): Promise<void> {
  const collections = readManifest().filter(
    (entry) => isLeetcodeCollection(entry.repository) && isThere(entry),
  );
  const listed = collections.map(({ repository, commit }) => {
    const directory = gitDirectory(mirror, repository);
    return { repository, directory, files: listFiles(directory, commitIn(directory, commit)) };
  });
  const numbers = new Map<string, number>();
  for (const { repository, files } of listed) {
    for (const { path } of files) {
      const name = problemName(repository, path);
      if (name?.number !== undefined && name.title) numbers.set(name.title, name.number);
    }
  }
  for (const { repository, directory, files } of listed) {
    const groups = new Map<GitFile, string>();
    for (const file of files) {
      const name = problemName(repository, file.path);
      const group = name && problemGroup(name, numbers);
      const isCode = detectLanguage(file.path)?.nature === 'code' && file.sizeBytes <= 40_000;
      if (group && isCode && isHeldBackProblem(group)) groups.set(file, group);
    }
    const counts = new Map<string, number>();
    for await (const { file, text } of readFiles(directory, [...groups.keys()])) {
      const language = detectLanguage(file.path)!.id;
      const group = groups.get(file)!;
      const key = `${group} ${language}`;
      for (const solution of splitSolutions(text)) {
        const known = counts.get(key) ?? 0;
        if (known >= MAX_SOLUTIONS || barred.has(leakageFingerprint(solution))) continue;
        counts.set(key, known + 1);
        add({ text: solution, language, source: repository, group });
      }
    }
    console.log(`${repository}: ${[...counts.values()].reduce((a, b) => a + b, 0)} solutions`);
  }
}

function add(row: Readonly<Record<string, string | number | boolean>>): void {
  rows.push(JSON.stringify(row));
}

function isThere({ repository }: CorpusRepository): boolean {
  const isFound = existsSync(gitDirectory(mirror, repository));
  if (!isFound) console.log(`${repository}: not in ${mirror}, left out`);
  return isFound;
}

/** The commit of the manifest, or the clone's newest where a shallow clone lacks it. */
function commitIn(directory: string, commit: string): string {
  try {
    git(directory, ['cat-file', '-e', `${commit}^{commit}`]);
    return commit;
  } catch {
    return git(directory, ['rev-parse', 'HEAD']).trim();
  }
}
