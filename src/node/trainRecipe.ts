/** Trains by a recipe on disk: pair sets in, checkpoints, loss curve and parameters out. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChosenBigrams, chooseBigrams } from '../core/siamese/chooseBigrams.ts';
import { curvePicture } from '../core/siamese/curvePicture.ts';
import { createLoss } from '../core/siamese/losses/registry.ts';
import { decodePairSet, type PairKind, type PairSet } from '../core/siamese/pairSet.ts';
import { initialParameters, logIdf, transferParameters } from '../core/siamese/parameters.ts';
import { Random } from '../core/siamese/random.ts';
import { parseRecipe, type Recipe } from '../core/siamese/recipe.ts';
import { Trainer, type TrainingOptions } from '../core/siamese/trainer.ts';
import { BIGRAM_TOKENS } from '../core/towers/bigrams.ts';
import { encodeParameters, type StoredTensor } from '../core/towers/parameterFile.ts';
import { createTower } from '../core/towers/registry.ts';
import type { Tower } from '../core/towers/tower.ts';
import { UserError } from '../core/userError.ts';
import { measureRanges } from './measureRanges.ts';
import { mineHardNegatives } from './mineHardNegatives.ts';
import { compileGraph } from './onnxRuntime.ts';
import { startParameters } from './startParameters.ts';
import { openTeachers } from './teacher.ts';

export interface RecipeRequest {
  readonly recipePath: string;
  /** Holds `<kind>.pairs`. */
  readonly pairsFolder: string;
  /** Checkpoints, curve and parameters go here; a checkpoint found here is resumed. */
  readonly workFolder: string;
  /** Parameters to start from, a `.safetensors` file or a model folder; those of the same name and shape are taken over. */
  readonly startPath?: string;
  /** Trained parameters to learn from, for the loss `distillation`. */
  readonly teacherPaths?: readonly string[];
}

export interface TrainProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly secondsLeft: number;
}

export interface TrainResult {
  readonly parametersPath: string;
  readonly finished: boolean;
}

/** A checkpoint this often costs under 1 % of the time and loses at most this much. */
const CHECKPOINT_EVERY_MS = 5 * 60_000;

/** @throws UserError on a bad recipe, missing pairs, or pairs of different tokenizers. */
export async function trainRecipe(
  request: RecipeRequest,
  progress: (progress: TrainProgress) => void,
  signal?: AbortSignal,
): Promise<TrainResult> {
  const recipe = parseRecipe(await readText(request.recipePath), request.recipePath);
  const sets = await readPairs(recipe, request.pairsFolder);
  const tower = createTower(recipe.tower);
  const known = request.startPath ? await startParameters(request.startPath) : undefined;
  const fresh = initialParameters(
    tower,
    logIdf([...sets.keys()], recipe.tower.vocabulary),
    new Random(recipe.options.seed),
    tower.bigrams
      ? (knownBigrams(known, tower.bigrams) ??
          chooseBigrams([...sets.keys()], recipe.tower.vocabulary, tower.bigrams))
      : undefined,
  );
  const loss = createLoss(recipe.loss);
  const start = known ? transferParameters(tower, fresh, known, Object.keys(loss.learned)) : fresh;
  const tokenizerHash = [...sets.keys()][0]!.tokenizerHash;
  const teacher = request.teacherPaths?.length
    ? await openTeachers(request.teacherPaths, tokenizerHash, recipe.options.maxTokens)
    : undefined;
  if (loss.usesTeacher && !teacher) {
    throw new UserError(
      'usage',
      `the loss "${loss.name}" learns from a trained encoder`,
      'Give it with --teacher FILE.',
    );
  }
  const trainer = await Trainer.create({
    tower,
    loss,
    ...(teacher ? { teacher: teacher.ask } : {}),
    kinds: [...sets].map(([pairs, weight]) => ({ pairs, weight })),
    options: recipe.options,
    start,
    compile: compileGraph,
  });
  await mkdir(request.workFolder, { recursive: true });
  const path = (ending: string) => join(request.workFolder, `${recipe.name}.${ending}`);
  if (existsSync(path('checkpoint'))) trainer.resume(await readFile(path('checkpoint')));

  const save = async () => {
    await writeSafely(path('checkpoint'), trainer.checkpoint());
    const finished = trainer.step >= recipe.options.steps;
    const ranges = finished
      ? await measureRanges(tower, trainer.parameters, [...sets.keys()], recipe.options.maxTokens)
      : {};
    const metadata = {
      recipe: JSON.stringify(recipe),
      tokenizerHash,
      ranges: JSON.stringify(ranges),
    };
    await writeSafely(
      path('safetensors'),
      encodeParameters({ tensors: trainer.parameters, metadata }),
    );
    await writeSafely(path('curve.json'), `${JSON.stringify(trainer.curve, null, 1)}\n`);
    await writeSafely(path('curve.svg'), curvePicture(trainer.curve, recipe.name));
  };
  const firstStep = trainer.step;
  const begun = performance.now();
  let saved = begun;
  const { mineEvery = 0, hardShare } = recipe.options;
  const mines = mineEvery > 0 && hardShare > 0;
  const mine = async () => {
    const mined = [...sets].map(async ([pairs, weight]) => ({
      pairs: await mineSome(pairs, tower, trainer, recipe.options, signal),
      weight,
    }));
    trainer.replacePairs(await Promise.all(mined));
  };
  // Without a trained start there is nothing to mine with yet; after an interruption there is.
  if (mines && (request.startPath !== undefined || firstStep > 0)) await mine();
  await trainer.run(async (step, lossNow) => {
    const now = performance.now();
    const perStep = (now - begun) / (step - firstStep);
    const secondsLeft = ((recipe.options.steps - step) * perStep) / 1000;
    progress({ step, steps: recipe.options.steps, loss: lossNow, secondsLeft });
    if (mines && step % mineEvery === 0 && step < recipe.options.steps) await mine();
    if (now - saved > CHECKPOINT_EVERY_MS) {
      saved = now;
      await save();
    }
  }, signal);
  await save();
  await trainer.dispose();
  await teacher?.dispose();
  return { parametersPath: path('safetensors'), finished: trainer.step >= recipe.options.steps };
}

