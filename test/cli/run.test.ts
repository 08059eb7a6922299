import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INDEX_REPORT } from './fakeEngine.ts';
import { runInMemory } from './runInMemory.ts';

const NOTHING = { ...INDEX_REPORT, filesIndexed: 0, filesUnchanged: 0 };

test('help and version are fine, a wrong command line is status 2', async () => {
  const help = await runInMemory(['--help']);
  assert.equal(help.status, 0);
  assert.match(help.out, /find-duplicates/);
  assert.deepEqual(await runInMemory(['--version']).then(({ status, out }) => ({ status, out })), {
    status: 0,
    out: '1.2.3\n',
  });
  for (const words of [
    [],
    ['nonsense'],
    ['index'],
    ['find-duplicates', '.', '--level', 'loose'],
    ['find-duplicates', '.', '--min-lines', '0'],
    ['find-similar', '.', '--file', 'a.ts', '--lines', '9-3'],
    ['find-similar', '.'],
    ['search', '.'],
    ['compare'],
    ['encode', '--texts'],
  ]) {
    const ran = await runInMemory(words);
    assert.equal(ran.status, 2, words.join(' '));
    assert.notEqual(ran.err, '', words.join(' '));
    assert.equal(ran.out, '', words.join(' '));
  }
});

test('a folder in which nothing was analysed is status 3, never an empty success', async () => {
  for (const words of [
    ['index', '.'],
    ['find-duplicates', '.'],
    ['search', '.', 'x'],
    ['find-similar', '.', '--file', 'a.ts', '--lines', '1-2'],
  ]) {
    const ran = await runInMemory(words, { report: NOTHING });
    assert.equal(ran.status, 3, words.join(' '));
    assert.match(ran.err, /No file was analysed/);
    assert.equal(ran.calls.at(-1), 'dispose');
  }
});

test('duplicates are JSON for programs: flat members, 1-based lines', async () => {
  const { status, out } = await runInMemory(['find-duplicates', '.']);
  assert.equal(status, 0);
  const report = JSON.parse(out);
  assert.equal(report.duplicatedShare, 0.1);
  assert.deepEqual(report.groups[0].members[0], {
    file: 'src/queue.ts',
    startLine: 10,
    endLine: 24,
    kind: 'function',
    name: 'Queue.push',
    language: 'typescript',
    role: 'source',
  });
});

test('duplicates fit the width people have, canonical copy first', async () => {
  const { out } = await runInMemory(['find-duplicates', '.'], { human: true, columns: 50 });
  const lines = out.split('\n');
  assert.equal(lines[0], '1. Renamed copy · 2 places · 15 lines to save · 97% sure');
  assert.match(lines[1] ?? '', /• …\S+stack\.ts:3-17 {2}Stack\.push$/);
  assert.ok((lines[1] ?? '').length <= 50, lines[1]);
  assert.match(out, /30 lines of 300 \(10%\)/);
});

test('--fail-on turns findings into status 1', async () => {
  const cases: [string, number][] = [
    ['none', 0],
    ['any', 1],
    ['0', 1],
    ['1', 0],
    ['9.9%', 1],
    ['10%', 0],
  ];
  for (const [when, expected] of cases) {
    const { status } = await runInMemory(['find-duplicates', '.', '--fail-on', when]);
    assert.equal(status, expected, when);
  }
});

test('reports go to files or to standard output', async () => {
  const both = await runInMemory(['find-duplicates', '.', '--html', 'o.html', '--sarif', '-'], {
    files: {
      './src/queue.ts': `${'x\n'.repeat(9)}<script>alert(1)</script>`,
      './src/very/deep/folder/structure/that/never/ends/stack.ts': 'x\n'.repeat(9),
    },
  });
  assert.equal(both.status, 0);
  const page = both.written.get('o.html') ?? '';
  assert.match(page, /\\u003cscript\\u003ealert/);
  assert.doesNotMatch(page, /<script>alert/);
  const sarif = JSON.parse(both.out);
  assert.equal(sarif.version, '2.1.0');
  assert.equal(sarif.runs[0].results[0].relatedLocations.length, 1);
});

