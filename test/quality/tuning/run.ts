/**
 * Heads of every kind and loss beside the encoder as it ships, on workspaces that no training saw, in one table.
 *
 * node test/quality/tuning/run.ts [--first-seed 1] [--seeds 3] [--model FOLDER] [--start FOLDER] [--write-baseline] FOLDER …
 *   [--only 'linear, infoNce;tokens, infoNce'] [--out FILE] [--from FILE …]
 *
 * --out keeps every run; --from adds those of an earlier --out, so that workspaces can be measured side by side.
 * FOLDER: a checked-out repository each. Every head goes through the same acceptance as in the product; the table is
 * of the untouched quarter of the files, as if every head were used at the strength that was chosen for it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Encoder } from '../../../src/core/encoder/encoder.ts';
import type { Parameters } from '../../../src/core/siamese/parameters.ts';
import { decodeParameters } from '../../../src/core/towers/parameterFile.ts';
import {
  answersTo,
  applyTo,
  type Measuring,
  outcomesOf,
} from '../../../src/core/tuning/answers.ts';
import { type CrossFitted, crossFit } from '../../../src/core/tuning/crossFit.ts';
import { decide } from '../../../src/core/tuning/decide.ts';
import { DEFAULT_TRIALS, NAMES, type Trial } from '../../../src/core/tuning/fineTune.ts';
import type { Head } from '../../../src/core/tuning/head.ts';
import { addNames } from '../../../src/core/tuning/nameRows.ts';
import type { HeadKind, TaskOutcome } from '../../../src/core/tuning/report.ts';
import { FOLDS } from '../../../src/core/tuning/workspaceFunctions.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';
import { openEncoder } from '../../../src/node/openEncoder.ts';
import { measuringOf, noPause, readWorkspace } from './workspace.ts';

interface Variant {
  readonly trials: readonly Trial[];
  readonly start?: Parameters;
  /** Its tables stay empty. */
  readonly isUntrained?: boolean;
}

export interface Run {
  readonly workspace: string;
  readonly seed: number;
  readonly variant: string;
  readonly accepted: boolean;
  readonly strength: number;
  readonly names: number;
  readonly kind?: HeadKind;
  readonly loss: string;
  readonly reason?: string;
  readonly chosenOn?: readonly TaskOutcome[];
  readonly untouched: readonly TaskOutcome[];
  readonly cpuSeconds: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '3' },
    'first-seed': { type: 'string', default: '1' },
    model: { type: 'string', default: 'models/lookalike' },
    start: { type: 'string' },
    'write-baseline': { type: 'boolean', default: false },
    out: { type: 'string' },
    only: { type: 'string' },
    from: { type: 'string', multiple: true, default: [] },
  },
});
const encoder: Encoder = await openEncoder({
  model: values.model,
  shipped: [],
  storage: '',
  allowDownload: false,
});
const startFile = values.start;
const start = startFile ? new Map(decodeParameters(readFileSync(startFile)).tensors) : undefined;
const one = (kind: HeadKind, loss: string, names?: number): Variant => ({
  trials: [{ kind, loss, ...(names === undefined ? {} : { names }) }],
});
const ALL: Readonly<Record<string, Variant>> = {
  'linear, euclideanDistance': one('linear', 'euclideanDistance'),
  'linear, contrastive': one('linear', 'contrastive'),
  'linear, tripletHardest': one('linear', 'tripletHardest'),
  'linear, infoNce': one('linear', 'infoNce'),
  'residual, infoNce': one('residual', 'infoNce'),
  'words, tripletHardest': one('words', 'tripletHardest'),
  'questions, tripletHardest': one('questions', 'tripletHardest'),
  'tokens, tripletHardest': one('tokens', 'tripletHardest'),
  'names alone': { ...one('tokens', 'tripletHardest', NAMES), isUntrained: true },
  'names and questions, tripletHardest': one('questions', 'tripletHardest', NAMES),
  'names and tokens, tripletHardest': one('tokens', 'tripletHardest', NAMES),
  'best of names and questions, words, names and tokens (default)': { trials: DEFAULT_TRIALS },
  ...(start ? { 'linear, infoNce, learned start': { ...one('linear', 'infoNce'), start } } : {}),
};
interface Recipe extends CrossFitted {
  readonly cpuSeconds: number;
}
const trained = new WeakMap<Measuring, Map<string, Recipe>>();

