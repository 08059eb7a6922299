/** The recipe: everything that decides what a training gives, as one JSON file. */
import type { TowerSpec } from '../towers/registry.ts';
import { UserError } from '../userError.ts';
import type { PairKind } from './pairSet.ts';
import type { TrainingOptions } from './trainer.ts';

export interface Recipe {
  /** Names the checkpoint and the curve. */
  readonly name: string;
  readonly tower: TowerSpec;
  readonly loss: string;
  /** How often each kind of pair is drawn, relative to the others. */
  readonly kinds: Readonly<Partial<Record<PairKind, number>>>;
  readonly options: TrainingOptions;
}

const OPTION_NAMES: readonly (keyof TrainingOptions)[] = [
  'steps',
  'batchSize',
  'maxTokens',
  'tokenRate',
  'denseRate',
  'warmUpSteps',
  'weightDecay',
  'dropout',
  'seed',
  'heldOut',
  'hardShare',
  'validateEvery',
];

/** @throws UserError naming the first field that is missing or wrong. */
export function parseRecipe(json: string, from: string): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new UserError('bad-input', `${from} is not JSON`, 'Mend the file.', { cause });
  }
  const recipe = value as Partial<Recipe>;
  const refuse = (what: string): never => {
    throw new UserError('bad-input', `${from}: ${what}`, 'See training/recipes for complete ones.');
  };
  if (typeof value !== 'object' || value === null) return refuse('a recipe is a JSON object');
  if (typeof recipe.name !== 'string' || !/^[\w.-]+$/.test(recipe.name)) {
    return refuse('"name" must be letters, digits, dots and dashes');
  }
  if (typeof recipe.tower !== 'object') return refuse('"tower" is missing');
  if (typeof recipe.loss !== 'string') return refuse('"loss" is missing');
  if (Object.values(recipe.kinds ?? {}).filter((weight) => weight > 0).length === 0) {
    return refuse('"kinds" must give at least one kind of pair a weight above 0');
  }
  for (const name of OPTION_NAMES) {
    const option = recipe.options?.[name];
    if (typeof option !== 'number' || !(option >= 0)) {
      return refuse(`"options.${name}" must be a number ≥ 0, is ${JSON.stringify(option)}`);
    }
  }
  if (!Array.isArray(recipe.options?.frozen)) return refuse('"options.frozen" must be a list');
  return recipe as Recipe;
}
