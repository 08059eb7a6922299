import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DuplicateGroup } from '../../../src/core/matching/match.ts';
import { withUniqueIds } from '../../../src/core/matching/uniqueIds.ts';

const group = (id: string): DuplicateGroup => ({
  id,
  type: 'edited',
  members: [],
  canonical: 0,
  probability: 0.9,
  evidence: {},
  duplicatedLines: 5,
});

test('groups of the same content keep apart, the first under its own id', () => {
  const ids = withUniqueIds(['a', 'b', 'a', 'a'].map(group)).map(({ id }) => id);
  assert.deepEqual(ids, ['a', 'b', 'a-2', 'a-3']);
});