test('one query answers people, a file of queries answers JSON lines', async () => {
  const human = await runInMemory(['search', '.', 'push', 'item'], { human: true });
  assert.match(human.out, / 83% {2}src\/queue\.ts:10-24 {2}Queue\.push/);
  assert.ok(human.calls.includes('{"query":"push item","limit":10}'));
  const lines = '{"id":"q1","query":"push"}\n\n{"id":7,"query":"pop"}\n';
  const many = await runInMemory(['search', '.', '--queries', 'q.jsonl', '--limit', '3'], {
    human: true,
    files: { 'q.jsonl': lines },
  });
  const answers = many.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    answers.map(({ id }) => id),
    ['q1', 7],
  );
  assert.equal(answers[0].results[0].file, 'src/queue.ts');
});

test('bad lines are named and cost status 2, the good ones are answered first', async () => {
  const input =
    '{"id":1,"text":"a"}\nnot json\n{"text":"b"}\n{"id":2,"text":"c","kind":"odd"}\n[]\n';
  const { status, out, err } = await runInMemory(['encode', '--texts', '-'], { input });
  assert.equal(status, 2);
  assert.equal(out, '{"id":1,"embedding":[0.60000002,0.80000001]}\n');
  assert.match(err, /4 of 5 lines/);
  for (const reason of [/-:2: not JSON/, /-:3: "id"/, /-:4: "kind"/, /-:5: not a JSON object/]) {
    assert.match(err, reason);
  }
});

test('compare answers each pair under its id', async () => {
  const input = '{"id":"x","a":"f","b":"f"}\n{"id":"y","a":"f","b":"g","languageA":"c"}\n';
  const { status, out } = await runInMemory(['compare', '--pairs', '-'], { input });
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(out.split('\n')[0] ?? ''), {
    id: 'x',
    distance: 0,
    probability: 0.999,
    type: 'exact',
    evidence: { text: 1 },
    reportedAt: ['strict'],
  });
});

test('compare takes two places of files', async () => {
  const world = { files: { 'src/a.ts': 'x\nf\ny', 'src/b.ts': 'f' } };
  const places = ['--at', 'a.ts:2', '--at', 'b.ts:1'];
  const same = await runInMemory(['compare', '--folder', 'src', ...places], world);
  assert.equal(JSON.parse(same.out).id, 'a.ts:2-2 b.ts:1-1');
  assert.equal(JSON.parse(same.out).type, 'exact');
  assert.equal(
    (await runInMemory(['compare', '--folder', 'src', '--at', 'a.ts:2'], world)).status,
    2,
  );
  const beyond = ['compare', '--folder', 'src', '--at', 'a.ts:9', '--at', 'b.ts:1'];
  assert.match((await runInMemory(beyond, world)).err, /a\.ts has 3 lines/);
});

test('find-similar takes a range of a file or a text, not both', async () => {
  const range = await runInMemory(['find-similar', '.', '--file', './src/a.ts', '--lines', '3-9']);
  assert.ok(range.calls.includes('{"limit":10,"path":"src/a.ts","startLine":3,"endLine":9}'));
  const text = await runInMemory(['find-similar', '.', '--stdin', '--language', 'go'], {
    input: 'func f() {}',
  });
  assert.ok(text.calls.includes('{"limit":10,"text":"func f() {}","language":"go"}'));
  const both = ['find-similar', '.', '--stdin', '--language', 'go', '--file', 'a.go'];
  assert.equal((await runInMemory(both)).status, 2);
  const outside = ['find-similar', '.', '--file', '/etc/passwd', '--lines', '1-2'];
  assert.equal((await runInMemory(outside)).status, 2);
});

test('an interrupted run is status 130, a reader that left is fine', async () => {
  for (const [reason, expected] of [
    ['interrupted', 130],
    ['closed-pipe', 0],
  ] as const) {
    const stop = new AbortController();
    const openEngine = async () => {
      stop.abort(reason);
      throw stop.signal.reason;
    };
    const ran = await runInMemory(['index', '.'], { toolbox: { openEngine }, signal: stop.signal });
    assert.equal(ran.status, expected);
  }
});

test('train wants a tokenizer to export with, and says what it trained', async () => {
  const words = ['train', 'recipe.json', '--pairs', 'p', '--work', 'w'];
  const refused = await runInMemory([...words, '--export', 'm']);
  assert.equal(refused.status, 2);
  assert.match(refused.err, /--tokenizer/);
  const trained = await runInMemory([...words, '--json']);
  assert.deepEqual(trained.calls, ['train recipe.json']);
  const expected = { finished: true, steps: 3, loss: 0.25, parameters: 'w/a.safetensors' };
  assert.deepEqual(JSON.parse(trained.out), expected);
});
