/** What obfuscators and decompilers leave of code is recognised, and other code is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disguiseEvidence, undisguise } from '../../../src/core/matching/disguiseEvidence.ts';
import { languageByName } from '../../../src/core/snippets/languages.ts';
import { createLexer } from '../../../src/core/structure/lexer.ts';
import { passageOf } from '../../../src/core/structure/passage.ts';

const ready = (text: string, language = 'java') =>
  undisguise(passageOf(createLexer(languageByName(language))(text)));
const evidence = (a: string, b: string, language?: string) =>
  disguiseEvidence(ready(a, language), ready(b, language));

const ORIGINAL = `class Stack {
  private int[] items;
  private int size;
  public void push(int item) {
    if (size == items.length) {
      throw new IllegalStateException("stack is full");
    }
    items[size++] = item;
  }
  public int sum() {
    int total = 0;
    for (int i = 0; i < size; i++) {
      total += items[i];
    }
    System.out.println("total is " + total);
    return total;
  }
}`;
/** As a shrinker and a decompiler leave it: renamed, moved, qualified, with other modifiers and another loop. */
const DECOMPILED = `class a {
  private int[] a;
  private int b;
  final int a() {
    int n = 0;
    int n2 = 0;
    while (n2 < this.b) {
      n += this.a[n2];
      ++n2;
    }
    System.out.println("total is " + n);
    return n;
  }
  final void a(final int n) {
    if (this.b == this.a.length) {
      throw new IllegalStateException("stack is full");
    }
    this.a[this.b++] = n;
  }
}`;
const OTHER = `class Report {
  private String title;
  public Report(String title) { this.title = title; }
  public String render(Map<String, Double> prices) {
    StringBuilder page = new StringBuilder();
    for (Map.Entry<String, Double> entry : prices.entrySet()) {
      page.append(entry.getKey()).append(": ").append(entry.getValue() * 1.2).append("\\n");
    }
    return title.toUpperCase() + page;
  }
}`;

test('a decompiled copy is far more alike than other code', () => {
  const copy = evidence(ORIGINAL, DECOMPILED);
  const other = evidence(ORIGINAL, OTHER);
  assert.ok(copy.likeness > 0.75, `${copy.likeness}`);
  assert.ok(copy.shape > 0.7, `${copy.shape}`);
  assert.ok(other.likeness < 0.35, `${other.likeness}`);
  assert.ok(other.kept < 0.1, `${other.kept}`);
});

test('names, modifiers and the object itself leave no trace, in any language', () => {
  const pairs = [
    ['java', 'private final int f(int a) { return this.b + a; }', 'int g(int x) { return y + x; }'],
    ['typescript', 'const f = (a) => this.b + a;', 'let g = (x) => c + x;'],
    ['rust', 'fn f(&self, a: u8) -> u8 { self.b + a }', 'pub fn g(&self, x: u8) -> u8 { c + x }'],
    ['python', 'def f(self, a):\n  return self.b + a', 'def g(me, x):\n  return c + x'],
  ] as const;
  for (const [language, a, b] of pairs) {
    assert.deepEqual(evidence(a, b, language), { shape: 1, kept: 1, likeness: 1 }, language);
  }
  // The object by itself is a value.
  assert.ok(evidence('f(this, x)', 'f(x)').shape < 1);
});

test('is symmetric, within 0..1, and 1 for the same text', () => {
  const texts = [ORIGINAL, DECOMPILED, OTHER, 'x = 1', '1 2 3', ''];
  for (const a of texts) {
    assert.deepEqual(evidence(a, a), { shape: 1, kept: 1, likeness: 1 });
    for (const b of texts) {
      const there = evidence(a, b);
      assert.deepEqual(there, evidence(b, a));
      for (const value of Object.values(there)) assert.ok(value >= 0 && value <= 1, `${value}`);
    }
  }
});

test('methods of others are kept, own names are not', () => {
  const uses = (call: string) => `int f(int a) { return a.${call}(); } int own() { return 0; }`;
  assert.ok(evidence(uses('charAt'), uses('charAt')).kept === 1);
  assert.ok(evidence(uses('charAt'), uses('size')).kept < 1);
  // What the passage declares itself, a renamer renames.
  const renamed = uses('own').replaceAll('own', 'b');
  assert.equal(evidence(uses('own'), renamed).kept, 1);
});

test('equals the formula by hand', () => {
  // Runs of three: [v = 1] twice, [= 1 v] and [1 v =] once against [v = 1] once; kept: 1 twice against once.
  const { shape, kept, likeness } = evidence('a = 1 a = 1', 'b = 1');
  const wantedShape = (2 * 1) / (Math.SQRT2 + 1 + 1 + 1);
  const wantedKept = (2 * 1) / (Math.SQRT2 + 1);
  assert.ok(Math.abs(shape - wantedShape) < 1e-6, `${shape} ${wantedShape}`);
  assert.ok(Math.abs(kept - wantedKept) < 1e-6, `${kept} ${wantedKept}`);
  const weight = (0.75 * 1) / (1 + 2);
  const wanted = wantedShape * (1 - weight) + wantedKept * weight;
  assert.ok(Math.abs(likeness - wanted) < 1e-6, `${likeness} ${wanted}`);
});

test('little that was kept decides less than much', () => {
  const little = evidence('f(0); g(0); return h(x);', 'if (a) { b = 0; }');
  const much = evidence(
    'f("a", "b", "c", "d", "e", "f", 11, 12);',
    'x = ["a", "b", "c", "d", "e", "f", 11, 12];',
  );
  const part = ({ shape, kept, likeness }: typeof little) => (likeness - shape) / (kept - shape);
  assert.ok(part(little) < 0.3, `${part(little)}`);
  assert.ok(part(much) > 0.55 && part(much) < 0.75, `${part(much)}`);
});
