/**
 * Prints recall by injection, folder by folder and in total, beside jscpd where its executable is named:
 * `node test/quality/duplicates/run.ts [--functions 200] [--level balanced] [--jscpd PATH] [--missed T1] FOLDER…`
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { BUILT_IN_CALIBRATION } from '../../../src/core/calibration/builtInCalibration.ts';
import { comparePair } from '../../../src/core/matching/comparePair.ts';
import type { Level } from '../../../src/core/matching/match.ts';
import { TreeSitter } from '../../../src/node/treeSitter.ts';
import { SourceReader } from './folderRecords.ts';
import { injectionRecall, type Recall } from './injection.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    functions: { type: 'string', default: '200' },
    level: { type: 'string', default: 'balanced' },
    jscpd: { type: 'string' },
    missed: { type: 'string' },
  },
});

const reader = new SourceReader(await TreeSitter.load());
const totals = new Map<string, { injected: number; found: Record<string, number> }>();
for (const folder of positionals) {
  const files = await reader.folder(folder);
  const recalls = await injectionRecall(files, reader, {
    functions: Number(values.functions),
    level: values.level as Level,
    jscpd: values.jscpd,
  });
  console.log(`\n${basename(folder)}: ${files.length} files`);
  for (const recall of recalls) {
    print(label(recall), recall.injected, recall.found);
    if (values.missed && recall.transform.type.startsWith(values.missed)) showMissed(recall);
    const total = totals.get(recall.transform.type) ?? { injected: 0, found: {} };
    total.injected += recall.injected;
    for (const [tool, count] of Object.entries(recall.found))
      total.found[tool] = (total.found[tool] ?? 0) + count;
    totals.set(recall.transform.type, total);
  }
}
console.log('\nall folders');
for (const [type, { injected, found }] of totals) print(type, injected, found);

function showMissed({ missed }: Recall): void {
  for (const { source, copy } of missed) {
    const { reasons, evidence, type } = comparePair(
      { a: source.text, b: copy, languageA: source.language.id, languageB: source.language.id },
      { calibration: BUILT_IN_CALIBRATION },
    );
    console.log(`--- ${source.path}:${source.startLine} ${type} ${JSON.stringify(evidence)}`);
    console.log(`${reasons.join(' ')}\n${source.text}\n--- copy\n${copy}`);
  }
}

function label({ transform }: Recall): string {
  return `${transform.type}: ${transform.name}`;
}

function print(name: string, injected: number, found: Readonly<Record<string, number>>): void {
  const shares = Object.entries(found).map(
    ([tool, count]) => `${tool} ${((100 * count) / injected).toFixed(1)} %`,
  );
  console.log(`${name.padEnd(52)} ${String(injected).padStart(5)}  ${shares.join('  ')}`);
}
