/** What is kept from one search for copies to the next: it makes the next one faster and changes nothing. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { BUILT_IN_CALIBRATION } from '../../../src/core/calibration/builtInCalibration.ts';
import type { FileRecord } from '../../../src/core/index/snippetStore.ts';
import { copyGroups, publicGroup } from '../../../src/core/matching/copyGroups.ts';
import { preparePassage } from '../../../src/core/matching/evidence.ts';
import { judgeCopy } from '../../../src/core/matching/nearCopies.ts';
import { fingerprintsOf } from '../../../src/core/matching/proposePairs.ts';
import { COMPARISON_VERSION, RememberedPairs } from '../../../src/core/matching/rememberedPairs.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { createLexer } from '../../../src/core/structure/lexer.ts';
import { passageOf } from '../../../src/core/structure/passage.ts';
import { fileRecord, OTHER, PARSE, PARSE_EDITED, PARSE_RENAMED } from './sampleFiles.ts';

const OPTIONS = {
  calibration: BUILT_IN_CALIBRATION,
  level: 'balanced',
  minLines: 5,
  minTokens: 40,
} as const;

const groupsOf = (files: readonly FileRecord[], remembered?: RememberedPairs) =>
  copyGroups(files, OPTIONS, undefined, remembered).map(publicGroup);

/** A workspace that is edited: whole functions come, go and move, lines are changed, files are copied. */
class EditedWorkspace {
  private readonly random: Random;
  private readonly texts = new Map<string, string[]>();

  constructor(seed: number) {
    this.random = new Random(seed);
    for (let i = 0; i < 12; i++) this.edit();
  }

  files(): FileRecord[] {
    return [...this.texts].map(([path, functions]) => fileRecord(path, functions.join('\n\n')));
  }

  edit(): void {
    const path = `f${this.below(9)}.js`;
    const functions = this.texts.get(path) ?? [];
    const kind = this.below(6);
    const at = this.below(functions.length);
    if (kind <= 1) functions.splice(at, 0, this.one());
    else if (kind === 2) functions.splice(at, 1);
    else if (kind === 3) functions[at] = this.changed(functions[at] ?? this.one());
    else if (kind === 4) this.texts.set(`copy${this.below(4)}.js`, [...functions, this.one()]);
    else if (kind === 5) this.texts.delete(path);
    if (kind !== 5) this.texts.set(path, functions);
    if (functions.length === 0) this.texts.delete(path);
  }

  private one(): string {
    const text = [PARSE, PARSE_EDITED, PARSE_RENAMED, OTHER][this.below(4)]!;
    return this.below(2) === 0 ? text : this.changed(text);
  }

  private changed(text: string): string {
    const lines = text.split('\n');
    const at = 1 + this.below(lines.length - 2);
    const added = `  trace${this.below(3)}(${this.below(3)}, 'here', count + ${this.below(2)});`;
    lines.splice(at, this.below(2), added);
    return lines.join('\n');
  }

  private below(limit: number): number {
    return Math.floor(this.random.next() * Math.max(1, limit));
  }
}

test('after any edits a search that remembers finds what a search from scratch finds', () => {
  let found = 0;
  let isKnownAgain = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const workspace = new EditedWorkspace(seed);
    let bytes: Uint8Array | undefined;
    for (let round = 0; round < 12; round++) {
      const files = workspace.files();
      const remembered = new RememberedPairs(OPTIONS, bytes);
      const groups = groupsOf(files, remembered);
      assert.deepEqual(groups, groupsOf(files), `seed ${seed}, round ${round}`);
      found += groups.length;
      const written = remembered.write();
      if (!written) isKnownAgain++;
      bytes = written ?? bytes;
      for (let edits = seed % 3; edits >= 0; edits--) workspace.edit();
    }
  }
  assert.ok(found > 200, `${found} groups`);
  assert.ok(isKnownAgain > 5, `${isKnownAgain} rounds with nothing new`);
});

