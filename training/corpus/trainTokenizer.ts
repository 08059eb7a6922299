/**
 * Trains the tokenizer on the mined corpus, held-back repositories left out.
 *
 * node training/corpus/trainTokenizer.ts <corpus folder> [vocabulary]
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { splitWords, trainTokenizer } from '../../src/core/encoder/tokenizerTraining.ts';
import { HELD_BACK } from './heldBack.ts';
import { type FunctionRow, type ProseRow, readShard, shardNames } from './shards.ts';

const corpus = process.argv[2] ?? '';
const vocabulary = Number(process.argv[3] ?? 20_480);
/** One in so many functions is counted: the frequent words, which is all that matters, are the same. */
const EVERY = 3;
/** How much a word of prose counts: the corpus is mostly code, queries are mostly English. */
const PROSE_WEIGHT = 4;

const counts = new Map<string, number>();
function add(text: string, weight: number): void {
  for (const word of splitWords(text)) {
    if (word.length <= 40) counts.set(word, (counts.get(word) ?? 0) + weight);
  }
}
for (const repository of shardNames(`${corpus}/functions`)) {
  if (HELD_BACK.includes(repository)) continue;
  let at = 0;
  for await (const row of readShard<FunctionRow>(`${corpus}/functions`, repository)) {
    if (at++ % EVERY === 0) add(row.code, 1);
    if (row.doc) add(row.doc, 2);
  }
  for await (const row of readShard<ProseRow>(`${corpus}/prose`, repository)) {
    add(`${row.a} ${row.b}`, PROSE_WEIGHT);
  }
}
const json = trainTokenizer(counts, { vocabulary, minCharacterCount: 2000, minWordCount: 4 });
writeFileSync(`${corpus}/tokenizer.json`, json);
const hash = createHash('sha256').update(json).digest('hex');
process.stdout.write(`${counts.size} distinct words, tokenizer ${hash}\n`);
