/**
 * Gathers solutions of the same problem from the collections of the manifest, by problem:
 * `problems.jsonl`, each line a problem with its solutions; a tenth of the LeetCode ones is marked as held back.
 *
 * node training/corpus/mineProblems.ts <mirror folder> <corpus folder> <fingerprint list>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { leakageFingerprint } from '../../src/core/siamese/leakage.ts';
import { miningLanguageOf } from '../../src/core/siamese/mining/functionHeads.ts';
import { NearDuplicates } from '../../src/core/siamese/mining/nearDuplicates.ts';
import {
  PROBLEM_COLLECTIONS,
  type ProblemName,
  problemGroup,
  problemName,
} from '../../src/core/siamese/mining/problemKeys.ts';
import { splitSolutions } from '../../src/core/siamese/mining/solutions.ts';
import { listFiles, readFiles } from './gitFiles.ts';
import { isHeldBackProblem } from './heldBack.ts';
import { gitDirectory, readManifest } from './manifest.ts';
import type { Problem, Solution } from './problems.ts';

const [, , mirror = '', corpus = '', fingerprintList = ''] = process.argv;
const fingerprints = new Set(readFileSync(fingerprintList, 'utf8').split('\n').filter(Boolean));
/** More of one repository are mostly variants of one text. */
const MAX_PER_REPOSITORY = 3;

const collections = readManifest().filter(({ repository }) => PROBLEM_COLLECTIONS[repository]);
const numbers = new Map<string, number>();
for (const { repository, commit } of collections) {
  for (const { path } of listFiles(gitDirectory(mirror, repository), commit)) {
    const name = problemName(repository, path);
    if (name?.number !== undefined && name.title) numbers.set(name.title, name.number);
  }
}
const problems = new Map<string, Solution[]>();
const seen = new NearDuplicates();
const dropped = { heldOut: 0, duplicate: 0 };
for (const { repository, commit } of collections) {
  const directory = gitDirectory(mirror, repository);
  const names = new Map<string, ProblemName>();
  const files = listFiles(directory, commit).filter((file) => {
    const name = problemName(repository, file.path);
    if (!name || file.sizeBytes > 40_000 || !miningLanguageOf(file.path)) return false;
    if (/(?:^|\/)(?:tests?|__tests?__)\/|[._]tests?\.|Test\.|_spec\./i.test(file.path))
      return false;
    names.set(file.path, name);
    return problemGroup(name, numbers) !== undefined;
  });
  const perGroup = new Map<string, number>();
  for await (const { file, text } of readFiles(directory, files)) {
    const group = problemGroup(names.get(file.path)!, numbers)!;
    const language = miningLanguageOf(file.path)!.name;
    for (const code of splitSolutions(text)) {
      const key = `${group}/${language}`;
      if ((perGroup.get(key) ?? 0) >= MAX_PER_REPOSITORY) break;
      if (seen.add(code)) dropped.duplicate++;
      else if (fingerprints.has(leakageFingerprint(code))) dropped.heldOut++;
      else {
        perGroup.set(key, (perGroup.get(key) ?? 0) + 1);
        const list = problems.get(group) ?? [];
        list.push({ language, repository, code });
        problems.set(group, list);
      }
    }
  }
}
const kept: Problem[] = [...problems]
  .filter(([, solutions]) => solutions.length > 1)
  .map(([group, solutions]) => ({ group, heldBack: isHeldBackProblem(group), solutions }));
writeFileSync(`${corpus}/problems.jsonl`, kept.map((p) => `${JSON.stringify(p)}\n`).join(''));
const leetcode = kept.filter(({ group }) => group.startsWith('leetcode:'));
process.stdout.write(
  `${kept.length} problems (${leetcode.length} LeetCode, ${kept.filter((p) => p.heldBack).length} held back), ` +
    `${kept.reduce((n, p) => n + p.solutions.length, 0)} solutions, ${JSON.stringify(dropped)}\n`,
);
