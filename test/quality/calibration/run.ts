/**
 * Prints how honest the calibrations are on what neither training nor they saw, beside the checked-in baseline; exits 1
 * where a bar is broken:
 * `node test/quality/calibration/run.ts --functions FILE.jsonl [--t1 PAIRS.jsonl] [--model models/lookalike] [--write]`
 *
 * FILE.jsonl: `node training/calibrationFunctions.ts MIRROR FILE.jsonl --repositories test/quality/calibration/repositories.json`.
 * PAIRS.jsonl: JSON lines {"a", "b", "label", "lang"}. `--write` makes what was measured the baseline.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { calibrationError } from '../../../src/core/calibration/metrics.ts';
import { openEncoderOrSay } from '../../../src/node/openEngine.ts';
import { readFunctions } from '../../../training/readFunctions.ts';
import { type CopyResult, judgeCopies, keptCells } from './copies.ts';
import { judgeDraws } from './draws.ts';
import { judgeJobs } from './jobs.ts';

const BASELINE = new URL('./baseline.json', import.meta.url);

const { values } = parseArgs({
  options: {
    functions: { type: 'string' },
    t1: { type: 'string' },
    model: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
if (!values.functions)
  throw new Error('--functions FILE.jsonl is needed; see the head of the script');

const { encoder, calibration } = await openEncoderOrSay({
  model: values.model,
  shipped: ['models'],
  storage: '',
  allowDownload: false,
});
const functions = await readFunctions(values.functions);
const { repositories, shown, scores, shownWithin } = await judgeCopies(functions, calibration);
for (const one of repositories) printRepository(one);
const cells = keptCells(
  repositories.map(({ levels, others }) => ({
    others,
    precision: {
      strict: levels.strict.precision,
      balanced: levels.balanced.precision,
      exploratory: levels.exploratory.precision,
    },
  })),
);
const cellsWithin = keptCells(
  repositories.map(({ within: { others, precision } }) => ({ others, precision })),
);
const recalls = repositories.map(({ levels }) => levels.balanced.recall);
const draws = judgeDraws(scores);
const jobs = values.t1 && encoder ? await judgeJobs(values.t1, calibration, encoder) : undefined;
await encoder?.dispose();

const measured: Record<string, number> = {
  repositories: repositories.length,
  matches: sum(({ matches }) => matches),
  others: sum(({ others }) => others),
  pooledError: calibrationError(shown),
  worstError: Math.max(...repositories.map((one) => one.calibrationError)),
  keptCells: cells.kept / cells.cells,
  leastRecallAtBalanced: Math.min(...recalls),
  meanRecallAtBalanced: recalls.reduce((a, b) => a + b, 0) / recalls.length,
  othersWithin: sum(({ within }) => within.others),
  pooledErrorWithin: calibrationError(shownWithin),
  worstErrorWithin: Math.max(...repositories.map(({ within }) => within.calibrationError)),
  keptCellsWithin: cellsWithin.kept / cellsWithin.cells,
  ...Object.fromEntries(
    draws.map(({ level, violations }) => [`violations of ${level}`, violations]),
  ),
  ...(jobs ? { t1Error: jobs.calibrationError, t1Auc: jobs.areaUnderCurve } : {}),
};
/** What must hold, from the definition of done. */
const BARS: Readonly<Record<string, (value: number) => boolean>> = {
  repositories: (value) => value >= 10,
  matches: (value) => value >= 5000,
  others: (value) => value >= 5000,
  pooledError: (value) => value <= 0.03,
  worstError: (value) => value <= 0.06,
  keptCells: (value) => value >= 0.95,
  meanRecallAtBalanced: (value) => value >= 0.45,
  t1Error: (value) => value <= 0.05,
  ...Object.fromEntries(
    draws.map(({ level, mostByChance }) => [
      `violations of ${level}`,
      (value: number) => value <= mostByChance,
    ]),
  ),
};

const baseline = readBaseline();
let broken = 0;
console.log(`\n${'measure'.padEnd(28)} ${'now'.padStart(9)} ${'baseline'.padStart(9)}`);
for (const [name, value] of Object.entries(measured)) {
  const isKept = BARS[name]?.(value) ?? true;
  if (!isKept) broken++;
  const before = baseline[name]?.toFixed(4) ?? '';
  console.log(
    `${name.padEnd(28)} ${value.toFixed(4).padStart(9)} ${before.padStart(9)} ${isKept ? '' : ' BROKEN'}`,
  );
}
console.log(`${cells.kept} of ${cells.cells} cells keep the promise; of ${200} draws:`, draws);
if (jobs) console.log(`${jobs.pairs} pairs of t1, ${jobs.matches} matches`, jobs.reliability);
if (values.write) {
  const kept = Object.entries(measured).map(([name, value]) => [name, Number(value.toFixed(4))]);
  writeFileSync(BASELINE, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}
process.exitCode = broken > 0 ? 1 : 0;

function printRepository(one: CopyResult): void {
  const levels = (['strict', 'balanced', 'exploratory'] as const).map((level) => {
    const { precision, recall } = one.levels[level];
    return `${level} ${precision.toFixed(3)}/${recall.toFixed(3)} (own ${one.ownShown[level].toFixed(3)})`;
  });
  console.log(
    `${one.repository.padEnd(34)} ${one.matches}+${one.others} error ${one.calibrationError.toFixed(3)}  ${levels.join('  ')}`,
  );
}

function sum(of: (one: CopyResult) => number): number {
  return repositories.reduce((total, one) => total + of(one), 0);
}

function readBaseline(): Record<string, number> {
  try {
    return JSON.parse(readFileSync(BASELINE, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}
