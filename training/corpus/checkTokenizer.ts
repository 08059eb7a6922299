/**
 * Proves that our tokenizer gives the reference library's ids on many real texts, and measures both.
 *
 * node training/corpus/checkTokenizer.ts <tokenizer.json> <corpus folder> [texts]
 */
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { readTokenizer } from '../../src/core/encoder/tokenizer.ts';
import { Random } from '../../src/core/siamese/random.ts';
import { type FunctionRow, type ProseRow, readShard, shardNames } from './shards.ts';

const [, , tokenizerPath = '', corpus = '', wanted = '12000'] = process.argv;
const json = readFileSync(tokenizerPath, 'utf8');
const ours = readTokenizer(json);
if (!ours) throw new Error(`${tokenizerPath} asks for steps that are not followed here`);
const reference = new Tokenizer(JSON.parse(json) as object, {});

const texts = await gather(Number(wanted));
let different = 0;
for (const text of texts) {
  const a = Array.from(ours.encode(text));
  const b = reference.encode(text).ids;
  if (a.length !== b.length || a.some((id, i) => id !== b[i])) {
    different++;
    if (different < 5) process.stdout.write(`differs: ${JSON.stringify(text.slice(0, 200))}\n`);
  }
}
const lengths = texts.map((text) => ours.encode(text).length).sort((a, b) => a - b);
const beyond = (limit: number) =>
  `${((100 * lengths.filter((n) => n > limit).length) / lengths.length).toFixed(1)} %`;
process.stdout.write(
  `${texts.length} texts, ${different} with other ids\n` +
    `tokens: median ${lengths[lengths.length >> 1]}, longer than 96 ${beyond(96)}, 128 ${beyond(128)}, 256 ${beyond(256)}\n` +
    `texts per CPU-second: ours ${speed((text) => ours.encode(text))}, reference ${speed((text) => reference.encode(text), 2000)}\n`,
);
process.exitCode = different > 0 ? 1 : 0;

/** Functions of every language, prose, and texts mangled at random places. */
async function gather(count: number): Promise<string[]> {
  const random = new Random(5);
  const found: string[] = [];
  const names = shardNames(`${corpus}/functions`);
  const perShard = Math.ceil((count * 0.6) / names.length);
  for (const name of names) {
    let taken = 0;
    for await (const row of readShard<FunctionRow>(`${corpus}/functions`, name)) {
      if (random.next() < 0.1) {
        found.push(row.code);
        if (++taken >= perShard) break;
      }
    }
    taken = 0;
    for await (const row of readShard<ProseRow>(`${corpus}/prose`, name)) {
      found.push(row.b);
      if (++taken >= perShard / 4) break;
    }
  }
  const odd = [
    '\u0130',
    '\u00df',
    '漢字',
    '🙂',
    '\u0000',
    '\ud800',
    'ﬁ',
    '\u200b',
    '[UNK]',
    'İ',
    'ǅ',
    '\r\n',
    '٣',
    'Ⅷ',
  ];
  while (found.length < count) {
    const text = found[random.below(found.length)]!;
    const at = random.below(text.length + 1);
    found.push(text.slice(0, at) + odd[random.below(odd.length)]! + text.slice(at));
  }
  return found;
}

function speed(encode: (text: string) => unknown, most = texts.length): string {
  const some = texts.slice(0, most);
  for (const text of some.slice(0, 500)) encode(text);
  const start = process.cpuUsage();
  for (const text of some) encode(text);
  const { user, system } = process.cpuUsage(start);
  return Math.round(some.length / ((user + system) / 1e6)).toLocaleString('en');
}