const { only } = values;
const VARIANTS = Object.fromEntries(
  Object.entries(ALL).filter(([name]) => only === undefined || only.split(';').includes(name)),
);
const runs: Run[] = values.from.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as Run[]);
const workspaces = [];
for (const folder of positionals) workspaces.push(await readWorkspace(folder));
for (let seed = Number(values['first-seed']); seed <= Number(values.seeds); seed++) {
  for (const workspace of workspaces) {
    const measuring = await measuringOf(workspace, encoder, seed);
    for (const [variant, how] of Object.entries(VARIANTS)) {
      const run = {
        workspace: workspace.name,
        seed,
        variant,
        ...(await tune(measuring, how, seed)),
      };
      runs.push(run);
      process.stderr.write(`${line(run)}\n`);
      if (values.out) writeFileSync(values.out, `${JSON.stringify(runs, null, 1)}\n`);
    }
    await measuring.measurer.dispose();
  }
}
process.stdout.write(`${table(runs)}\n`);
const baseline = path.join(import.meta.dirname, 'baseline.json');
if (values['write-baseline']) {
  writeFileSync(baseline, `${JSON.stringify(summary(runs), null, 2)}\n`);
} else if (existsSync(baseline)) {
  const before = JSON.parse(readFileSync(baseline, 'utf8')) as ReturnType<typeof summary>;
  for (const [variant, row] of Object.entries(summary(runs))) {
    const known = before[variant];
    if (known && row.docToCode < known.docToCode - 0.01) {
      process.stdout.write(`${variant}: ${row.docToCode} was ${known.docToCode} in the baseline\n`);
      process.exitCode = 1;
    }
  }
}

async function tune(
  measuring: Measuring,
  { trials, start: from, isUntrained = false }: Variant,
  seed: number,
) {
  const recipes: Recipe[] = isUntrained ? [untrained()] : [];
  for (const trial of isUntrained ? [] : trials)
    recipes.push(await recipeOf(measuring, { ...trial, from }, seed));
  const decided = await decide(recipes, measuring, () => {});
  const questions = measuring.plan.questions.untouched;
  const moved = await applyTo(decided.head, questions, measuring);
  return {
    accepted: decided.accepted,
    strength: decided.strength,
    names: decided.names,
    kind: trials[decided.which]!.kind,
    loss: trials[decided.which]!.loss,
    reason: decided.reason,
    chosenOn: decided.outcomes,
    untouched: outcomesOf([await answersTo(questions, moved, measuring)]),
    cpuSeconds: recipes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
  };
}

/** The last workspace's heads by kind and loss, so that what tries several does not train them again. */
async function recipeOf(
  measuring: Measuring,
  { kind, loss, names: share, from }: Trial & { readonly from: Parameters | undefined },
  seed: number,
): Promise<Recipe> {
  const { plan, embeddings, tokenIds } = measuring;
  const key = `${kind} ${loss} ${share} ${from !== undefined}`;
  const known = trained.get(measuring) ?? new Map<string, Recipe>();
  trained.set(measuring, known);
  const found = known.get(key);
  if (found) return found;
  const cpu = process.cpuUsage();
  const fitted = await crossFit(
    {
      kind,
      loss,
      seed,
      plan,
      embeddings: share ? addNames(embeddings, measuring.names, share) : embeddings,
      encoderId: encoder.id,
      dimensions: encoder.dimensions,
      compile: compileGraph,
      ...(tokenIds ? { tokenIds } : {}),
      ...(from ? { start: from } : {}),
      ...(share ? { names: share } : {}),
    },
    noPause,
    () => {},
  );
  const { user, system } = process.cpuUsage(cpu);
  const made = { ...fitted, cpuSeconds: (user + system) / 1e6 };
  known.set(key, made);
  return made;
}

