import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DriftStretch } from '../../src/core/matching/driftReport.ts';
import { stretchSentence } from '../../src/terminal/driftWords.ts';
import { runInMemory } from './runInMemory.ts';

test('drift asks the engine about the members of the group, by id or by a place in one of them', async () => {
  for (const choice of [
    ['--group', 'g1'],
    ['--at', 'src/queue.ts:24'],
  ]) {
    const { status, calls } = await runInMemory(['drift', '.', ...choice]);
    assert.equal(status, 0);
    const asked = calls.find((call) => call.includes('"members"'));
    assert.deepEqual(JSON.parse(asked ?? ''), {
      members: [
        { path: 'src/queue.ts', startLine: 10, endLine: 24 },
        {
          path: 'src/very/deep/folder/structure/that/never/ends/stack.ts',
          startLine: 3,
          endLine: 17,
        },
      ],
      canonical: 1,
    });
  }
});

test('a group that is not there, or not said, is refused with what to do', async () => {
  const refused: [string[], RegExp][] = [
    [[], /--group ID, or --at/],
    [['--group', 'g1', '--at', 'a:1'], /--group ID, or --at/],
    [['--group', 'g2'], /No group has the id g2/],
    [['--at', 'src/queue.ts:25'], /No copy of a group is at src\/queue.ts:25/],
    [['--at', 'src/queue.ts'], /must be a place like/],
    [['--at', '/etc/passwd:1'], /is not inside/],
  ];
  for (const [words, message] of refused) {
    const { status, err } = await runInMemory(['drift', '.', ...words]);
    assert.equal(status, 2, err);
    assert.match(err, message);
  }
});

test('sentences count the copies that have it', () => {
  const stretch = (kind: DriftStretch['kind'], ...sides: [members: number[], text: string][]) =>
    stretchSentence(
      {
        kind,
        firstRow: 0,
        endRow: 1,
        weight: 1,
        variants: sides.map(([members, text]) => ({ members, text, places: [] })),
      },
      4,
    );
  assert.equal(
    stretch('lacks', [[0, 1, 3], 'x'], [[2], '']),
    '3 of 4 copies have this, 1 lacks it',
  );
  assert.equal(stretch('adds', [[0, 1, 3], ''], [[2], 'x']), 'only 1 of 4 copies has this');
  assert.equal(
    stretch('lacks', [[0, 1], 'x'], [[2], 'y'], [[3], '']),
    '3 of 4 copies have this, in 2 versions, 1 lacks it',
  );
  assert.equal(
    stretch('value', [[0, 1, 3], 'x'], [[2], 'y']),
    'other values: 2 versions in 4 copies',
  );
});
