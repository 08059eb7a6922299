/**
 * Changes trained parameters where held-back repositories say that training went too far:
 * `node training/adjust.ts FILE OUT [NAME=FACTOR …] [--with FILE …] [--emphasis JSON] [--export FOLDER --tokenizer FILE]`
 *
 * FILE: parameters (`.safetensors`). `--with`: the mean of FILE and these is taken first. `NAME=FACTOR` multiplies a
 * parameter, `--emphasis` replaces that of the recipe, `--export` writes the model. docs/training.md says what was chosen and how.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Recipe } from '../src/core/siamese/recipe.ts';
import { decodeParameters, encodeParameters } from '../src/core/towers/parameterFile.ts';
import { exportEncoder } from '../src/node/exportEncoder.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    with: { type: 'string', multiple: true, default: [] },
    emphasis: { type: 'string' },
    export: { type: 'string' },
    tokenizer: { type: 'string' },
  },
});
const [file = '', out = '', ...factors] = positionals;
if (!file || !out) throw new Error('FILE and OUT are needed; see the head of training/adjust.ts');

const { tensors, metadata } = decodeParameters(readFileSync(file));
const all = [tensors, ...options.with.map((path) => decodeParameters(readFileSync(path)).tensors)];
const factorOf = new Map(
  factors.map((factor) => {
    const [name = '', value = ''] = factor.split('=');
    if (!tensors.has(name) || !(Number(value) >= 0))
      throw new Error(`${factor}: no such parameter`);
    return [name, Number(value)];
  }),
);
const changed = new Map(
  [...tensors].map(([name, { shape, values }]) => {
    const factor = (factorOf.get(name) ?? 1) / all.length;
    const mean = values.map((_, i) =>
      all.reduce((sum, of) => sum + factor * of.get(name)!.values[i]!, 0),
    );
    return [name, { shape, values: mean }];
  }),
);
const recipe = JSON.parse(metadata['recipe'] as string) as Recipe;
const adjusted = options.emphasis
  ? { ...recipe, tower: { ...recipe.tower, emphasis: JSON.parse(options.emphasis) } }
  : recipe;
writeFileSync(
  out,
  encodeParameters({
    tensors: changed,
    metadata: { ...metadata, recipe: JSON.stringify(adjusted) },
  }),
);
if (options.export && options.tokenizer) {
  await exportEncoder({
    parametersPath: out,
    tokenizerPath: options.tokenizer,
    modelFolder: options.export,
    maxTokens: recipe.options.maxTokens,
    withFloat: false,
  });
}