test('what is known is not computed again, and what nobody asks for is forgotten', () => {
  const files = [fileRecord('a.js', PARSE), fileRecord('b.js', PARSE_EDITED)];
  const first = new RememberedPairs(OPTIONS);
  groupsOf(files, first);
  const bytes = first.write()!;
  const second = new RememberedPairs(OPTIONS, bytes);
  groupsOf(files, second);
  assert.equal(second.write(), undefined);
  const third = new RememberedPairs(OPTIONS, bytes);
  groupsOf([fileRecord('c.js', OTHER)], third);
  assert.ok(third.write()!.length < bytes.length);
});

test('a pair is known in either order, also with itself, and no copies are known too', () => {
  const first = new RememberedPairs(OPTIONS);
  const [a, b, c] = [10, 20, 30].map((key) => first.content(key, key + 1)) as [
    number,
    number,
    number,
  ];
  const judged = {
    type: 'edited',
    evidence: { text: 0.1, structure: 0.3 },
    probability: 0.7,
  } as const;
  first.judged(c, a, () => judged);
  first.judged(b, b, () => ({ ...judged, type: 'exact' }));
  first.judged(a, b, () => undefined);
  first.printsOf(b, () => Uint32Array.of(7, 8));
  const second = new RememberedPairs(OPTIONS, first.write()!);
  const [z, y, x] = [30, 20, 10].map((key) => second.content(key, key + 1)) as [
    number,
    number,
    number,
  ];
  const refuse = () => assert.fail('known');
  assert.deepEqual(second.judged(x, z, refuse), judged);
  assert.deepEqual(second.judged(y, y, refuse), { ...judged, type: 'exact' });
  assert.equal(second.judged(y, x, refuse), undefined);
  assert.deepEqual(second.printsOf(y, refuse), Uint32Array.of(7, 8));
  // Equal by one of its two keys is another content.
  const other = new RememberedPairs(OPTIONS, first.write()!);
  assert.equal(
    other.judged(other.content(10, 99), other.content(30, 31), () => undefined),
    undefined,
  );
});

test('bytes of other settings, cut off or of something else are as good as none', () => {
  const files = [fileRecord('a.js', PARSE), fileRecord('b.js', PARSE_EDITED)];
  const first = new RememberedPairs(OPTIONS);
  groupsOf(files, first);
  const bytes = first.write()!;
  const learnsWith = (given: Uint8Array, options = OPTIONS as typeof OPTIONS | object) => {
    const remembered = new RememberedPairs({ ...OPTIONS, ...options }, given);
    assert.deepEqual(groupsOf(files, remembered), groupsOf(files));
    return remembered.write() !== undefined;
  };
  assert.equal(learnsWith(bytes), false);
  assert.equal(learnsWith(bytes, { level: 'strict' }), true);
  assert.equal(learnsWith(bytes.subarray(0, -1)), true);
  assert.equal(learnsWith(bytes.slice(0, 40)), true);
  assert.equal(learnsWith(new Uint8Array(0)), true);
  assert.equal(learnsWith(Uint8Array.from({ length: 5000 }, (_, i) => i * 31)), true);
});

test('the version of the comparison is raised with what it remembers', () => {
  const lex = createLexer(undefined);
  const passages = [PARSE, PARSE_EDITED, PARSE_RENAMED, OTHER].map((text) => passageOf(lex(text)));
  const prepared = passages.map(preparePassage);
  const judged = prepared.flatMap((a, i) =>
    prepared.slice(i).map((b) => judgeCopy(a, b, { ...OPTIONS, level: 'exploratory' })),
  );
  const all = JSON.stringify([
    passages.map((passage) => [...fingerprintsOf(passage)]),
    judged.map((one) => one && [one.type, Object.values(one.evidence).map((n) => n.toFixed(9))]),
  ]);
  const digest = createHash('sha256').update(all).digest('hex').slice(0, 16);
  // Where the digest has changed, what earlier versions kept is no longer true: raise COMPARISON_VERSION, then this.
  assert.deepEqual([COMPARISON_VERSION, digest], [1, '267e0b32aab715c9']);
});
