import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLoss } from '../../../src/core/siamese/losses/registry.ts';
import { parseRecipe } from '../../../src/core/siamese/recipe.ts';
import { createTower } from '../../../src/core/towers/registry.ts';
import { UserError } from '../../../src/core/userError.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../../training/recipes');

for (const file of readdirSync(folder)) {
  test(`training/recipes/${file} is a recipe whose tower and loss exist`, () => {
    const recipe = parseRecipe(readFileSync(join(folder, file), 'utf8'), file);
    assert.equal(`${recipe.name}.json`, file);
    assert.equal(createTower(recipe.tower).kind, recipe.tower.kind);
    assert.equal(createLoss(recipe.loss).name, recipe.loss);
  });
}

test('a recipe that lacks something is refused, naming it', () => {
  const whole = JSON.parse(readFileSync(join(folder, 'trunk.json'), 'utf8'));
  const refused = (change: object, what: RegExp) => {
    assert.throws(
      () => parseRecipe(JSON.stringify({ ...whole, ...change }), 'r.json'),
      (error: UserError) => error instanceof UserError && what.test(error.message),
    );
  };
  refused({ name: '../escape' }, /name/);
  refused({ tower: undefined }, /tower/);
  refused({ loss: 3 }, /loss/);
  refused({ kinds: { doc: 0 } }, /kinds/);
  refused({ options: { ...whole.options, steps: 'many' } }, /steps/);
  refused({ options: undefined }, /options/);
  assert.throws(() => parseRecipe('{', 'r.json'), UserError);
  assert.throws(() => parseRecipe('null', 'r.json'), UserError);
});
