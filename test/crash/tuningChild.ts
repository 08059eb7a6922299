/**
 * Fine-tunes a made-up workspace again and again, keeping and using each accepted head; says `begun` before each and
 * `used <id>` once it is durable. Arguments: folder of the heads; `saves` for heads that need no training.
 */
import { writeSync } from 'node:fs';
import { fineTune } from '../../src/core/tuning/fineTune.ts';
import { effectiveId, type Head } from '../../src/core/tuning/head.ts';
import { headFolder } from '../../src/node/headFolder.ts';
import { compileGraph } from '../../src/node/onnxRuntime.ts';
import { ownVocabulary, WordEncoder } from '../core/tuning/pairedWords.ts';

const ROWS = 8000;
const WIDTH = 256;

const [folder = '', saves] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);
const heads = headFolder(folder);
const sources = { functions: ownVocabulary(360, 3), tests: [], edits: [], labels: [] };
const parts = {
  encoder: new WordEncoder(),
  compile: compileGraph,
  now: () => performance.now(),
  rest: async () => {},
};
for (let seed = 1; ; seed++) {
  say('begun');
  const { head, loss, untouched } = saves ? madeUp(seed) : await tuned(seed);
  if (!head) continue;
  const name = `tuned-${seed}`;
  const named = { name, head, loss, untouched, createdAt: new Date().toISOString() };
  await heads.save(named);
  await heads.setInUse(named);
  say(`used ${effectiveId(head)}`);
}

async function tuned(seed: number) {
  const { head, report } = await fineTune({ seed }, sources, parts, () => {});
  const { loss, untouched } = report;
  return { head, loss, untouched };
}

/** A table of tokens of the size that a workspace has: writing it takes some ten milliseconds. */
function madeUp(seed: number) {
  const rows = { shape: [ROWS], values: Float32Array.from({ length: ROWS }, (_, i) => i) };
  const delta = { shape: [ROWS, WIDTH], values: new Float32Array(ROWS * WIDTH).fill(seed) };
  const tensors = new Map([
    ['ids', rows],
    ['delta', delta],
  ]);
  const head: Head = { kind: 'tokens', encoderId: 'e@1', dimensions: WIDTH, tensors };
  return { head, loss: 'infoNce', untouched: [] };
}
