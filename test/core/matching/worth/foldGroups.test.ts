/** One duplication, shown once: what is folded under what, and that nothing is lost by it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DuplicateGroup, Place } from '../../../../src/core/matching/match.ts';
import { foldGroups, withFolded } from '../../../../src/core/matching/worth/foldGroups.ts';
import { Random } from '../../../../src/core/siamese/random.ts';

function group(id: string, places: readonly string[], isNew?: boolean): DuplicateGroup {
  const members = places.map((place): Place => {
    const [path, lines] = place.split(':') as [string, string];
    const [startLine, endLine] = lines.split('-').map(Number) as [number, number];
    const snippet = {
      kind: 'function',
      name: '',
      startLine,
      endLine,
      doc: '',
      textHash: '',
    } as const;
    return { path, language: 'javascript', role: 'source', snippet };
  });
  return {
    id,
    type: 'edited',
    members,
    canonical: 0,
    probability: 1,
    evidence: {},
    duplicatedLines: 1,
    ...(isNew === undefined ? {} : { isNew }),
  };
}

function folded(groups: readonly DuplicateGroup[]): string[] {
  return foldGroups(groups).map(({ id, folded: under = [] }) =>
    [id, ...under.map((one) => one.id)].join(' < '),
  );
}

test('methods of copied classes are folded under the classes', () => {
  const classes = group('classes', ['a:1-100', 'b:1-90']);
  const methods = group('methods', ['a:20-40', 'b:18-38', 'c:5-25']);
  assert.deepEqual(folded([classes, methods]), ['classes < methods']);
});

test('copies inside one class alone are another duplication', () => {
  const classes = group('classes', ['a:1-100', 'b:1-90']);
  const within = group('within', ['a:20-40', 'a:50-70']);
  const elsewhere = group('elsewhere', ['a:71-90', 'c:20-40']);
  assert.deepEqual(folded([classes, within, elsewhere]), ['classes', 'within', 'elsewhere']);
});

test('a chain is shown once, under its better half', () => {
  const first = group('ab', ['a:1-20', 'b:1-20']);
  const second = group('bc', ['b:2-20', 'c:1-20']);
  assert.deepEqual(folded([first, second]), ['ab < bc']);
  assert.deepEqual(folded([second, first]), ['bc < ab']);
});

test('a small part of a group does not hide the rest of it', () => {
  const lines = group('lines', ['a:10-15', 'b:10-15']);
  const functions = group('functions', ['a:1-60', 'b:1-60']);
  assert.deepEqual(folded([lines, functions]), ['lines', 'functions']);
});

test('what outgrew a decision is shown, and what shows the same is folded under it', () => {
  const files = group('files', ['a:1-20', 'c:1-20']);
  const functions = group('functions', ['a:4-20', 'b:4-20', 'c:4-20']);
  const decision = { verdict: 'later', fingerprints: ['x', 'y'], reason: '', where: '' } as const;
  const standing = { kind: 'grown', decision, added: [2] } as const;
  assert.deepEqual(folded([files, functions]), ['files < functions']);
  assert.deepEqual(folded([files, { ...functions, standing }]), ['functions < files']);
});

test('what is new is not folded under what is old', () => {
  const old = group('old', ['a:1-20', 'b:1-20'], false);
  const fresh = group('fresh', ['b:1-20', 'c:1-20'], true);
  assert.deepEqual(folded([old, fresh]), ['old', 'fresh']);
  assert.deepEqual(folded([fresh, old]), ['fresh < old']);
});

test('whatever overlaps, every group is there once and the order of what stays is kept', () => {
  const random = new Random(7);
  for (let round = 0; round < 200; round++) {
    const groups = Array.from({ length: 12 }, (_, i) =>
      group(
        `${i}`,
        Array.from({ length: 2 + random.below(3) }, () => {
          const start = 1 + random.below(40);
          return `${'abc'[random.below(3)]}:${start}-${start + 5 + random.below(30)}`;
        }),
      ),
    );
    const result = foldGroups(groups);
    const ids = withFolded(result).map(({ id }) => id);
    assert.equal(ids.length, groups.length);
    assert.deepEqual(new Set(ids), new Set(groups.map(({ id }) => id)));
    const shown = result.map(({ id }) => Number(id));
    assert.deepEqual(
      shown,
      [...shown].sort((x, y) => x - y),
    );
  }
});
