/** Decisions through the engine process on a real folder: what they survive, what shows a group again, what is new. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { DuplicatesReport, Engine, PlaceRef } from '../../src/core/engineApi.ts';
import type { DuplicateGroup } from '../../src/core/matching/match.ts';
import { UserError } from '../../src/core/userError.ts';
import { EngineProcess } from '../../src/node/engineProcess.ts';
import { OTHER, PARSE, PARSE_EDITED, PARSE_RENAMED } from '../core/matching/sampleFiles.ts';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'lookalike-decisions-'));
const engineProcess = new EngineProcess({
  program: path.join(import.meta.dirname, '../../src/engine.ts'),
  setup: { storage: path.join(scratch, 'storage') },
  log: () => {},
});
after(async () => {
  await engineProcess.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

interface Folder {
  readonly engine: Engine;
  readonly root: string;
  write(file: string, text: string): void;
  find(changedSince?: string): Promise<DuplicatesReport>;
  git(...words: string[]): string;
}

function openFolder(name: string, files: Readonly<Record<string, string>>): Folder {
  const root = path.join(scratch, name);
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  const engine = engineProcess.openFolder(root, {
    exclude: [],
    include: [],
    maxFileSizeBytes: 1e6,
    useEncoder: false,
  });
  return {
    engine,
    root,
    write,
    async find(changedSince) {
      await engine.index();
      const request = { level: 'balanced', minLines: 5, semantic: false } as const;
      return engine.findDuplicates(
        changedSince === undefined ? request : { ...request, changedSince },
      );
    },
    git: (...words) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-C', root, ...words], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
  };
}

function refsOf({ members }: DuplicateGroup): PlaceRef[] {
  return members.map(({ path: file, snippet }) => ({
    path: file,
    startLine: snippet.startLine,
    endLine: snippet.endLine,
  }));
}

const LATER = { verdict: 'later', reason: '' } as const;

test('a decision hides its group through a move, a rename and reformatting, and shows it on a change and a third copy', async () => {
  const { engine, root, write, find } = openFolder('life', {
    'a.js': PARSE,
    'b.js': `${OTHER}\n\n${PARSE_EDITED}`,
  });
  const found = await find();
  assert.equal(found.groups.length, 1);
  assert.deepEqual(found.decided, []);
  const decision = await engine.decide({
    members: refsOf(found.groups[0]!),
    verdict: 'intentional',
    reason: 'the two formats drift apart',
  });
  assert.match(decision.where, /^a\.js:1-11, b\.js:\d+-\d+$/);
  const hidden = await find();
  assert.deepEqual(hidden.groups, []);
  assert.equal(hidden.duplicatedLines, 0);
  const standing = hidden.decided[0]?.standing;
  assert.equal(standing?.kind === 'decided' && standing.decision.reason, decision.reason);

  mkdirSync(path.join(root, 'moved'));
  renameSync(path.join(root, 'b.js'), path.join(root, 'moved/there.js'));
  write('a.js', `// new\n\n${PARSE.replaceAll('  ', '\t').replaceAll('line', 'row')}\n`);
  assert.deepEqual((await find()).groups, []);

  write('c/third.js', PARSE);
  const grown = (await find()).groups;
  assert.equal(grown.length, 1);
  const now = grown[0]!.standing;
  assert.ok(now?.kind === 'grown');
  assert.equal(grown[0]!.members.length, 3);
  assert.equal(now.added.length, 1);

  rmSync(path.join(root, 'c'), { recursive: true });
  assert.deepEqual((await find()).groups, []);
  write('a.js', PARSE.replace('pairs.set(key', 'pairs.add(key'));
  const changed = (await find()).groups;
  assert.equal(changed.length, 1);
  assert.equal(changed[0]!.standing?.kind, 'open');
});

test('a newer decision replaces the older, undoing takes it back, comments stay', async () => {
  const { engine, root, write, find } = openFolder('change', {
    'a.js': PARSE,
    'b.js': PARSE_RENAMED,
    '.lookalike/decisions.jsonl': '# decided together\n',
  });
  const file = path.join(root, '.lookalike/decisions.jsonl');
  const [pair] = (await find()).groups;
  await engine.decide({ members: refsOf(pair!), ...LATER });
  write('c.js', PARSE);
  const [three] = (await find()).groups;
  await engine.decide({ members: refsOf(three!), verdict: 'generated', reason: '' });
  assert.deepEqual(
    (await engine.decisions()).map(({ verdict, fingerprints }) => [verdict, fingerprints.length]),
    [['generated', 3]],
  );
  assert.match(readFileSync(file, 'utf8'), /^# decided together\n\{.*\}\n$/);
  assert.equal((await find()).groups.length, 0);
  assert.equal(await engine.undecide({ members: refsOf(three!) }), 1);
  assert.equal((await find()).groups.length, 1);
  assert.equal(readFileSync(file, 'utf8'), '# decided together\n');
});

test('decisions made at the same time are all kept', async () => {
  const { engine, find } = openFolder('many', {
    'a.js': PARSE,
    'b.js': PARSE_RENAMED,
    'c.js': OTHER,
    'd.js': OTHER,
  });
  const { groups } = await find();
  assert.equal(groups.length, 2);
  await Promise.all(groups.map((group) => engine.decide({ members: refsOf(group), ...LATER })));
  assert.equal((await find()).decided.length, 2);
});

test('a damaged file is an error that names the line, and is not written over', async () => {
  const damaged = '# fine\n{"copies":["nonsense"],"verdict":"later"}\n';
  const { engine, root, find } = openFolder('damaged', {
    'a.js': PARSE,
    'b.js': PARSE_RENAMED,
    '.lookalike/decisions.jsonl': damaged,
  });
  await assert.rejects(find(), isUserError('configuration-invalid', /decisions\.jsonl, line 2/));
  const members = [
    { path: 'a.js', startLine: 1, endLine: 11 },
    { path: 'b.js', startLine: 1, endLine: 11 },
  ];
  await assert.rejects(engine.decide({ members, ...LATER }), isUserError('configuration-invalid'));
  assert.equal(readFileSync(path.join(root, '.lookalike/decisions.jsonl'), 'utf8'), damaged);
});

test('what no place is told of is refused, and nothing is written outside the folder', async () => {
  const { engine, root, find } = openFolder('bad', { 'a.js': PARSE, 'b.js': PARSE_RENAMED });
  const [group] = (await find()).groups;
  const one = refsOf(group!).slice(0, 1);
  await assert.rejects(engine.decide({ members: one, ...LATER }), isUserError('bad-input'));
  const gone = [...one, { path: 'gone.js', startLine: 1, endLine: 4 }];
  await assert.rejects(
    engine.decide({ members: gone, ...LATER }),
    isUserError('bad-input', /gone\.js:1-4/),
  );
  const outside = path.join(scratch, 'outside');
  mkdirSync(outside);
  symlinkSync(outside, path.join(root, '.lookalike'));
  await assert.rejects(
    engine.decide({ members: refsOf(group!), ...LATER }),
    isUserError('configuration-invalid', /is a link/),
  );
  assert.equal(existsSync(path.join(outside, 'decisions.jsonl')), false);
});

test('decisions of two branches come together in a real merge', async () => {
  const { engine, git, root, find } = openFolder('merge', {
    'a.js': PARSE,
    'b.js': PARSE_RENAMED,
    'c.js': OTHER,
    'd.js': OTHER,
  });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'start');
  const { groups } = await find();
  for (const [i, group] of groups.entries()) {
    git('checkout', '--quiet', '-b', `branch${i}`, 'main');
    await engine.decide({ members: refsOf(group), verdict: 'intentional', reason: `branch ${i}` });
    git('add', '.');
    git('commit', '--quiet', '-m', `decide ${i}`);
  }
  git('merge', '--quiet', '-m', 'both', 'branch0');
  assert.doesNotMatch(readFileSync(path.join(root, '.lookalike/decisions.jsonl'), 'utf8'), /<<<</);
  const { groups: open, decided } = await find();
  assert.deepEqual([open.length, decided.length], [0, 2]);
});

test('what changed since a revision is told from what did not', async () => {
  const { git, write, find, root } = openFolder('since', {
    'a.js': PARSE,
    'b.js': `${PARSE_RENAMED}\n`,
    'c.js': OTHER,
  });
  await assert.rejects(find('HEAD'), isUserError('not-available', /in no git repository/));
  git('init', '--quiet', '--initial-branch=main');
  assert.deepEqual(newOf(await find('HEAD')), [['a.js', true]], 'before the first commit');
  git('add', '.');
  git('commit', '--quiet', '-m', 'start');
  assert.deepEqual(newOf(await find('HEAD')), [['a.js', false]]);
  git('checkout', '--quiet', '-b', 'work');
  write('näw "file".js', OTHER);
  assert.deepEqual(newOf(await find('HEAD')), [
    ['a.js', false],
    ['c.js', true],
  ]);
  git('add', '.');
  git('commit', '--quiet', '-m', 'a copy');
  write('b.js', `${PARSE_RENAMED}\n\nconst more = 1;\n`);
  assert.deepEqual(
    newOf(await find('main')),
    [
      ['a.js', false],
      ['c.js', true],
    ],
    'a change beside a copy is none of it',
  );
  write('b.js', `${PARSE_RENAMED.replace('  const table', '  // fresh\n  const table')}\n`);
  assert.deepEqual(newOf(await find('main')), [
    ['a.js', true],
    ['c.js', true],
  ]);
  assert.deepEqual(newOf(await find('HEAD')), [
    ['a.js', true],
    ['c.js', false],
  ]);
  for (const hostile of ['--output=x', '-h', 'no such', '', 'main\n', '$(touch x)', 'HEAD;ls']) {
    await assert.rejects(find(hostile), isUserError('bad-input', /no revision/), hostile);
  }
  assert.equal(existsSync(path.join(root, 'x')), false);
});

function newOf({ groups }: DuplicatesReport): [string, boolean | undefined][] {
  return groups
    .map(({ members, isNew }): [string, boolean | undefined] => [members[0]!.path, isNew])
    .sort((a, b) => (a[0] < b[0] ? -1 : 1));
}

function isUserError(code: string, message = /./): (error: unknown) => boolean {
  return (error) =>
    error instanceof UserError && error.code === code && message.test(error.message);
}
