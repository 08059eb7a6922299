/**
 * Writes `report.md`: what the corpus holds, what was dropped and why, and the pairs that came of it.
 *
 * node training/corpus/writeReport.ts <corpus folder>
 */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { PairKind } from '../../src/core/siamese/pairSet.ts';
import { readManifest } from './manifest.ts';
import { readProblems } from './problems.ts';
import { type EditRow, type FunctionRow, type HowToRow, readShard, shardNames } from './shards.ts';

const corpus = process.argv[2] ?? '';
const manifest = readManifest();
const heldBack = new Set(
  manifest.filter(({ use }) => use === 'held-back').map(({ repository }) => repository),
);
const mined = JSON.parse(readFileSync(`${corpus}/mined.json`, 'utf8')) as Readonly<
  Record<string, number | string>
>[];
const KINDS: readonly PairKind[] = [
  'doc',
  'name',
  'mutant',
  'problem',
  'crosslanguage',
  'prose',
  'test',
  'edit',
];
const pairs = KINDS.filter((kind) => existsSync(`${corpus}/pairs/${kind}.json`)).map((kind) => ({
  kind,
  ...(JSON.parse(readFileSync(`${corpus}/pairs/${kind}.json`, 'utf8')) as {
    readonly pairs: number;
    readonly languages: Readonly<Record<string, number>>;
  }),
}));

interface LanguageCount {
  repositories: Set<string>;
  functions: number;
  documented: number;
  heldBack: number;
}
const languages = new Map<string, LanguageCount>();
for (const repository of shardNames(`${corpus}/functions`)) {
  for await (const row of readShard<FunctionRow>(`${corpus}/functions`, repository)) {
    let count = languages.get(row.language);
    if (!count) {
      count = { repositories: new Set(), functions: 0, documented: 0, heldBack: 0 };
      languages.set(row.language, count);
    }
    if (heldBack.has(repository)) count.heldBack++;
    else {
      count.repositories.add(repository);
      count.functions++;
      if (row.doc) count.documented++;
    }
  }
}
const sum = (what: string) => mined.reduce((total, row) => total + Number(row[what] ?? 0), 0);
const problems = { all: 0, leetcode: 0, heldBack: 0, solutions: 0 };
for await (const problem of readProblems(`${corpus}/problems.jsonl`)) {
  problems.all++;
  problems.solutions += problem.solutions.length;
  if (problem.group.startsWith('leetcode:')) problems.leetcode++;
  if (problem.heldBack) problems.heldBack++;
}
const count = async <Row>(folder: string) => {
  let total = 0;
  for (const repository of shardNames(`${corpus}/${folder}`)) {
    for await (const _ of readShard<Row>(`${corpus}/${folder}`, repository)) total++;
  }
  return total;
};
const howTos = await count<HowToRow>('howtos');
const edits = await count<EditRow>('edits');
const licences = new Map<string, number>();
for (const { licence } of manifest) licences.set(licence, (licences.get(licence) ?? 0) + 1);
const tokenizer = createHash('sha256')
  .update(readFileSync(`${corpus}/tokenizer.json`))
  .digest('hex');
const n = (value: number) => value.toLocaleString('en');
const trained = [...languages.values()].reduce((total, { functions }) => total + functions, 0);
const documented = [...languages.values()].reduce((total, one) => total + one.documented, 0);
const kept = [...languages.values()].reduce((total, one) => total + one.heldBack, 0);

