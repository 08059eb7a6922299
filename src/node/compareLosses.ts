/** Trains every loss on every tower under one budget and measures them on the same held-out pairs. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { distanceFromSimilarity } from '../core/encoder/distance.ts';
import type { GraphRunner } from '../core/graph/runner.ts';
import { type DistancePanel, histogramPicture } from '../core/siamese/histogramPicture.ts';
import { lexicalBaselines } from '../core/siamese/lexicalBaselines.ts';
import { createLoss } from '../core/siamese/losses/registry.ts';
import { sequence } from '../core/siamese/pairSet.ts';
import { initialParameters, logIdf, type Parameters } from '../core/siamese/parameters.ts';
import { Random } from '../core/siamese/random.ts';
import type { Recipe } from '../core/siamese/recipe.ts';
import {
  areaUnderCurve,
  hardestNonMatches,
  meanReciprocalRank,
  type SquareScores,
} from '../core/siamese/retrieval.ts';
import { type SampledBatch, Sampler } from '../core/siamese/sampler.ts';
import { Trainer } from '../core/siamese/trainer.ts';
import { inferenceGraph } from '../core/towers/inferenceGraph.ts';
import { createTower, type TowerSpec } from '../core/towers/registry.ts';
import type { Tower } from '../core/towers/tower.ts';
import { encodeSequences } from './encodeSequences.ts';
import { compileGraph } from './onnxRuntime.ts';
import { readPairs } from './trainRecipe.ts';

export interface CompareRequest {
  /** Kinds, options and vocabulary; its tower and loss are replaced. */
  readonly recipe: Recipe;
  readonly pairsFolder: string;
  readonly towers: Readonly<Record<string, TowerSpec>>;
  readonly losses: readonly string[];
  readonly seeds: readonly number[];
  /** `losses-table.md`, `losses.json` and one picture per tower go here. */
  readonly outputFolder: string;
}

/** One line of the table; `scores` by `<kind> MRR` and `<kind> AUC`. */
interface Line {
  readonly tower: string;
  readonly loss: string;
  readonly seconds: number;
  readonly scores: readonly Readonly<Record<string, number>>[];
}

/** Pairs per kind: every anchor meets this many candidates. */
const HELD_OUT_PAIRS = 500;

