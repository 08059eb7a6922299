/**
 * Programs against their obfuscated and decompiled variants, all pairs: the best F1 of each evidence channel and of what
 * the product makes of all of them. `node test/quality/encoder/obfuscated.ts FILE.jsonl [--model FOLDER]`
 *
 * FILE: JSON lines {"task", "lang", "code"}; variants of one task match. Nothing is fitted here but the threshold of each F1,
 * which the measure asks for.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { copyScore } from '../../../src/core/calibration/calibration.ts';
import { comparePair } from '../../../src/core/matching/comparePair.ts';
import { disguiseEvidence, undisguise } from '../../../src/core/matching/disguiseEvidence.ts';
import { copyEvidence, preparePassage } from '../../../src/core/matching/evidence.ts';
import { languageByName } from '../../../src/core/snippets/languages.ts';
import { createLexer } from '../../../src/core/structure/lexer.ts';
import { passageOf } from '../../../src/core/structure/passage.ts';
import { openEncoderOrSay } from '../../../src/node/openEngine.ts';
import { pairScore } from './measures.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string' } },
});
const [file = ''] = positionals;
if (!file) throw new Error('FILE is needed; see the head of the script');

const { encoder, calibration } = await openEncoderOrSay({
  model: values.model,
  shipped: ['models'],
  storage: '',
  allowDownload: false,
});
if (!encoder) throw new Error('no encoder');
const { dimensions } = encoder;
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as { task: string; lang: string; code: string });
const embeddings = await encoder.encode(
  rows.map(({ code }) => ({ text: code, kind: 'code' as const })),
);
await encoder.dispose();
const passages = rows.map(({ code, lang }) =>
  preparePassage(passageOf(createLexer(languageByName(lang))(code))),
);
const undisguised = passages.map(undisguise);
const channels = new Map<string, number[]>();
const labels: number[] = [];
for (const [i, a] of rows.entries()) {
  // Ordered pairs are all twice the unordered ones, and each program once with itself.
  for (let j = i; j < rows.length; j++) {
    const b = rows[j]!;
    const evidence = copyEvidence(passages[i]!, passages[j]!);
    const both = new Float32Array(2 * dimensions);
    both.set(embeddings.subarray(i * dimensions, (i + 1) * dimensions));
    both.set(embeddings.subarray(j * dimensions, (j + 1) * dimensions), dimensions);
    const { probability } = comparePair(
      { a: a.code, b: b.code, languageA: a.lang, languageB: b.lang },
      { calibration, embeddings: { values: both, dimensions } },
    );
    const meaning = both
      .subarray(0, dimensions)
      .reduce((sum, value, k) => sum + value * both[dimensions + k]!, 0);
    const disguise = disguiseEvidence(undisguised[i]!, undisguised[j]!);
    const scores = {
      meaning,
      words: evidence.text,
      structure: evidence.structure,
      runs: evidence.runs,
      'copies (score)': copyScore(calibration, evidence),
      'disguise: shape': disguise.shape,
      'disguise: kept': disguise.kept,
      disguise: disguise.likeness,
      'structure + meaning': evidence.structure + meaning,
      'structure + runs + meaning': evidence.structure + evidence.runs + meaning,
      'disguise + meaning': disguise.likeness + meaning,
      'disguise + structure + runs + meaning':
        disguise.likeness + evidence.structure + evidence.runs + meaning,
      'all channels (probability)': probability,
    };
    for (let times = i === j ? 1 : 2; times > 0; times--) {
      labels.push(Number(a.task === b.task));
      for (const [name, score] of Object.entries(scores)) {
        const list = channels.get(name) ?? [];
        channels.set(name, list);
        list.push(score);
      }
    }
  }
}
for (const [name, scores] of channels) {
  const f1 = pairScore({ measure: 'best F1', left: [], right: [], labels, name: '' }, scores);
  console.log(`${name.padEnd(28)} ${f1.toFixed(3)}`);
}
console.log(`${labels.length} pairs, ${labels.filter((label) => label > 0).length} matches`);
