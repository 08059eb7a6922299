import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editPairs } from '../../../../src/core/siamese/mining/editPairs.ts';
import { mineHowTos } from '../../../../src/core/siamese/mining/mineHowTos.ts';

const CODE = 'const rows = parse(text)\nfor (const row of rows) console.log(row.name)';

test('an example goes with the sentence before it and with its heading', () => {
  const markdown = `# Guide\n\n## Reading a table row by row\n\nFirst this. To read the rows of the table, parse it:\n\n\`\`\`js\n${CODE}\n\`\`\`\n`;
  assert.deepEqual(mineHowTos(markdown, 'a.md'), [
    { text: 'To read the rows of the table, parse it', code: CODE, language: 'js' },
    { text: 'Reading a table row by row', code: CODE, language: 'js' },
  ]);
});

test('commands, outputs and data are no examples of code', () => {
  for (const block of [
    '```sh\nnpm install this-package --save-dev --really\n```',
    '```json\n{"a": [1, 2, 3], "b": "something long enough to count"}\n```',
  ]) {
    assert.deepEqual(
      mineHowTos(`# How to do it all\n\nDo it in this way now:\n\n${block}\n`, 'a.md'),
      [],
    );
  }
});

test('reStructuredText gives its code blocks and doctests, prompts and outputs gone', () => {
  const rst = `Adding up the numbers
=====================

The sum of the numbers is computed by the function:

>>> values = [1, 2, 3, 4, 5, 6]
>>> total = sum(values) + len(values)
21

Or with a loop that you write by yourself::

    for value in values:
        total = total + value
        print(total)
`;
  const found = mineHowTos(rst, 'a.rst');
  assert.equal(found[0]?.code, 'values = [1, 2, 3, 4, 5, 6]\ntotal = sum(values) + len(values)');
  assert.match(found.at(-1)?.code ?? '', /^for value in values:\n {4}total/);
  assert.ok(found.some(({ text }) => text.startsWith('Or with a loop')));
});

const version = (name: string, code: string) => ({ name, doc: '', code, line: 1 });
const OLD = 'a();\nb();\nc();\nd();\ne();\nf();';

test('a function changed by a commit is a pair, untouched and rewritten ones are not', () => {
  const before = [version('edited', OLD), version('same', OLD), version('rewritten', OLD)];
  const edited = OLD.replace('b();', 'b2();').replace('e();', 'e(1);');
  const after = [
    version('edited', edited),
    version('same', OLD),
    version('rewritten', 'x();\ny();'),
  ];
  assert.deepEqual(editPairs(before, after), [{ before: OLD, after: edited }]);
});

test('functions that share a name in one version are not paired', () => {
  const changed = version('twice', OLD.replace('b();', 'b2();'));
  assert.deepEqual(editPairs([version('twice', OLD), version('twice', OLD)], [changed]), []);
});
