/**
 * Measures speed and memory, prints a table beside the checked-in baseline; judges nothing.
 * Times are compared as multiples of a yardstick taken in the same run, speeds of encoders as ratios.
 * `npm run bench -- [--full] [--save] [--only encoders,analysis,vectors,opening,workspace]`
 * `--full`: also the graph and the self-join at 200,000 snippets (many minutes).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openEncoder } from '../../src/node/openEncoder.ts';
import { measureAnalysis } from './analysis.ts';
import { measureEncoders } from './encoders.ts';
import { type Measured, yardstick } from './measure.ts';
import { measureOpening } from './opening.ts';
import { measureVectors } from './vectors.ts';
import { measureWorkspace } from './workspace.ts';

const HERE = join(fileURLToPath(import.meta.url), '..');
const BASELINE = join(HERE, 'baseline.json');
const MODELS = join(HERE, '..', '..', 'models');
const SMALL = 20_000;
const LARGE = 200_000;

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const wanted = values.only?.split(',');
const unit = await yardstick();
console.log(
  `${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, load ${os.loadavg()[0]!.toFixed(1)}, ` +
    `Node ${process.version}; yardstick ${unit.toFixed(2)} ms`,
);

const encoder = await openEncoder({
  shipped: [MODELS],
  storage: os.tmpdir(),
  model: undefined,
  allowDownload: false,
});
const sections: Record<string, () => Promise<Measured[]>> = {
  encoders: () => measureEncoders(MODELS),
  analysis: measureAnalysis,
  workspace: () => measureWorkspace(MODELS, unit),
  vectors: () =>
    measureVectors(encoder, unit, {
      sizes: [SMALL, LARGE],
      graphs: values.full ? [SMALL, LARGE] : [SMALL],
      joins: values.full ? [SMALL, LARGE] : [SMALL],
    }),
  opening: () => measureOpening(encoder, unit, LARGE),
};

const baseline: Record<string, number> = readBaseline();
for (const [name, measure] of Object.entries(sections)) {
  if (wanted && !wanted.includes(name)) continue;
  const measured = await measure();
  console.log(`\n${name}`);
  console.table(
    Object.fromEntries(
      measured.map(({ name, value, unit, ratio }) => [
        name,
        {
          value: `${rounded(value)} ${unit}`.trim(),
          ratio: rounded(ratio),
          baseline: baseline[name] === undefined ? '' : rounded(baseline[name]),
          'of baseline': baseline[name] ? rounded(ratio / baseline[name]) : '',
        },
      ]),
    ),
  );
  for (const { name, ratio } of measured) if (values.save) baseline[name] = ratio;
}
if (values.save) writeFileSync(BASELINE, `${JSON.stringify(baseline, undefined, 2)}\n`);
await encoder.dispose();

function readBaseline(): Record<string, number> {
  try {
    return JSON.parse(readFileSync(BASELINE, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}

/** Three significant digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
