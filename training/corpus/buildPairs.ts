/**
 * Tokenises the mined corpus into pair sets, one file a kind, held-back repositories and problems left out.
 *
 * node training/corpus/buildPairs.ts <corpus folder> <fingerprint list> [kind …]
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readTokenizer } from '../../src/core/encoder/tokenizer.ts';
import { leakageFingerprint } from '../../src/core/siamese/leakage.ts';
import {
  docPair,
  maskName,
  mutantPair,
  nameAsWords,
  withDoc,
} from '../../src/core/siamese/mining/functionPairs.ts';
import { maskNames } from '../../src/core/siamese/mining/maskNames.ts';
import { TestMatcher } from '../../src/core/siamese/mining/testPairs.ts';
import type { PairKind } from '../../src/core/siamese/pairSet.ts';
import { Random } from '../../src/core/siamese/random.ts';
import { Groups } from './groups.ts';
import { HELD_BACK } from './heldBack.ts';
import { PairWriter } from './pairWriter.ts';
import { type Problem, readProblems } from './problems.ts';
import {
  type EditRow,
  type FunctionRow,
  type HowToRow,
  type ProseRow,
  readShard,
  shardNames,
} from './shards.ts';

const [, , corpus = '', fingerprintList = '', ...chosen] = process.argv;
const tokenizerJson = readFileSync(`${corpus}/tokenizer.json`, 'utf8');
const tokenizer = readTokenizer(tokenizerJson);
if (!tokenizer) throw new Error('tokenizer.json asks for steps that are not followed here');
const tokenizerHash = createHash('sha256').update(tokenizerJson).digest('hex');
const fingerprints = new Set(readFileSync(fingerprintList, 'utf8').split('\n').filter(Boolean));
const tokenize = (text: string) => tokenizer.encode(text.slice(0, MAX_CHARACTERS));

/** Enough for 256 tokens of anything. */
const MAX_CHARACTERS = 3000;
/** Pairs of one language and kind: the large ones would drown the small ones. */
const PER_LANGUAGE: Readonly<Partial<Record<PairKind, number>>> = {
  doc: 80_000,
  name: 30_000,
  mutant: 30_000,
  test: 16_000,
  edit: 12_000,
};
const MAX_PROSE = 220_000;
/** The language that report and pairs name for examples of documentation, whatever they are written in. */
const HOW_TO = 'documentation';
/** Kinds added by repository and file: those nearby are the hardest non-matches, strangers to one another elsewhere. */
const BY_REPOSITORY: readonly PairKind[] = ['doc', 'name', 'mutant', 'test', 'edit'];
/** Pairs drawn from the solutions of one problem, in one language and across languages. */
const SAME_LANGUAGE_PAIRS = 24;
const CROSS_LANGUAGE_PAIRS = 36;

mkdirSync(`${corpus}/pairs`, { recursive: true });
const want = (kind: PairKind) => chosen.length === 0 || chosen.includes(kind);

if (want('doc') || want('name') || want('mutant')) await functionKinds();
if (want('problem') || want('crosslanguage')) await problemKinds();
if (want('prose')) await prose();
if (want('test')) await tests();
if (want('edit')) await edits();

async function functionKinds(): Promise<void> {
  const random = new Random(11);
  const doc = new PairWriter('doc', tokenize);
  const name = new PairWriter('name', tokenize);
  const mutant = new PairWriter('mutant', tokenize);
  const names = new Groups();
  const docs = new Groups();
  const examples = new Groups(0x4000_0000);
  const totals = await languageTotals();
  let id = 0;
  for (const repository of shardNames(`${corpus}/functions`)) {
    if (HELD_BACK.includes(repository)) continue;
    for await (const row of readShard<FunctionRow>(`${corpus}/functions`, repository)) {
      const total = totals.get(row.language)!;
      const share = (kind: PairKind, of: number) => random.next() < PER_LANGUAGE[kind]! / of;
      id++;
      if (row.doc && share('doc', total.documented)) {
        const pair = docPair(row, random);
        doc.add(pair.anchor, pair.positive, row.language, docs.of(row.doc));
      }
      const words = nameAsWords(row.name);
      if (words && row.code.length > 160 && share('name', total.named)) {
        const shown = random.next() < 0.3 ? withDoc(row.code, row.doc, row.language) : row.code;
        name.add(words, maskName(shown, row.name, random), row.language, names.of(words));
      }
      if (row.code.length > 200 && share('mutant', total.long)) {
        const pair = mutantPair(row.code, random);
        const positive =
          random.next() < 0.25 ? withDoc(pair.positive, row.doc, row.language) : pair.positive;
        mutant.add(pair.anchor, positive, row.language, id);
      }
    }
  }
  for (const repository of shardNames(`${corpus}/howtos`)) {
    if (HELD_BACK.includes(repository)) continue;
    for await (const row of readShard<HowToRow>(`${corpus}/howtos`, repository)) {
      doc.add(row.text, row.code, HOW_TO, examples.of(row.code));
    }
  }
  for (const writer of [doc, name, mutant]) finish(writer);
}

