import assert from 'node:assert/strict';
import { test } from 'node:test';
import { miningLanguageOf } from '../../../src/core/siamese/mining/functionHeads.ts';
import { commentedDeclarations } from '../../../src/core/tuning/declarations.ts';
import { FunctionCollector } from '../../../src/core/tuning/workspaceFunctions.ts';

const SOURCE = `/** What a customer ordered and has not paid for yet. */
export interface OpenCustomerOrder {
  /** When the goods leave the warehouse. */
  readonly leavesAt: Date;

  readonly id: string;
}

// eslint-disable-next-line
const ignored = 1;
const bare = 2;

/** Adds up the prices of all orders that are open. */
function openTotal(orders) {
  // Orders without a price are gifts and count nothing.
  const priced = orders.filter((order) => order.price > 0);
  return priced.reduce((sum, order) => sum + order.price, 0);
}
`;

test('a comment above anything but a function is told with the lines below it', () => {
  const found = commentedDeclarations(SOURCE, miningLanguageOf('a.ts')!, new Set([14]));
  assert.deepEqual(
    found.map(({ name, doc }) => [name, doc]),
    [
      ['OpenCustomerOrder', 'What a customer ordered and has not paid for yet.'],
      ['', 'When the goods leave the warehouse.'],
      ['priced', 'Orders without a price are gifts and count nothing.'],
    ],
  );
  assert.equal(found[1]?.code, 'readonly leavesAt: Date;');
});

test('a Python class is described by its docstring', () => {
  const source =
    'class Basket:\n    """Holds what a customer wants to buy."""\n    size = 0\n\n    x = 1\n';
  assert.deepEqual(commentedDeclarations(source, miningLanguageOf('a.py')!, new Set()), [
    {
      name: 'Basket',
      doc: 'Holds what a customer wants to buy.',
      code: 'class Basket:\n    size = 0\n\n    x = 1',
    },
  ]);
});

test('commented lines are learned from and no function of the workspace is one of them', () => {
  const collector = new FunctionCollector();
  collector.add('src/a.ts', SOURCE);
  assert.deepEqual(
    collector.sources.map(({ name }) => name),
    ['openTotal'],
  );
  assert.equal(collector.short.length, 2);
});
