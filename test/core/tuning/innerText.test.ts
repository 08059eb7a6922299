import assert from 'node:assert/strict';
import { test } from 'node:test';
import { innerTexts } from '../../../src/core/tuning/innerText.ts';

const of = (code: string) => innerTexts({ path: 'a.ts', name: 'f', doc: '', code });

test('comments and messages inside a function describe it without themselves', () => {
  const found = of(`function f(socket, limit) {
  // Wait for the server to answer, but not for ever:
  // a dead peer never does
  const answer = socket.read(limit); // eslint-disable-line
  if (!answer) throw new Error("the server closed the connection early");
  return answer.body;
}`);
  assert.deepEqual(
    found.map(({ text }) => text),
    [
      'Wait for the server to answer, but not for ever: a dead peer never does',
      'the server closed the connection early',
    ],
  );
  assert.ok(!found[0]!.code.includes('dead peer'));
  assert.ok(!found[1]!.code.includes('closed the connection'));
  assert.ok(found[1]!.code.includes('dead peer'));
});

test('directives, code in comments, keys and paths are no descriptions', () => {
  const found = of(`function f(a) {
  // TODO: check this one day
  // return a.map((x) => x + 1);
  const key = "content-type-header-name";
  return load("src/core/tuning/innerText.ts", a, key, 12, 13, 14, 15);
}`);
  assert.deepEqual(found, []);
});

test('a long function gives no more than a few', () => {
  const lines = Array.from(
    { length: 9 },
    (_, i) => `  // Step ${i} moves the left pointer on\n  go();`,
  );
  assert.equal(of(`function f() {\n${lines.join('\n')}\n}`).length, 3);
});
