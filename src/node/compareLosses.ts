/** Trains every loss on every tower under one budget and measures them on the same held-out pairs. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseBigrams } from '../core/siamese/chooseBigrams.ts';
import { type DistancePanel, histogramPicture } from '../core/siamese/histogramPicture.ts';
import { createLoss } from '../core/siamese/losses/registry.ts';
import { initialParameters, logIdf, type Parameters } from '../core/siamese/parameters.ts';
import { Random } from '../core/siamese/random.ts';
import type { Recipe } from '../core/siamese/recipe.ts';
import { Sampler } from '../core/siamese/sampler.ts';
import { Trainer } from '../core/siamese/trainer.ts';
import { createTower, type TowerSpec } from '../core/towers/registry.ts';
import { type MeasureOptions, measureTower, measureWords, type Scores } from './measureTower.ts';
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
  readonly also?: NonNullable<MeasureOptions['also']>;
  /** What words alone score on `also`, by system. */
  readonly wordsAlso?: ReadonlyMap<string, Scores>;
}

/** One line of a table: what was trained, and the scores of each seed. */
export interface ComparisonLine {
  readonly tower: string;
  readonly loss: string;
  /** CPU time a seed, training and measuring, s */
  readonly seconds: number;
  readonly scores: readonly Scores[];
}

/** Pairs per kind: every anchor meets this many candidates. */
export const HELD_OUT_PAIRS = 250;
/** Longest text measured: less than what ships, for the time it saves. */
export const MEASURED_TOKENS = 96;

export async function compareLosses(
  request: CompareRequest,
  progress: (done: number, total: number, what: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const sets = await readPairs(request.recipe, request.pairsFolder);
  const kinds = [...sets].map(([pairs, weight]) => ({ pairs, weight }));
  const heldOut = new Sampler(kinds, request.recipe.options).heldOut(HELD_OUT_PAIRS);
  const { vocabulary } = request.recipe.tower;
  const idf = logIdf([...sets.keys()], vocabulary);
  const lines: ComparisonLine[] = [...measureWords(heldOut)].map(([loss, scores]) => ({
    tower: 'words',
    loss,
    seconds: 0,
    scores: [{ ...scores, ...request.wordsAlso?.get(loss) }],
  }));
  const panels = new Map<string, DistancePanel[]>();
  const total = Object.keys(request.towers).length * request.losses.length * request.seeds.length;
  let done = 0;
  const untrainedLoss = 'untrained';
  await mkdir(request.outputFolder, { recursive: true });
  for (const [towerName, spec] of Object.entries(request.towers)) {
    const tower = createTower(spec);
    const pairsOfTokens = tower.bigrams
      ? chooseBigrams([...sets.keys()], vocabulary, tower.bigrams)
      : undefined;
    for (const loss of [untrainedLoss, ...request.losses]) {
      const scores: Scores[] = [];
      const begun = process.cpuUsage();
      for (const seed of request.seeds) {
        signal?.throwIfAborted();
        progress(done, total, `${towerName} ${loss} seed ${seed}`);
        const start = initialParameters(tower, idf, new Random(seed), pairsOfTokens);
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
        const measured = await measureTower(tower, parameters, heldOut, {
          maxTokens: MEASURED_TOKENS,
          ...(request.also ? { also: request.also } : {}),
        });
        scores.push(measured.scores);
        if (seed === request.seeds[0]) {
          const known = panels.get(towerName) ?? [];
          panels.set(towerName, [...known, { title: loss, ...measured.distances }]);
        }
      }
      const spent = process.cpuUsage(begun);
      const seconds = (spent.user + spent.system) / 1e6 / request.seeds.length;
      lines.push({ tower: towerName, loss, seconds, scores });
      await writeResults(request.outputFolder, lines, panels);
    }
  }
}

async function writeResults(
  outputFolder: string,
  lines: readonly ComparisonLine[],
  panels: ReadonlyMap<string, readonly DistancePanel[]>,
): Promise<void> {
  await writeFile(join(outputFolder, 'losses-table.md'), comparisonTable(lines));
  await writeFile(join(outputFolder, 'losses.json'), `${JSON.stringify(lines, null, 1)}\n`);
  for (const [tower, list] of panels) {
    const picture = histogramPicture(list, `Distances of held-out pairs, ${tower}`);
    await writeFile(join(outputFolder, `distances-${tower}.svg`), picture);
  }
}

/** A Markdown table, mean ± half the range over the seeds; held-out AUC is left to the data. */
export function comparisonTable(lines: readonly ComparisonLine[]): string {
  const all = new Set(lines.flatMap((line) => Object.keys(line.scores[0] ?? {})));
  const columns = [...all].filter((name) => !/^\w+ AUC$/.test(name));
  const cell = (line: ComparisonLine, column: string) => {
    const values = line.scores.flatMap((score) => score[column] ?? []);
    if (values.length === 0) return '';
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = (Math.max(...values) - Math.min(...values)) / 2;
    return values.length > 1 ? `${mean.toFixed(3)} ±${spread.toFixed(3)}` : mean.toFixed(3);
  };
  return [
    `| tower | loss | cpu s | ${columns.map((name) => name.replace(/^(\w+) MRR$/, '$1')).join(' | ')} |`,
    `|---|---|---|${columns.map(() => '---|').join('')}`,
    ...lines.map((line) => {
      const cells = columns.map((column) => cell(line, column));
      return `| ${line.tower} | ${line.loss} | ${line.seconds.toFixed(0)} | ${cells.join(' | ')} |`;
    }),
    '',
  ].join('\n');
}