/** Adds names and moves nothing else. */
function untrained(): Recipe {
  const { id: encoderId, dimensions } = encoder;
  const tensors = new Map([
    ['ids', { shape: [0], values: new Float32Array(0) }],
    ['delta', { shape: [0, dimensions], values: new Float32Array(0) }],
  ]);
  const head: Head = { kind: 'tokens', encoderId, dimensions, tensors, names: NAMES };
  const heads = new Map(Array.from({ length: FOLDS }, (_, fold) => [fold, head]));
  return { heads, curve: [], cpuSeconds: 0 };
}

function line({
  workspace,
  seed,
  variant,
  accepted,
  strength,
  names,
  untouched,
  cpuSeconds,
}: Run): string {
  const tasks = untouched.map(
    ({ task, before, after, verdict }) =>
      `${task} ${before.toFixed(3)} → ${after.toFixed(3)} ${verdict}`,
  );
  const verdict = accepted ? 'accepted' : 'refused ';
  return `${workspace} ${seed} ${variant.padEnd(26)} ${verdict} at ${strength}, names ${names}: ${tasks.join(', ')} (${cpuSeconds.toFixed(1)} s)`;
}

/** Per variant over all workspaces and seeds; a refused head counts as the encoder as it ships in `used`. */
function summary(all: readonly Run[]) {
  const mean = (list: readonly number[]) =>
    Math.round((list.reduce((sum, x) => sum + x, 0) / Math.max(1, list.length)) * 1e4) / 1e4;
  const of = (run: Run, task: TaskOutcome['task']) => run.untouched.find((o) => o.task === task);
  const relative = (run: Run) => {
    const doc = of(run, 'docToCode');
    return doc ? doc.after / doc.before - 1 : 0;
  };
  const clones = (run: Run) => {
    const clone = of(run, 'clones');
    return clone ? clone.after - clone.before : 0;
  };
  const rows = Object.keys(VARIANTS).map((variant) => {
    const own = all.filter((run) => run.variant === variant);
    const accepted = own.filter((run) => run.accepted);
    const worse = accepted.filter((run) => run.untouched.some((o) => o.verdict === 'worse'));
    return [
      variant,
      {
        runs: own.length,
        docBefore: mean(own.flatMap((run) => of(run, 'docToCode')?.before ?? [])),
        docAfter: mean(own.flatMap((run) => of(run, 'docToCode')?.after ?? [])),
        docToCode: mean(own.map(relative)),
        clones: mean(own.map(clones)),
        worstClones: Math.round(Math.min(...own.map(clones)) * 1e4) / 1e4,
        accepted: accepted.length,
        acceptedButWorse: worse.length,
        used: mean(own.map((run) => (run.accepted ? relative(run) : 0))),
        cpuSeconds: mean(own.map((run) => run.cpuSeconds)),
      },
    ] as const;
  });
  return Object.fromEntries(rows);
}

function table(all: readonly Run[]): string {
  const percent = (x: number) => `${x < 0 ? '' : '+'}${(100 * x).toFixed(1)} %`;
  const signed = (x: number) => `${x < 0 ? '' : '+'}${x.toFixed(3)}`;
  const head =
    '| head, loss | doc→code MRR | relative | relative, refused heads as 0 | clones MRR | worst clones | accepted | accepted but worse | CPU-seconds of training |\n|---|---|---|---|---|---|---|---|---|';
  const rows = Object.entries(summary(all)).map(
    ([variant, row]) =>
      `| ${variant} | ${row.docBefore.toFixed(3)} → ${row.docAfter.toFixed(3)} | ${percent(row.docToCode)} | ${percent(row.used)} | ${signed(row.clones)} | ${signed(row.worstClones)} | ${row.accepted} of ${row.runs} | ${row.acceptedButWorse} | ${row.cpuSeconds.toFixed(1)} |`,
  );
  const before = Object.values(summary(all))[0]?.docBefore.toFixed(3);
  const identity = `| identity (the encoder as it ships) | ${before} → ${before} | +0.0 % | +0.0 % | +0.000 | +0.000 | | | |`;
  return [head, identity, ...rows].join('\n');
}