export async function compareLosses(
  request: CompareRequest,
  progress: (done: number, total: number, what: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const sets = await readPairs(request.recipe, request.pairsFolder);
  const kinds = [...sets].map(([pairs, weight]) => ({ pairs, weight }));
  const heldOut = new Sampler(kinds, request.recipe.options).heldOut(HELD_OUT_PAIRS);
  const idf = logIdf([...sets.keys()], request.recipe.tower.vocabulary);
  const lines: Line[] = lexicalLines(heldOut);
  const panels = new Map<string, DistancePanel[]>();
  const total = Object.keys(request.towers).length * request.losses.length * request.seeds.length;
  let done = 0;
  const untrainedLoss = 'untrained';
  await mkdir(request.outputFolder, { recursive: true });
  for (const [towerName, spec] of Object.entries(request.towers)) {
    const tower = createTower(spec);
    for (const loss of [untrainedLoss, ...request.losses]) {
      const scores: Record<string, number>[] = [];
      const begun = process.cpuUsage();
      for (const seed of request.seeds) {
        signal?.throwIfAborted();
        progress(done, total, `${towerName} ${loss} seed ${seed}`);
        const start = initialParameters(tower, idf, new Random(seed));
        let parameters: Parameters = start;
        if (loss !== untrainedLoss) {
          const trainer = await Trainer.create({
            tower,
            loss: createLoss(loss),
            kinds,
            options: { ...request.recipe.options, seed },
            start,
            compile: compileGraph,
          });
          await trainer.run(() => {}, signal);
          await trainer.dispose();
          parameters = trainer.parameters;
          done++;
        }
        const measured = await measure(tower, parameters, heldOut);
        scores.push(measured.scores);
        if (seed === request.seeds[0]) {
          const known = panels.get(towerName) ?? [];
          panels.set(towerName, [...known, { title: loss, ...measured.distances }]);
        }
      }
      const spent = process.cpuUsage(begun);
      const seconds = (spent.user + spent.system) / 1e6 / request.seeds.length;
      lines.push({ tower: towerName, loss, seconds, scores });
      await writeResults(request, lines, panels);
    }
  }
}

async function measure(tower: Tower, parameters: Parameters, heldOut: readonly SampledBatch[]) {
  const graph = inferenceGraph(tower, parameters, { precision: 'float', tokenStates: false });
  const runner = await compileGraph(graph);
  const scores: Record<string, number> = {};
  const matches: number[] = [];
  const nonMatches: number[] = [];
  for (const batch of heldOut) {
    const anchors = await encode(runner, tower, batch, 'anchors');
    const positives = await encode(runner, tower, batch, 'positives');
    const square = squareOf(batch, (i, j) => dot(anchors[i]!, positives[j]!));
    const own = Array.from({ length: square.size }, (_, i) => square.score(i, i));
    const hardest = hardestNonMatches(square);
    scores[`${batch.pairs.kind} MRR`] = meanReciprocalRank(square);
    scores[`${batch.pairs.kind} AUC`] = areaUnderCurve(own, hardest);
    matches.push(...own.map(distanceFromSimilarity));
    nonMatches.push(...hardest.map(distanceFromSimilarity));
  }
  await runner.dispose();
  return { scores, distances: { matches, nonMatches } };
}

function lexicalLines(heldOut: readonly SampledBatch[]): Line[] {
  const scored = new Map<string, Record<string, number>>();
  for (const batch of heldOut) {
    const { anchors, positives, kind } = batch.pairs;
    for (const [name, scorer] of Object.entries(lexicalBaselines(anchors, positives, batch.rows))) {
      const square = squareOf(batch, scorer);
      const own = Array.from({ length: square.size }, (_, i) => scorer(i, i));
      const scores = scored.get(name) ?? {};
      scores[`${kind} MRR`] = meanReciprocalRank(square);
      scores[`${kind} AUC`] = areaUnderCurve(own, hardestNonMatches(square));
      scored.set(name, scores);
    }
  }
  return [...scored].map(([loss, scores]) => ({
    tower: 'words',
    loss,
    seconds: 0,
    scores: [scores],
  }));
}

function squareOf(
  { pairs, rows }: SampledBatch,
  score: (i: number, j: number) => number,
): SquareScores {
  const group = (i: number) => pairs.groups?.[rows[i]!] ?? rows[i]!;
  return { size: rows.length, score, isNonMatch: (i, j) => i !== j && group(i) !== group(j) };
}

/** Cut as in training, at most this many tokens: less than what ships, for the time it saves. */
const MAX_TOKENS = 96;

async function encode(
  runner: GraphRunner,
  tower: Tower,
  { pairs, rows }: SampledBatch,
  side: 'anchors' | 'positives',
): Promise<Float32Array[]> {
  const { dimensions } = tower;
  const texts = [...rows].map((row) => sequence(pairs[side], row));
  const embeddings = await encodeSequences(runner, texts, { ...tower, maxTokens: MAX_TOKENS });
  return texts.map((_, i) => embeddings.subarray(i * dimensions, (i + 1) * dimensions));
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

async function writeResults(
  { outputFolder }: CompareRequest,
  lines: readonly Line[],
  panels: ReadonlyMap<string, readonly DistancePanel[]>,
): Promise<void> {
  const columns = [...new Set(lines.flatMap((line) => Object.keys(line.scores[0] ?? {})))];
  const cell = (line: Line, column: string) => {
    const values = line.scores.map((score) => score[column] ?? Number.NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.max(...values) - Math.min(...values);
    return values.length > 1 ? `${mean.toFixed(3)} ±${(spread / 2).toFixed(3)}` : mean.toFixed(3);
  };
  const table = [
    `| tower | loss | cpu s | ${columns.join(' | ')} |`,
    `|---|---|---|${columns.map(() => '---|').join('')}`,
    ...lines.map(
      (line) =>
        `| ${line.tower} | ${line.loss} | ${line.seconds.toFixed(0)} | ${columns.map((column) => cell(line, column)).join(' | ')} |`,
    ),
    '',
  ].join('\n');
  await writeFile(join(outputFolder, 'losses-table.md'), table);
  await writeFile(join(outputFolder, 'losses.json'), `${JSON.stringify(lines, null, 1)}\n`);
  for (const [tower, list] of panels) {
    const picture = histogramPicture(list, `Distances of held-out pairs, ${tower}`);
    await writeFile(join(outputFolder, `distances-${tower}.svg`), picture);
  }
}
