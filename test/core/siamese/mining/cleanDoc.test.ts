import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanDoc, docFault } from '../../../../src/core/siamese/mining/cleanDoc.ts';

test('marks, tags, links and parameters are gone, the first paragraph stays', () => {
  const doc = `/**
   * Parses {@link Url#parse} <b>all</b> of the [text](http://x.y).
   * On two lines.
   *
   * More about it.
   * @param text what
   */`;
  assert.equal(
    cleanDoc(doc),
    'Parses Url#parse all of the text. On two lines.'.replace('Url#', 'Url#'),
  );
});

test('what does not describe the function is told by its kind', () => {
  const faults: [string, string | undefined][] = [
    ['Parses it.', 'short'],
    ['Licensed under the Apache License and so on', 'boilerplate'],
    ['eslint-disable-next-line no-console because of it', 'boilerplate'],
    ['{@inheritDoc} from the base class and more', 'boilerplate'],
    ['解析一个字符串并返回结果的函数 以及 其他 内容', 'foreign'],
    ['for (let i = 0; i < n; i++) { x[i] = y[i] + 1; }', 'code'],
    ['word '.repeat(120).trim(), 'long'],
    ['Returns the shortest path between two nodes of a graph.', undefined],
  ];
  for (const [doc, fault] of faults) assert.equal(docFault(doc), fault, doc);
});
