import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { findDrift } from '../../src/core/matching/drift.ts';
import { withHistory } from '../../src/core/matching/driftHistory.ts';
import { gitEnvironment, openGitHistory } from '../../src/node/gitHistory.ts';

function repository(t: TestContext) {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'lookalike-git-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=Ada', '-c', 'user.email=a@b.c', ...words], {
      env: { ...gitEnvironment(process.env), ...dates },
      stdio: 'pipe',
    });
  let dates: Record<string, string> = {};
  git('init', '-q');
  return {
    root,
    write(file: string, text: string) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    },
    commit(subject: string, day: number) {
      const date = `2024-03-${String(day).padStart(2, '0')}T12:00:00Z`;
      dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
      git('add', '-A');
      git('commit', '-q', '-m', subject);
    },
    git,
  };
}

const body = (name: string, check = '') => `function ${name}(${name}List) {
${check}  const out = [];
  for (const item of ${name}List) out.push(item.trim());
  return out;
}
`;
const sourceOf = (file: string, text: string) => ({
  path: file,
  startLine: 1,
  endLine: text.split('\n').length - 1,
  text,
  language: 'javascript',
});
const day = (n: number) => Date.UTC(2024, 2, n, 12);

test('age, last change and the commit after which two copies went apart', async (t) => {
  const { root, write, commit } = repository(t);
  write('lib/a.js', body('a'));
  write('lib/b.js', `${body('other')}\n${body('b')}`);
  commit('Add both', 1);
  const check = '  if (!aList) return [];\n';
  write('lib/a.js', body('a', check));
  commit('Fix a crash | on nothing', 5);
  const inB = { ...sourceOf('lib/b.js', body('b')), startLine: 7, endLine: 11 };
  const sources = [sourceOf('lib/a.js', body('a', check)), inB];
  const report = await withHistory(findDrift(sources, 0), sources, openGitHistory(root));
  const [first, second] = report.members;
  assert.equal(first?.history?.first.timeMs, day(1));
  assert.equal(first.history.last.timeMs, day(5));
  assert.equal(first.history.last.author, 'Ada');
  assert.equal(first.history.isUncommitted, false);
  assert.equal(second?.history?.last.timeMs, day(1));
  const [stretch] = report.stretches;
  const having = stretch?.variants.find(({ text }) => text !== '');
  assert.equal(having?.commit?.subject, 'Fix a crash | on nothing');
  assert.deepEqual(
    report.commonPast.map(({ members, changed, commit: { timeMs } }) => [members, changed, timeMs]),
    [[[0, 1], 0, day(5)]],
  );
});

test('a copy that lost lines was alike before it lost them', async (t) => {
  const { root, write, commit } = repository(t);
  const check = '  if (!xList) return [];\n';
  write('a.js', body('x', check));
  write('b.js', body('x', check));
  commit('Add both', 1);
  write('b.js', body('x'));
  commit('Simplify', 2);
  const sources = [sourceOf('a.js', body('x', check)), sourceOf('b.js', body('x'))];
  const report = await withHistory(findDrift(sources, 0), sources, openGitHistory(root));
  assert.deepEqual(
    report.commonPast.map(({ changed, commit: { subject } }) => [changed, subject]),
    [[1, 'Simplify']],
  );
});

test('lines not committed yet are said to be so, the others keep their commits', async (t) => {
  const { root, write, commit } = repository(t);
  write('a.js', 'one();\ntwo();\nthree();\n');
  commit('Add', 1);
  write('a.js', 'zero();\none();\nnew();\nthree();\n');
  const blame = await openGitHistory(root).blame('a.js', { startLine: 1, endLine: 4 });
  assert.deepEqual(
    blame?.map(({ line, commit: by }) => [line, by?.subject]),
    [
      [1, undefined],
      [2, 'Add'],
      [3, undefined],
      [4, 'Add'],
    ],
  );
});

test('names with any characters are names, in a folder inside the repository too', async (t) => {
  const { root, write, commit } = repository(t);
  const names = ['-L.js', 'ä ö.js', 'a:b.js', '*.js', '"q".js'];
  for (const name of names) write(`in/${name}`, 'one();\n');
  commit('Add', 3);
  const history = openGitHistory(path.join(root, 'in'));
  for (const name of names) {
    const blame = await history.blame(name, { startLine: 1, endLine: 1 });
    assert.equal(blame?.[0]?.commit?.timeMs, day(3), name);
    assert.equal((await history.changes(name, 5)).length, 1, name);
  }
});

test('no repository, no such file, no commit: nothing is known and nothing thrown', async (t) => {
  const bare = mkdtempSync(path.join(os.tmpdir(), 'lookalike-nogit-'));
  t.after(() => rmSync(bare, { recursive: true, force: true }));
  writeFileSync(path.join(bare, 'a.js'), 'one();\n');
  const range = { startLine: 1, endLine: 1 };
  assert.equal(await openGitHistory(bare).blame('a.js', range), undefined);
  const { root, write } = repository(t);
  write('a.js', 'one();\n');
  const history = openGitHistory(root);
  assert.equal(await history.blame('a.js', range), undefined);
  assert.equal(await history.blame('none.js', range), undefined);
  assert.deepEqual(await history.changes('a.js', 3), []);
  const sources = [sourceOf('a.js', 'one();\n'), sourceOf('a.js', 'two();\n')];
  const report = findDrift(sources, 0);
  assert.equal(await withHistory(report, sources, history), report);
});

test('nothing that a repository’s own configuration names is run', async (t) => {
  const { root, write, commit, git } = repository(t);
  write('a.js', 'one();\n');
  commit('Add', 1);
  write('a.js', 'one();\ntwo();\n');
  const ran = path.join(root, 'ran');
  const program = `sh -c 'touch "${ran}"; cat'`;
  write('.gitattributes', '*.js filter=evil diff=evil\n');
  for (const key of ['filter.evil.clean', 'filter.evil.smudge', 'diff.evil.textconv']) {
    git('config', key, program);
  }
  for (const key of ['core.fsmonitor', 'core.pager', 'gpg.program', 'core.sshCommand']) {
    git('config', key, program);
  }
  git('config', 'log.showSignature', 'true');
  const history = openGitHistory(root);
  const blame = await history.blame('a.js', { startLine: 1, endLine: 2 });
  assert.equal(blame?.[0]?.commit?.subject, 'Add');
  const [newest] = await history.changes('a.js', 5);
  assert.equal(newest?.subject, 'Add');
  await history.textBefore('a.js', newest);
  assert.equal(existsSync(ran), false);
  git('diff');
  assert.equal(existsSync(ran), true, 'the trap works');
});

test('a question that is taken back is rejected with its reason', async (t) => {
  const { root, write, commit } = repository(t);
  write('a.js', 'one();\n');
  commit('Add', 1);
  const reason = new Error('taken back');
  const asked = openGitHistory(root).changes('a.js', 5, AbortSignal.abort(reason));
  await assert.rejects(asked, reason);
});
