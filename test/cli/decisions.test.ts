/** Decisions, baselines and changed lines as the terminal shows them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision } from '../../src/core/decisions/decision.ts';
import type { DuplicatesReport } from '../../src/core/engineApi.ts';
import type { DuplicateGroup } from '../../src/core/matching/match.ts';
import { DUPLICATES, fakeEngine, PRINTS, placeAt } from './fakeEngine.ts';
import { runInMemory } from './runInMemory.ts';

const [GROUP] = DUPLICATES.groups as [DuplicateGroup];
const DECISION: Decision = {
  verdict: 'intentional',
  reason: 'two protocols',
  fingerprints: PRINTS,
  where: 'src/queue.ts:10-24',
};
const DECIDED: DuplicateGroup = {
  ...GROUP,
  id: 'g2',
  members: [placeAt('src/a.ts', 1, 9), placeAt('src/b.ts', 1, 9)],
  standing: { kind: 'decided', decision: DECISION },
};
const GROWN: DuplicateGroup = {
  ...GROUP,
  id: 'g3',
  members: [...DECIDED.members, placeAt('src/c.ts', 4, 12)],
  fingerprints: [...PRINTS, 'c'.repeat(24)],
  standing: { kind: 'grown', decision: DECISION, added: [2] },
};

function run(words: readonly string[], report: Partial<DuplicatesReport>, human = false) {
  const calls: string[] = [];
  const engine = {
    ...fakeEngine(calls),
    async findDuplicates(request: unknown) {
      calls.push(JSON.stringify(request));
      return { ...DUPLICATES, ...report };
    },
    decisions: async () => [DECISION, { ...DECISION, fingerprints: ['d'.repeat(24)] }],
  };
  const files = { 'old.txt': `${[...PRINTS].join(' ')}\n` };
  return runInMemory(words, { human, files, toolbox: { openEngine: async () => engine } }).then(
    (ran) => ({ ...ran, calls }),
  );
}

test('decided groups are counted to people, shown when asked, kept in JSON and suppressed in SARIF', async () => {
  const report = { groups: [GROUP], decided: [DECIDED] };
  const human = await run(['find-duplicates', '.'], report, true);
  assert.match(human.out, /1 decided, hidden; --decided shows them\./);
  assert.doesNotMatch(human.out, /src\/a\.ts/);
  const shown = await run(['find-duplicates', '.', '--decided'], report, true);
  assert.match(shown.out, /src\/a\.ts[\s\S]*Decided intentional: two protocols/);
  const json = JSON.parse((await run(['find-duplicates', '.'], report)).out);
  assert.deepEqual(json.decided[0].decision, { verdict: 'intentional', reason: 'two protocols' });
  const sarif = JSON.parse((await run(['find-duplicates', '.', '--sarif', '-'], report)).out);
  const [open, decided] = sarif.runs[0].results;
  assert.deepEqual(open.suppressions, []);
  assert.equal(decided.suppressions[0].justification, 'Intentional: two protocols');
  const markdown = (await run(['find-duplicates', '.', '--markdown'], report)).out;
  assert.match(markdown, /Left out: 1 decided\./);
});

test('decided groups never fail a run, a copy more than decided does', async () => {
  const fails = ['find-duplicates', '.', '--fail-on', 'any'];
  assert.equal((await run(fails, { groups: [], decided: [DECIDED] })).status, 0);
  const grown = await run(fails, { groups: [GROWN] }, true);
  assert.equal(grown.status, 1);
  assert.match(
    grown.out,
    /Decided before src\/c\.ts:4 came or changed \(intentional: two protocols\)/,
  );
});

test('a baseline tells what is new, marks the rest, and a third copy is new', async () => {
  const words = ['find-duplicates', '.', '--baseline', 'old.txt', '--fail-on', 'new'];
  const known = await run(words, {}, true);
  assert.equal(known.status, 0);
  assert.match(known.out, /0 new groups, 1 not new, hidden; --all shows them\./);
  assert.doesNotMatch(known.out, /queue\.ts/);
  assert.match((await run([...words, '--all'], {}, true)).out, /queue\.ts/);
  const third = await run(words, { groups: [{ ...GROWN, standing: { kind: 'open' } }] });
  assert.equal(third.status, 1);
  assert.equal(JSON.parse(third.out).groups[0].new, true);
  const sarif = await run([...words, '--sarif', '-'], {});
  assert.equal(JSON.parse(sarif.out).runs[0].results[0].baselineState, 'unchanged');
  const markdown = await run([...words, '--markdown'], {});
  assert.match(markdown.out, /Left out: 1 group not new\./);
});

test('a written baseline holds open and decided groups and knows itself', async () => {
  const written = await run(['find-duplicates', '.', '--write-baseline', '-'], {
    groups: [GROUP],
    decided: [{ ...DECIDED, fingerprints: ['e'.repeat(24), 'f'.repeat(24)] }],
  });
  assert.equal(
    written.out,
    `# lookalike baseline 1\n${PRINTS.join(' ')}\n${'e'.repeat(24)} ${'f'.repeat(24)}\n`,
  );
});

test('--since and --changed ask what changed, and combine with a baseline', async () => {
  const since = await run(['find-duplicates', '.', '--since', 'origin/main'], {});
  assert.match(since.calls.join(), /"changedSince":"origin\/main"/);
  const changed = await run(['find-duplicates', '.', '--changed'], {});
  assert.match(changed.calls.join(), /"changedSince":"HEAD"/);
  const touched = { groups: [{ ...GROUP, isNew: true }] };
  const fails = ['find-duplicates', '.', '--changed', '--fail-on', 'new'];
  assert.equal((await run(fails, touched)).status, 1);
  assert.equal((await run([...fails, '--baseline', 'old.txt'], touched)).status, 0);
  assert.equal((await run(fails, { groups: [{ ...GROUP, isNew: false }] })).status, 0);
  for (const wrong of [
    ['--fail-on', 'new'],
    ['--changed', '--since', 'x'],
    ['--baseline', 'gone.txt'],
  ]) {
    const { status, err } = await run(['find-duplicates', '.', ...wrong], {});
    assert.ok(status >= 2 && err !== '', wrong.join(' '));
  }
});

test('a decision is made at a line, by id where several groups hold it, and taken back', async () => {
  const at = ['decide', '.', '--at', 'src/queue.ts:12'];
  const made = await run([...at, '--verdict', 'intentional', '--reason', 'speed'], {});
  assert.equal(made.status, 0);
  assert.ok(
    made.calls.some((call) => call.startsWith('decide') && /"reason":"speed"/.test(call)),
    made.calls.join(),
  );
  const two = { groups: [GROUP, { ...GROUP, id: 'other' }] };
  const unclear = await run([...at, '--verdict', 'later'], two);
  assert.equal(unclear.status, 2);
  assert.match(unclear.err, /--group other/);
  assert.equal((await run([...at, '--verdict', 'later', '--group', 'other'], two)).status, 0);
  const undone = await run(
    ['decide', '.', '--group', 'g2', '--undo'],
    { decided: [DECIDED] },
    true,
  );
  assert.equal(undone.out, '1 decision about 2 places taken back.\n');
  for (const wrong of [
    ['--at', 'src/queue.ts:12'],
    ['--at', 'src/queue.ts:12', '--verdict', 'later', '--undo'],
    ['--verdict', 'later'],
    ['--at', 'src/queue.ts', '--verdict', 'later'],
    ['--at', 'src/queue.ts:99', '--verdict', 'later'],
    ['--at', 'src/queue.ts:12', '--verdict', 'nonsense'],
  ]) {
    const { status, err } = await run(['decide', '.', ...wrong], {});
    assert.equal(status, 2, wrong.join(' '));
    assert.notEqual(err, '');
  }
});

test('the list says which decisions hold and which fit nothing any more', async () => {
  const listed = await run(['decide', '.', '--list'], { groups: [], decided: [DECIDED] });
  assert.deepEqual(
    JSON.parse(listed.out).decisions.map(({ state }: { state: string }) => state),
    ['holds', 'fits nothing'],
  );
  const human = await run(['decide', '.', '--list'], { groups: [GROWN] }, true);
  assert.match(
    human.out,
    /Intentional · 2 copies · there is a copy more than then\n {3}two protocols/,
  );
});
