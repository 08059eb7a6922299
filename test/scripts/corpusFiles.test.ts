import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { decodePairSet, sequence } from '../../src/core/siamese/pairSet.ts';
import { listFiles, readFiles } from '../../training/corpus/gitFiles.ts';
import { Groups } from '../../training/corpus/groups.ts';
import { PairWriter } from '../../training/corpus/pairWriter.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lookalike-corpus-'));
});
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('files of a commit are read without a checkout: links left out, odd names and bytes kept', async () => {
  const work = path.join(folder, 'repo');
  mkdirSync(path.join(work, 'a b'), { recursive: true });
  writeFileSync(path.join(work, 'a b', 'ünï.ts'), 'let a = 1;\n');
  writeFileSync(path.join(work, 'empty.ts'), '');
  writeFileSync(path.join(work, 'latin.ts'), Buffer.from([0x61, 0xe9, 0x0a]));
  symlinkSync('empty.ts', path.join(work, 'link.ts'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: work,
      stdio: 'ignore',
    });
  git('init');
  git('add', '-A');
  git('commit', '-m', 'x');
  const directory = path.join(work, '.git');
  const files = listFiles(directory, 'HEAD');
  assert.deepEqual(
    files.map((file) => file.path),
    ['a b/ünï.ts', 'empty.ts', 'latin.ts'],
  );
  const missing = { path: 'gone.ts', object: 'f'.repeat(40), sizeBytes: 1 };
  const texts: string[] = [];
  for await (const { text } of readFiles(directory, [files[0]!, missing, ...files.slice(1)])) {
    texts.push(text);
  }
  assert.deepEqual(texts, ['let a = 1;\n', '', 'a\ufffd\n']);
});

test('a pair set holds every pair once, with its language and group, in a shuffled order', () => {
  const tokenize = (text: string) => text.split(' ').map(Number);
  const writer = new PairWriter('doc', tokenize);
  for (let i = 0; i < 50; i++) {
    assert.ok(writer.add(`${i} 1 2 3`, `${i} 4 5`, i % 2 ? 'go' : 'python', i + 100));
  }
  assert.ok(!writer.add('1 2', '1 2 3', 'go', 1), 'too short');
  const long = Array.from({ length: 400 }, () => '7').join(' ');
  assert.ok(writer.add(long, long, 'go', 1));
  const file = path.join(folder, 'doc.pairs');
  writer.write(file, 'hash', 1, true);
  const set = decodePairSet(readFileSync(file));
  assert.equal(set.count, 51);
  const seen = new Set<number>();
  let ordered = true;
  for (let row = 0; row < set.count; row++) {
    const anchor = sequence(set.anchors, row);
    const positive = sequence(set.positives, row);
    const group = set.groups![row]!;
    if (group === 1) {
      assert.equal(anchor.length, 256);
      continue;
    }
    assert.equal(anchor[0], group - 100);
    assert.equal(set.places![row], group - 100, 'where it was added');
    assert.equal(positive[0], group - 100);
    assert.equal(set.languages[set.language![row]!], anchor[0]! % 2 ? 'go' : 'python');
    if (anchor[0] !== row) ordered = false;
    seen.add(group);
  }
  assert.equal(seen.size, 50);
  assert.ok(!ordered);
});

test('equal texts share a number in any letter case, sets in one file do not collide', () => {
  const groups = new Groups();
  assert.equal(groups.of('Adds one.'), groups.of('adds ONE.'));
  assert.notEqual(groups.of('a'), groups.of('b'));
  assert.equal(new Groups(500).of('a'), 500);
});

test('the label check exits by what it found', () => {
  const run = (content: string | undefined) => {
    const file = path.join(folder, 'labels.jsonl');
    if (content !== undefined) writeFileSync(file, content);
    const script = new URL('../../training/checkLabels.ts', import.meta.url).pathname;
    const args = content === undefined ? [script] : [script, file];
    return spawnSync(process.execPath, args, { encoding: 'utf8' });
  };
  const line = (isMatch: boolean) =>
    `${JSON.stringify({ a: 'one two three four five', b: 'six seven eight nine ten', isMatch })}\n`;
  assert.equal(run(line(true)).status, 0);
  const contradictory = run(line(true) + line(false));
  assert.equal(contradictory.status, 1);
  assert.match(contradictory.stdout, /contradictory\s+1, 2/);
  assert.equal(run('nonsense').status, 2);
  assert.equal(run(undefined).status, 2);
});
