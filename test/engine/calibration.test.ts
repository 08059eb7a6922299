/** Calibration through the engine process on a real folder: measured by itself, kept, moved by labels, queued. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { LABELS } from '../../src/core/labels/labelFile.ts';
import { UserError } from '../../src/core/userError.ts';
import { EngineProcess } from '../../src/node/engineProcess.ts';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'lookalike-calibration-'));
const engineProcess = new EngineProcess({
  program: path.join(import.meta.dirname, '../../src/engine.ts'),
  setup: { storage: path.join(scratch, 'storage') },
  log: () => {},
});
after(async () => {
  await engineProcess.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

const root = path.join(scratch, 'folder');
const VERBS = ['read', 'write', 'merge', 'count', 'split', 'sort', 'find', 'drop', 'keep', 'send'];
const NOUNS = ['Order', 'Invoice', 'Parcel', 'Ticket', 'Letter'];
const CHECKS = ['if (!item) continue;', 'if (item.isOld) total += item.age;', 'seen.add(item.id);'];

/** Fifty functions of one style that do different things. */
function writeFolder(): void {
  mkdirSync(root, { recursive: true });
  for (const [n, noun] of NOUNS.entries()) {
    const functions = VERBS.map((verb, v) => {
      const lines = CHECKS.filter((_, i) => (v + n) % (i + 2) !== 0);
      return [
        `export function ${verb}${noun}(list, options) {`,
        '  let total = 0;',
        '  const seen = new Set();',
        `  for (const item of list.${verb}(options.limit${v})) {`,
        ...lines.map((line) => `    ${line}`),
        `    total ${v % 2 ? '+' : '-'}= item.${noun.toLowerCase()}.weight * ${v + 2};`,
        `    options.log('${verb}', total, seen.size);`,
        '  }',
        `  return ${n % 2 ? 'total' : '[...seen]'};`,
        '}',
      ].join('\n');
    });
    writeFileSync(path.join(root, `${noun.toLowerCase()}.js`), `${functions.join('\n\n')}\n`);
  }
}

const open = () =>
  engineProcess.openFolder(root, {
    exclude: [],
    include: [],
    maxFileSizeBytes: 1e6,
    useEncoder: false,
  });

test('a folder is measured, the measurement is kept, and labels and the queue work', async () => {
  writeFolder();
  const engine = open();
  await engine.index();
  const seen: string[] = [];
  const report = await engine.calibrate((_done, _total, what) => seen.push(what));
  assert.ok(report.folder && report.folder.functions >= 40 && report.folder.mutants >= 100);
  assert.ok(report.folder.hardNegatives > 0 && seen.includes('measuring this folder'));
  const [copy] = report.channels;
  assert.ok(copy && copy.measuredOn === 'folder' && copy.thresholds.length > 10);
  for (const { threshold, bounds } of copy.levels) {
    assert.equal(threshold, Math.max(...Object.values(bounds)));
  }
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);

  const [pair, ...others] = await engine.labelQueue({ limit: 5 });
  assert.ok(pair && others.length > 0);
  assert.match(pair.a.text, /^export function/);
  const ref = ({ place }: typeof pair.a) => ({
    path: place.path,
    startLine: place.snippet.startLine,
    endLine: place.snippet.endLine,
  });
  const said = await engine.label({ a: ref(pair.a), b: ref(pair.b), isMatch: false });
  assert.deepEqual([said.labels.nonMatches, said.labels.inUse], [1, 1]);
  assert.ok(said.probability > 0 && said.probability < 1);
  assert.match(readFileSync(path.join(root, LABELS.file), 'utf8'), /"isMatch":false/);
  const again = await engine.label({ a: ref(pair.b), b: ref(pair.a), isMatch: true });
  assert.equal(again.contradictions.length, 1);
  assert.deepEqual([again.labels.matches, again.labels.nonMatches], [1, 0]);
  const left = await engine.labelQueue({ limit: 50 });
  const prints = [pair.a.fingerprint, pair.b.fingerprint].sort().join();
  assert.ok(left.every(({ a, b }) => [a.fingerprint, b.fingerprint].sort().join() !== prints));
  await assert.rejects(engine.label({ a: ref(pair.a), b: ref(pair.a), isMatch: true }), UserError);

  await engine.dispose();
  const reopened = open();
  await reopened.index();
  const kept = await reopened.calibration();
  assert.equal(kept?.folder?.generation, report.folder.generation);
  assert.equal(kept?.labels.matches, 1);
});

test('a measurement can be cancelled, and is made when duplicates are asked for', async () => {
  const engine = open();
  await engine.rebuild();
  const stop = new AbortController();
  const cancelled = engine.calibrate(() => stop.abort(), stop.signal);
  await assert.rejects(cancelled, (error: Error) => error.name === 'AbortError');
  await engine.findDuplicates({ level: 'balanced', minLines: 5, semantic: false });
  assert.ok((await engine.calibration())?.folder);
});

test('a file of labels that is damaged stops no search and is named by whoever reads it', async () => {
  const engine = open();
  await engine.index();
  mkdirSync(path.join(root, '.lookalike'), { recursive: true });
  writeFileSync(path.join(root, LABELS.file), 'no label\n');
  await engine.findDuplicates({ level: 'strict', minLines: 5, semantic: false });
  await assert.rejects(engine.calibration(), /line 1/);
  assert.match((await engine.status()).notices.join(), /Labels are not used/);
});