async function languageTotals() {
  const totals = new Map<string, { documented: number; named: number; long: number }>();
  for (const repository of shardNames(`${corpus}/functions`)) {
    if (HELD_BACK.includes(repository)) continue;
    for await (const row of readShard<FunctionRow>(`${corpus}/functions`, repository)) {
      const total = totals.get(row.language) ?? { documented: 0, named: 0, long: 0 };
      if (row.doc) total.documented++;
      if (row.code.length > 160 && nameAsWords(row.name)) total.named++;
      if (row.code.length > 200) total.long++;
      totals.set(row.language, total);
    }
  }
  return totals;
}

async function problemKinds(): Promise<void> {
  const random = new Random(12);
  const same = new PairWriter('problem', tokenize);
  const across = new PairWriter('crosslanguage', tokenize);
  const groups = new Groups();
  for await (const problem of readProblems(`${corpus}/problems.jsonl`)) {
    if (problem.heldBack) continue;
    const group = groups.of(problem.group);
    for (const [a, b] of problemPairs(problem, random)) {
      const writer = a.language === b.language ? same : across;
      writer.add(maskMain(a, random), maskMain(b, random), b.language, group);
    }
  }
  finish(same);
  finish(across);
}

/** A sample of every two solutions, both ways round. */
function problemPairs({ solutions }: Problem, random: Random) {
  const all = solutions.flatMap((a) =>
    solutions.filter((b) => b !== a).map((b) => [a, b] as const),
  );
  const order = random.shuffle(Uint32Array.from({ length: all.length }, (_, i) => i));
  const pairs = Array.from(order, (i) => all[i]!);
  const isSame = ([a, b]: (typeof all)[number]) => a.language === b.language;
  return [
    ...pairs.filter(isSame).slice(0, SAME_LANGUAGE_PAIRS),
    ...pairs.filter((pair) => !isSame(pair)).slice(0, CROSS_LANGUAGE_PAIRS),
  ];
}

/** Half of the time without the names of its functions: another author would have chosen others. */
function maskMain({ language, code }: { language: string; code: string }, random: Random): string {
  return random.next() < 0.4 ? code : maskNames(code, language, random);
}

async function prose(): Promise<void> {
  const random = new Random(13);
  const writer = new PairWriter('prose', tokenize);
  const headings = new Groups();
  const rows: ProseRow[] = [];
  for (const repository of shardNames(`${corpus}/prose`)) {
    if (HELD_BACK.includes(repository)) continue;
    for await (const row of readShard<ProseRow>(`${corpus}/prose`, repository)) {
      if (row.a.length + row.b.length < 2200) rows.push(row);
    }
  }
  const order = random.shuffle(Uint32Array.from({ length: rows.length }, (_, i) => i));
  for (const i of order.subarray(0, MAX_PROSE)) {
    const { a, b } = rows[i]!;
    writer.add(a, b, 'english', headings.of(a));
  }
  finish(writer);
}

async function tests(): Promise<void> {
  const random = new Random(14);
  const writer = new PairWriter('test', tokenize);
  const groups = new Groups();
  for (const repository of shardNames(`${corpus}/tests`)) {
    if (HELD_BACK.includes(repository)) continue;
    const matcher = new TestMatcher<string>();
    for await (const row of readShard<FunctionRow>(`${corpus}/functions`, repository)) {
      matcher.addFunction(row.name, row.code);
    }
    for await (const row of readShard<FunctionRow>(`${corpus}/tests`, repository)) {
      if ((writer.perLanguage.get(row.language) ?? 0) >= PER_LANGUAGE.test!) continue;
      if (fingerprints.has(leakageFingerprint(row.code))) continue;
      const found = matcher.match(row.name, row.code);
      if (!found) continue;
      const code = random.next() < 0.5 ? found.value : maskName(found.value, found.name, random);
      writer.add(row.code, code, row.language, groups.of(`${repository} ${found.name}`));
    }
  }
  finish(writer);
}

async function edits(): Promise<void> {
  const writer = new PairWriter('edit', tokenize);
  let id = 0;
  for (const repository of shardNames(`${corpus}/edits`)) {
    if (HELD_BACK.includes(repository)) continue;
    for await (const row of readShard<EditRow>(`${corpus}/edits`, repository)) {
      if ((writer.perLanguage.get(row.language) ?? 0) >= PER_LANGUAGE.edit!) continue;
      writer.add(row.before, row.after, row.language, id++);
    }
  }
  finish(writer);
}

function finish(writer: PairWriter): void {
  const path = `${corpus}/pairs/${writer.kind}.pairs`;
  writer.write(path, tokenizerHash, 1, BY_REPOSITORY.includes(writer.kind));
  const report = { pairs: writer.count, languages: Object.fromEntries(writer.perLanguage) };
  writeFileSync(`${corpus}/pairs/${writer.kind}.json`, JSON.stringify(report));
  process.stdout.write(`${writer.kind}: ${writer.count} pairs\n`);
}
