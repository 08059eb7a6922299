/**
 * Mines functions before and after commits from the history of the manifest's repositories: `edits/` in the corpus.
 *
 * node training/corpus/mineEdits.ts <mirror folder> <corpus folder> <fingerprint list>
 */
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { leakageFingerprint } from '../../src/core/siamese/leakage.ts';
import { editPairs } from '../../src/core/siamese/mining/editPairs.ts';
import { MINING_LANGUAGES, miningLanguageOf } from '../../src/core/siamese/mining/functionHeads.ts';
import { type MinedFunction, mineFunctions } from '../../src/core/siamese/mining/mineFunctions.ts';
import { miningRole } from '../../src/core/siamese/mining/miningPaths.ts';
import { NearDuplicates } from '../../src/core/siamese/mining/nearDuplicates.ts';
import { isLeetcodeCollection } from '../../src/core/siamese/mining/problemKeys.ts';
import { type GitFile, git, readFiles } from './gitFiles.ts';
import { gitDirectory, readManifest } from './manifest.ts';

const [, , mirror = '', corpus = '', fingerprintList = ''] = process.argv;
const fingerprints = new Set(readFileSync(fingerprintList, 'utf8').split('\n').filter(Boolean));
/** Enough history for the cap in most repositories, and little to read. */
const COMMITS = 1200;
const FILE_CHANGES = 500;
const MAX_PAIRS = 400;

mkdirSync(`${corpus}/edits`, { recursive: true });
const seen = new NearDuplicates();
const globs = MINING_LANGUAGES.flatMap(({ extensions }) => extensions.map((e) => `*.${e}`));
let total = 0;
for (const { repository, commit, use } of readManifest()) {
  const directory = gitDirectory(mirror, repository);
  if (use === 'held-back' || isLeetcodeCollection(repository) || !existsSync(directory)) continue;
  const out = createWriteStream(`${corpus}/edits/${repository.replace('/', '+')}.jsonl`);
  let written = 0;
  const changes = changedFiles(directory, commit);
  const files: GitFile[] = changes.flatMap(({ path, before, after }) => [
    { path, object: before, sizeBytes: 0 },
    { path, object: after, sizeBytes: 0 },
  ]);
  const places = new Map(files.map((file, place) => [file, place]));
  let before: { place: number; functions: MinedFunction[] } | undefined;
  for await (const { file, text } of readFiles(directory, files)) {
    const language = miningLanguageOf(file.path)!;
    const functions = text.length < 200_000 ? mineFunctions(text, language) : [];
    const place = places.get(file)!;
    if (place % 2 === 0) {
      before = { place, functions };
      continue;
    }
    if (before?.place !== place - 1) continue;
    for (const pair of editPairs(before.functions, functions)) {
      if (written >= MAX_PAIRS) break;
      if (pair.after.length < 150 || pair.after.length > 6000 || seen.add(pair.after)) continue;
      if (fingerprints.has(leakageFingerprint(pair.after))) continue;
      if (fingerprints.has(leakageFingerprint(pair.before))) continue;
      out.write(`${JSON.stringify({ ...pair, language: language.name })}\n`);
      written++;
    }
    if (written >= MAX_PAIRS) break;
  }
  out.end();
  await finished(out);
  total += written;
}
process.stdout.write(`${total} edits\n`);

function changedFiles(directory: string, commit: string) {
  let log = '';
  try {
    log = git(directory, [
      'log',
      '--no-merges',
      '-n',
      String(COMMITS),
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '--diff-filter=M',
      '--format=',
      commit,
      '--',
      ...globs,
    ]);
  } catch {
    return []; // A history that cannot be read gives no pairs; the files themselves are mined anyway.
  }
  const changes: { path: string; before: string; after: string }[] = [];
  for (const line of log.split('\n')) {
    const match = /^:100\d{3} 100\d{3} ([0-9a-f]+) ([0-9a-f]+) M\t(.+)$/.exec(line);
    if (!match || miningRole(match[3]!) !== 'source') continue;
    changes.push({ before: match[1]!, after: match[2]!, path: match[3]! });
  }
  const step = Math.max(1, Math.floor(changes.length / FILE_CHANGES));
  return changes.filter((_, i) => i % step === 0).slice(0, FILE_CHANGES);
}
