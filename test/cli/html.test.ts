import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { DuplicateGroup } from '../../src/core/matching/match.ts';
import { writeHtml } from '../../src/terminal/reports/html.ts';
import { DUPLICATES, placeAt } from './fakeEngine.ts';
import { HOSTILE } from './hostileStrings.ts';

const group = (members: DuplicateGroup['members'], more: Partial<DuplicateGroup> = {}) => ({
  ...DUPLICATES.groups[0]!,
  members,
  canonical: 0,
  ...more,
});

const page = (groups: readonly DuplicateGroup[], files: Record<string, string>) =>
  writeHtml({ ...DUPLICATES, groups }, 'shop', async (path) => {
    const text = files[path];
    if (text === undefined) throw new Error('gone');
    return text;
  });

test('the page allows its own script and style, by their hashes, and nothing else', async () => {
  const html = await page([group([placeAt('a', 1, 2), placeAt('b', 1, 2)])], { a: 'x\ny', b: 'x' });
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
  assert.match(policy, /^default-src 'none';/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  for (const [tag, directive] of [
    ['script', 'script-src'],
    ['style', 'style-src'],
  ]) {
    const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(text).digest('base64');
    assert.ok(policy.includes(`${directive} 'sha256-${hash}'`), tag);
  }
  assert.doesNotMatch(html, /\b(?:src|href)="(?!#)/);
});

test('fifty hostile names and lines of code stay text', async () => {
  assert.equal(new Set(HOSTILE).size, 50);
  const groups = HOSTILE.map((text, at) =>
    group([placeAt(`${at}/${text}`, 1, 1, text), placeAt(`${at}/other`, 1, 1)], { id: text }),
  );
  const files = HOSTILE.flatMap((text, at) => [
    [`${at}/${text}`, `const a = "${text}";`],
    [`${at}/other`, 'const a = "";'],
  ]);
  const html = await page(groups, Object.fromEntries(files));
  assert.deepEqual(
    [...html.matchAll(/<\s*(?:\/\s*)?script[^>]*>/gi)].map(([tag]) => tag),
    ['<script type="application/json" id="data">', '</script>', '<script>', '</script>'],
  );
  const tags = [...html.matchAll(/<([a-z][a-z0-9]*)[^>]*>/gi)].map(([tag, name]) => ({
    tag,
    name,
  }));
  const own = new Set(
    'html head meta title style body header h1 p div form label input fieldset legend kbd noscript main ol li details summary strong span em a script'.split(
      ' ',
    ),
  );
  assert.deepEqual(
    tags.filter(({ name }) => !own.has(name!)),
    [],
  );
  assert.deepEqual(
    tags.filter(({ tag }) => /\son\w+\s*=|javascript:|srcdoc/i.test(tag)),
    [],
  );
  const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
  assert.equal(data.groups.length, 50);
  for (const [at, text] of HOSTILE.entries()) {
    assert.ok(data.groups[at].members[0].lines[0].includes(text), 'the code arrives as it is');
  }
});

test('differences are told over the code, and a place that is gone is only named', async () => {
  const places = [placeAt('a.ts', 1, 4), placeAt('b.ts', 1, 3), placeAt('c.ts', 1, 4)];
  const text = 'function f(x) {\n  if (!x) return;\n  go(x, x);\n}';
  const html = await page(
    [group(places), group([placeAt('a.ts', 1, 4), placeAt('gone.ts', 1, 4)])],
    {
      'a.ts': text,
      'b.ts': text.replace('  if (!x) return;\n', ''),
      'c.ts': text,
    },
  );
  assert.match(html, /data-row="1 1">2 of 3 copies have this, 1 lacks it</);
  assert.match(html, /gone\.ts:1-4[\s\S]*?The code of this group is not in this page/);
});

test('a page of very much code lists the rest', async () => {
  const long = `${'x'.repeat(100)}\n`.repeat(40_000);
  const groups = Array.from({ length: 5 }, (_, at) =>
    group([placeAt(`${at}a`, 1, 40_000), placeAt(`${at}b`, 1, 40_000)]),
  );
  const files = groups.flatMap(({ members }) => members.map(({ path }) => [path, long]));
  const html = await page(groups, Object.fromEntries(files));
  assert.ok(html.length < 40_000_000, `${html.length}`);
  assert.equal([...html.matchAll(/is not in this page/g)].length, 2);
});
