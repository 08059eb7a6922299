import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DriftReport } from '../../../src/core/matching/driftReport.ts';
import { driftPage, escapeHtml } from '../../../src/vscode/drift/driftPage.ts';

const t = (message: string, ...values: (string | number)[]) =>
  message.replace(/\{(\d+)\}/g, (_, i) => String(values[Number(i)]));

const cell = (startLine: number, text: string, variant = 0) => {
  return { startLine, endLine: startLine, text, variant };
};

/** Three copies; the last lacks the check that the first two have. */
function report(check: string, path = 'src/a.ts'): DriftReport {
  const place = { startLine: 2, endLine: 2 };
  const commit = { id: 'a'.repeat(40), timeMs: 1e12, author: 'Ann', subject: 'Check for nothing' };
  const members = [path, 'src/b.ts', 'src/c.ts'].map((of, i) => {
    return { path: of, startLine: 1, endLine: 3, statements: 3 - Number(i === 2), drifted: i };
  });
  return {
    members,
    canonical: 0,
    rows: [
      { cells: members.map(() => cell(1, 'open();')), stretch: null },
      { cells: [cell(2, check), cell(2, check), null], stretch: 0 },
    ],
    stretches: [
      {
        kind: 'lacks',
        firstRow: 1,
        endRow: 2,
        weight: 1,
        variants: [
          { members: [0, 1], places: [place, place], text: check, commit },
          { members: [2], places: [{ startLine: 2, endLine: 1 }], text: '' },
        ],
      },
    ],
    alike: 0.5,
    commonPast: [{ members: [1, 2], changed: 1, commit }],
  };
}

const page = (of: DriftReport) =>
  driftPage({
    title: '3 copies of open',
    language: 'en',
    report: of,
    link: (member, startLine, endLine) => `command:open?${member},${startLine},${endLine}`,
    t,
  });

test('the page says who has what, in words, and links each place', () => {
  const html = page(report('if (x == null) return;'));
  assert.match(html, /2 of 3 copies have this/);
  assert.match(html, /changed 2001-09-09: Check for nothing \(Ann\)/);
  assert.match(html, /src\/b\.ts:1 and src\/c\.ts:1 were the same until src\/b\.ts:1 changed/);
  assert.match(html, /href="command:open\?2,2,1"/);
  assert.equal(html.match(/<th scope="col">/g)?.length, 3);
  assert.match(html, /<td class="missing">missing<\/td>/);
});

test('code and names from anywhere stay text', () => {
  for (const hostile of [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onclick='alert(1)",
    '</code></pre><iframe src="https://example.org">',
    '&lt;b&gt;',
  ]) {
    const html = page(report(hostile, hostile));
    assert.doesNotMatch(html, /<script|<img|<iframe|<b>| onclick='| onerror=alert\(1\)>"/);
    assert.ok(html.includes(escapeHtml(hostile)), hostile);
  }
});

test('the page runs no script and asks nothing from outside', () => {
  const html = page(report('x'));
  assert.match(html, /default-src 'none'; style-src 'unsafe-inline'"/);
  assert.doesNotMatch(html, /<script|https?:|@import|url\(/);
});
