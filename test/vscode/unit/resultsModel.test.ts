import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResultsModel } from '../../../src/vscode/results/resultsModel.ts';
import { hit, set } from './hits.ts';

const nothing = async () => {};

test('an older question never overwrites a newer answer', () => {
  const model = new ResultsModel(() => {});
  const older = model.ask();
  const newer = model.ask();
  assert.equal(newer.answer(set([hit('new.ts')], 'new'), nothing), true);
  assert.equal(older.answer(set([hit('old.ts')], 'old'), nothing), false);
  assert.equal(model.current?.title, 'new');
  assert.equal(older.signal.aborted, true);
  assert.equal(newer.signal.aborted, false);
});

test('clearing takes back a question under way: its answer is not shown', () => {
  const model = new ResultsModel(() => {});
  const question = model.ask();
  model.clear();
  assert.equal(question.signal.aborted, true);
  assert.equal(question.answer(set([hit('a.ts')]), nothing), false);
  assert.equal(model.current, undefined);
});

test('a dismissed hit is gone from the list and from the history, and the rest stays', () => {
  const model = new ResultsModel(() => {});
  const [first, second] = [hit('a.ts'), hit('b.ts')];
  model.ask().answer(set([first, second], 'earlier'), nothing);
  model.dismiss(new Set([first.id]));
  assert.deepEqual(model.current?.hits, [second]);
  model.ask().answer(set([hit('c.ts')], 'later'), nothing);
  model.showAgain(model.history[1]!);
  assert.deepEqual(model.current?.hits, [second]);
});

test('what holds for each list is changed in all of them, and only where it changes something', () => {
  let changes = 0;
  const model = new ResultsModel(() => {
    changes++;
  });
  const gone = hit('a.ts');
  const later = set([hit('c.ts')], 'later');
  model.ask().answer(set([gone, hit('b.ts')], 'earlier'), nothing);
  model.ask().answer(later, nothing);
  const before = changes;
  const without = { hits: [hit('b.ts')] };
  model.changeAll((one) => (one.hits.includes(gone) ? { ...one, ...without } : one));
  assert.equal(changes, before + 1);
  assert.equal(model.current, later);
  assert.equal(model.history[1]?.hits.length, 1);
  model.showAgain(model.history[1]!);
  model.changeAll((one) => ({ ...one, summary: 'other' }));
  assert.deepEqual(
    [model.current, ...model.history].map((one) => one?.summary),
    ['other', 'other', 'other'],
  );
  model.clear();
  model.changeAll((one) => one);
  assert.equal(model.current, undefined);
});

test('next and previous walk round the rows as they are arranged', () => {
  const model = new ResultsModel(() => {});
  const hits = [hit('a.ts'), hit('b.ts'), hit('a.ts')];
  model.ask().answer(set(hits), nothing);
  model.group('file');
  const walk = (id: string | undefined, step: 1 | -1) => model.neighborOf(id, step)?.hit;
  assert.equal(walk(undefined, 1), hits[0]);
  assert.equal(walk(hits[0]!.id, 1), hits[2]);
  assert.equal(walk(hits[2]!.id, 1), hits[1]);
  assert.equal(walk(hits[1]!.id, 1), hits[0]);
  assert.equal(walk(hits[0]!.id, -1), hits[1]);
  assert.equal(walk('a row that is gone', -1), hits[1]);
});

test('next of nothing is nothing', () => {
  assert.equal(new ResultsModel(() => {}).neighborOf(undefined, 1), undefined);
});

test('asking again repeats the question that is on show', async () => {
  const model = new ResultsModel(() => {});
  let asked = '';
  model.ask().answer(set([hit('a.ts')], 'first'), async () => {
    asked += 'first';
  });
  model.ask().answer(set([hit('b.ts')], 'second'), async () => {
    asked += 'second';
  });
  model.showAgain(model.history[1]!);
  await model.askAgain();
  assert.equal(asked, 'first');
});

test('a new answer drops the filter of the one before', () => {
  const model = new ResultsModel(() => {});
  model.ask().answer(set([hit('a.ts')]), nothing);
  model.narrow('zzz');
  assert.equal(model.rows.length, 0);
  model.ask().answer(set([hit('b.ts')]), nothing);
  assert.equal(model.rows.length, 1);
});

test('thousands of rows come in pages, the best first; a new answer starts again', () => {
  const model = new ResultsModel(() => {});
  const many = Array.from({ length: 700 }, (_, i) => hit(`src/${i}.ts`));
  model.ask().answer(set(many), nothing);
  const shown = () => model.rows.filter(({ row }) => row === 'hit').length;
  const more = () => {
    const last = model.rows.at(-1);
    return last?.row === 'branch' ? last.more : undefined;
  };
  assert.deepEqual([shown(), more()], [300, 400]);
  model.showMore();
  assert.deepEqual([shown(), more()], [600, 100]);
  model.showMore();
  assert.deepEqual([shown(), more()], [700, undefined]);
  model.ask().answer(set(many), nothing);
  assert.equal(shown(), 300);
});