/** Those of the start, whose weights are taken over with them: choosing takes a minute. */
function knownBigrams(
  known: ReadonlyMap<string, StoredTensor> | undefined,
  count: number,
): ChosenBigrams | undefined {
  const tokens = known?.get(BIGRAM_TOKENS)?.values;
  return tokens?.length === 2 * count ? { tokens, logIdf: new Float32Array(count) } : undefined;
}

/** Rows mined at a time, and negatives kept for each: mining costs about as much as training on so many pairs. */
const MINED_ROWS = 16_384;
const MINED_BLOCK = 8192;
const MINED_PER_PAIR = 4;

/** Hard negatives for a stretch of the pairs, another one each time. */
async function mineSome(
  pairs: PairSet,
  tower: Tower,
  trainer: Trainer,
  { maxTokens, mineEvery = 1 }: TrainingOptions,
  signal?: AbortSignal,
): Promise<PairSet> {
  const stretches = Math.ceil(pairs.count / MINED_ROWS);
  const from = (Math.floor(trainer.step / mineEvery) % stretches) * MINED_ROWS;
  const rows = { from, to: Math.min(from + MINED_ROWS, pairs.count) };
  const options = { perPair: MINED_PER_PAIR, block: MINED_BLOCK, maxTokens, rows };
  return mineHardNegatives(pairs, tower, trainer.parameters, options, () => {}, signal);
}

/** The pair sets a recipe draws from, with their weights. */
export async function readPairs(recipe: Recipe, folder: string): Promise<Map<PairSet, number>> {
  const sets = new Map<PairSet, number>();
  for (const [kind, weight] of Object.entries(recipe.kinds) as [PairKind, number][]) {
    if (!(weight > 0)) continue;
    const file = join(folder, `${kind}.pairs`);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(file);
    } catch (cause) {
      throw new UserError(
        'no-such-file',
        `no pairs of kind "${kind}" at ${file}`,
        'Build the corpus first, or give that kind the weight 0.',
        { cause },
      );
    }
    sets.set(decodePairSet(bytes), weight);
  }
  const hashes = new Set([...sets.keys()].map((set) => set.tokenizerHash));
  if (hashes.size > 1) {
    throw new UserError(
      'bad-input',
      `the pair sets in ${folder} were made by ${hashes.size} different tokenizers`,
      'Build them again in one go.',
    );
  }
  return sets;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError('no-such-file', `cannot read ${path}`, 'Give the path of a recipe.', {
      cause,
    });
  }
}

/** Whole or not at all. */
async function writeSafely(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
