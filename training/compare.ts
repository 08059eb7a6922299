/**
 * Compares losses and towers:
 * node training/compare.ts RECIPE --pairs DIR --out DIR [--losses a,b] [--towers a,b] [--seeds 1,2,3]
 *   [--data DIR --tokenizer FILE]   also on public evaluation sets
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { lossNames } from '../src/core/siamese/losses/registry.ts';
import { parseRecipe } from '../src/core/siamese/recipe.ts';
import type { TowerSpec } from '../src/core/towers/registry.ts';
import { compareLosses } from '../src/node/compareLosses.ts';
import { developmentColumns } from './developmentColumns.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string' },
    out: { type: 'string' },
    losses: { type: 'string', default: lossNames.join(',') },
    towers: { type: 'string', default: 'bag,bigrams,cnn,lstm,transformer' },
    data: { type: 'string' },
    tokenizer: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
  },
});
const recipePath = positionals[0];
if (!(recipePath && values.pairs && values.out)) {
  console.error('usage: node training/compare.ts RECIPE --pairs DIR --out DIR');
  process.exit(2);
}
const recipe = parseRecipe(await readFile(recipePath, 'utf8'), recipePath);
const { vocabulary, dimensions } = recipe.tower;
const shape = { vocabulary, dimensions };
const towers: Readonly<Record<string, TowerSpec>> = {
  bag: { kind: 'bag', ...shape },
  bigrams: { kind: 'bigrams', ...shape, bigrams: 8192 },
  cnn: { kind: 'cnn', ...shape, width: 64, distances: [1, 2], heads: 2 },
  lstm: { kind: 'lstm', ...shape, width: 128, tokens: 48 },
  transformer: {
    kind: 'transformer',
    ...shape,
    width: 128,
    layers: 2,
    heads: 4,
    maxTokens: 128,
  },
};
const columns =
  values.data && values.tokenizer
    ? await developmentColumns(values.data, values.tokenizer)
    : undefined;
const chosen = values.towers.split(',');
await compareLosses(
  {
    recipe,
    pairsFolder: values.pairs,
    towers: Object.fromEntries(Object.entries(towers).filter(([name]) => chosen.includes(name))),
    losses: values.losses.split(','),
    seeds: values.seeds.split(',').map(Number),
    outputFolder: values.out,
    ...(columns ? { also: columns.measure, wordsAlso: columns.words } : {}),
  },
  (done, total, what) => console.error(`${done}/${total} ${what}`),
);