const REASONS: readonly (readonly [key: string, why: string])[] = [
  ['exact duplicate', 'the same words as an earlier function'],
  [
    'near duplicate',
    'three of six MinHash bands shared with earlier functions (from about .80 of the word triples)',
  ],
  ['short or long', 'under 80 or over 6,000 characters'],
  ['held-out fingerprint', 'fingerprint of an evaluation snippet'],
  ['doc short', 'comment dropped (function kept): fewer than three words or 15 characters'],
  ['doc long', 'comment dropped: more than 100 words in its first paragraph'],
  ['doc boilerplate', 'comment dropped: licence, tool directive, to-do, inherited'],
  ['doc code', 'comment dropped: code, not prose'],
  ['doc foreign', 'comment dropped: not written in Latin letters'],
  ['generated file', 'file: generated, snapshot, fixture, translation, or says so in its head'],
  ['vendored file', "file: somebody else's code"],
  [
    'barred file',
    'file: may be a copy of a barred repository, or a LeetCode solution outside the numbered collections',
  ],
  ['large file', 'file: over 400 kB'],
  ['source file over the cap', 'file: its repository already gave 12,000 functions'],
  ['test file over the cap', 'file: its repository already gave 4,000 tests'],
  ['prose file over the cap', 'file: its repository already gave 12,000 pairs of prose'],
  ['duplicate prose', 'pair of prose seen before'],
  ['duplicate how-to', 'documentation example seen before'],
];

const lines = [
  '# The corpus',
  '',
  `${n(trained)} functions (${n(documented)} with a usable comment) of ${manifest.length - heldBack.size} permissively licensed repositories in ${languages.size} languages; ${heldBack.size} more repositories with ${n(kept)} functions are held back for measuring and never trained on.`,
  'Repositories, commits and licences: [manifest.json](manifest.json). Written by `writeReport.ts`; the commands that lead here are at the end.',
  '',
  '## Languages',
  '',
  '| language | repositories | functions | with comment | held back |',
  '|---|---|---|---|---|',
  ...[...languages]
    .sort((a, b) => b[1].functions - a[1].functions)
    .map(
      ([name, one]) =>
        `| ${name} | ${one.repositories.size} | ${n(one.functions)} | ${n(one.documented)} | ${n(one.heldBack)} |`,
    ),
  '',
  '## Licences',
  '',
  '| licence of the repository | repositories |',
  '|---|---|',
  ...[...licences].sort((a, b) => b[1] - a[1]).map(([name, value]) => `| ${name} | ${value} |`),
  '',
  '## Other sources',
  '',
  `- ${n(sum('tests'))} test functions, for test ↔ function`,
  `- ${n(sum('prose'))} pairs of prose from documentation: heading ↔ paragraph, question ↔ answer, sentence ↔ next sentence`,
  `- ${n(howTos)} examples in documentation with the sentence or heading before them`,
  `- ${n(edits)} functions before and after a commit`,
  `- ${n(problems.all)} problems with ${n(problems.solutions)} solutions by several authors in several languages; ${n(problems.leetcode)} of them LeetCode problems of the half that training may see, ${n(problems.heldBack)} of those held back`,
  '',
  '## Dropped, and why',
  '',
  '| what | how often | why |',
  '|---|---|---|',
  ...REASONS.map(([key, why]) => `| ${key} | ${n(sum(key))} | ${why} |`),
  '',
  '## Pairs',
  '',
  `Cut at 256 tokens of the tokenizer \`${tokenizer.slice(0, 16)}…\`. Large languages are sampled down, so that they do not drown the small ones.`,
  '',
  '| kind | pairs | largest languages |',
  '|---|---|---|',
  ...pairs.map((one) => {
    const largest = Object.entries(one.languages)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 6)
      .map(([name, value]) => `${name} ${n(value)}`)
      .join(', ');
    return `| ${one.kind} | ${n(one.pairs)} | ${largest} |`;
  }),
  '',
  '## Again from the start',
  '',
  '```',
  'node training/corpus/fetch.ts MIRROR',
  'node training/corpus/mine.ts MIRROR CORPUS FINGERPRINTS',
  'node training/corpus/mineProblems.ts MIRROR CORPUS FINGERPRINTS',
  'node training/corpus/mineEdits.ts MIRROR CORPUS FINGERPRINTS',
  'node training/corpus/trainTokenizer.ts CORPUS',
  'node training/corpus/buildPairs.ts CORPUS FINGERPRINTS',
  'node training/corpus/writeReport.ts CORPUS',
  '```',
  '',
  'FINGERPRINTS is a list of fingerprints of evaluation snippets (`leakageFingerprint`), one a line; it may be empty.',
  '',
];
writeFileSync(new URL('./report.md', import.meta.url), lines.join('\n'));
