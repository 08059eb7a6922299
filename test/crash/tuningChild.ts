/**
 * Fine-tunes a made-up workspace again and again, keeping and using each accepted head; says `begun` before each and
 * `used <id>` once it is durable. Argument: folder of the heads.
 */
import { writeSync } from 'node:fs';
import { fineTune } from '../../src/core/tuning/fineTune.ts';
import { effectiveId } from '../../src/core/tuning/head.ts';
import { headFolder } from '../../src/node/headFolder.ts';
import { compileGraph } from '../../src/node/onnxRuntime.ts';
import { ownVocabulary, WordEncoder } from '../core/tuning/pairedWords.ts';

const [folder = ''] = process.argv.slice(2);
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
  const { head, report } = await fineTune({ seed }, sources, parts, () => {});
  if (!head) continue;
  const { loss, untouched } = report;
  const name = `tuned-${seed}`;
  const named = { name, head, loss, untouched, createdAt: new Date().toISOString() };
  await heads.save(named);
  await heads.setInUse(named);
  say(`used ${effectiveId(head)}`);
}
