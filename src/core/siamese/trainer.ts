/**
 * The Siamese training loop: batches in, one graph run per step, Adam over what came out.
 *
 * Stops and resumes exactly: a checkpoint holds parameters, moments, step, generator state and the sampler's position.
 */
import type { CompileGraph, Feed, GraphRunner, RunOutput } from '../graph/runner.ts';
import { BIGRAM_TOKENS } from '../towers/bigrams.ts';
import { type BigramTable, bigramTable } from '../towers/bigramTable.ts';
import { decodeParameters, encodeParameters, type StoredTensor } from '../towers/parameterFile.ts';
import type { Tower } from '../towers/tower.ts';
import { type AdamState, adam, adamRows, adamState } from './adam.ts';
import { assembleBatch, type Batch, type BatchRows, type BatchSide } from './batch.ts';
import type { Loss } from './losses/loss.ts';
import { sequence, type TokenIds } from './pairSet.ts';
import { type Parameters, takeRows } from './parameters.ts';
import { perturbRows } from './perturb.ts';
import { Random } from './random.ts';
import { type SampledBatch, Sampler, type WeightedPairs } from './sampler.ts';
import { warmUpCosine } from './schedule.ts';
import { gradientName, stepGraph } from './stepGraph.ts';

export interface TrainingOptions {
  readonly steps: number;
  readonly batchSize: number;
  readonly maxTokens: number;
  /** Full learning rate of per-token tables; a row is touched rarely, so it may step far. */
  readonly tokenRate: number;
  /** Full learning rate of everything else. */
  readonly denseRate: number;
  readonly warmUpSteps: number;
  readonly weightDecay: number;
  readonly dropout: number;
  readonly seed: number;
  readonly heldOut: number;
  readonly hardShare: number;
  /** Hard negatives are mined again with the encoder as it is after so many steps; 0 or left out: never. */
  readonly mineEvery?: number;
  /** Batches of one language, where there are enough pairs of it. */
  readonly byLanguage?: boolean;
  /** Batches of pieces of repositories, where pairs know their places. */
  readonly byPlace?: boolean;
  /** Adversarial training: token embeddings are also seen moved by this share of their length against the loss; 0 or left out: off. */
  readonly adversarial?: number;
  /** Names of parameters that stay as they are. */
  readonly frozen: readonly string[];
  /** Steps between two points of the validation curve. */
  readonly validateEvery: number;
}

export interface CurvePoint {
  readonly step: number;
  /** Mean training loss since the last point, by kind of pair. */
  readonly training: Readonly<Record<string, number>>;
  /** Loss on held-out pairs, by kind. */
  readonly validation: Readonly<Record<string, number>>;
}

export interface Training {
  readonly tower: Tower;
  readonly loss: Loss;
  readonly kinds: readonly WeightedPairs[];
  readonly options: TrainingOptions;
  readonly start: Parameters;
  readonly compile: CompileGraph;
  /** For a loss that learns from one. */
  readonly teacher?: Teacher;
}

/** A trained encoder: cosines of every anchor with every positive, `(batch, batch)`. */
export type Teacher = (
  anchors: readonly TokenIds[],
  positives: readonly TokenIds[],
) => Promise<Float32Array>;

/** A number the loss learns moves this much faster than the network: it is one number and sees every pair. */
const LEARNED_RATE_FACTOR = 3;
/** Pairs per kind in the validation loss: enough for two digits. */
const VALIDATION_PAIRS = 512;

export class Trainer {
  readonly parameters: Parameters;
  readonly curve: CurvePoint[] = [];
  #training: Training;
  readonly #runner: GraphRunner;
  readonly #states = new Map<string, AdamState>();
  readonly #learned: readonly string[];
  /** Tables that a batch sees some rows of. */
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #vocabularySize: number;
  /** Rows of tables as they are fed, by name: megabytes in every step, so filled again instead of made anew. */
  readonly #rooms = new Map<string, Float32Array>();
  readonly #fixed: ReadonlySet<string>;
  readonly #bigrams: BigramTable | undefined;
  readonly #frozen: ReadonlySet<string>;
  #sampler: Sampler;
  #random: Random;
  #step = 0;
  #losses: Record<string, { sum: number; count: number }> = {};

  private constructor(training: Training, runner: GraphRunner) {
    this.#training = training;
    this.#runner = runner;
    this.#frozen = new Set(training.options.frozen);
    // What stays as it is may be large, and is shared.
    this.parameters = new Map(
      [...training.start].map(([name, { shape, values }]) => [
        name,
        { shape, values: this.#frozen.has(name) ? values : values.slice() },
      ]),
    );
    this.#learned = Object.keys(training.loss.learned);
    for (const name of this.#learned) {
      const known = this.parameters.get(name);
      const values = known?.values ?? Float32Array.of(training.loss.learned[name]!);
      this.parameters.set(name, { shape: [], values });
    }
    const specs = training.tower.parameters;
    this.#tables = new Map<string, Table>(
      specs
        .filter(({ perToken }) => perToken)
        .map(({ name, shape, rows, firstRow = 0 }) => [
          name,
          { rows: rows ?? 'tokens', firstRow, end: firstRow + shape[0]! },
        ]),
    );
    this.#vocabularySize = Math.max(
      ...[...this.#tables.values()].map(({ rows, end }) => (rows === 'tokens' ? end : 0)),
    );
    this.#fixed = new Set(specs.flatMap(({ name, fixed }) => (fixed ? [name] : [])));
    const pairs =
      training.tower.bigrams === undefined ? undefined : this.parameters.get(BIGRAM_TOKENS);
    this.#bigrams = pairs && bigramTable(pairs.values);
    for (const [name, { values }] of this.parameters) {
      if (!this.#frozen.has(name) && !this.#fixed.has(name))
        this.#states.set(name, adamState(values.length));
    }
    this.#random = new Random(training.options.seed);
    this.#sampler = new Sampler(training.kinds, training.options);
  }

  /** @throws RangeError if a kind of pair is smaller than a batch, or a parameter is missing. */
  static async create(training: Training): Promise<Trainer> {
    if (training.loss.usesTeacher && !training.teacher) {
      throw new RangeError(`the loss ${training.loss.name} needs a teacher`);
    }
    const frozen = new Set(training.options.frozen);
    const graph = stepGraph(training.tower, training.loss, frozen);
    return new Trainer(training, await training.compile(graph));
  }

  get step(): number {
    return this.#step;
  }

  /**
   * Runs until the last step, or until `signal` says stop; a checkpoint then resumes it.
   * @param afterStep waited for after every step: progress, checkpoints.
   * @throws RangeError when the loss stops being a number, with the step.
   */
  async run(
    afterStep: (step: number, loss: number) => void | Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    const { steps, validateEvery } = this.#training.options;
    while (this.#step < steps && !signal?.aborted) {
      const loss = await this.#takeStep();
      if (this.#step % validateEvery === 0 || this.#step === steps) await this.#addCurvePoint();
      await afterStep(this.#step, loss);
    }
  }

  async dispose(): Promise<void> {
    await this.#runner.dispose();
  }

  /** Goes on with the same pairs, their hard negatives mined anew. */
  replacePairs(kinds: readonly WeightedPairs[]): void {
    this.#training = { ...this.#training, kinds };
    this.#sampler = new Sampler(kinds, this.#training.options, this.#sampler.position);
  }

  checkpoint(): Uint8Array {
    const tensors = new Map<string, StoredTensor>(this.parameters);
    for (const [name, { mean, square }] of this.#states) {
      const { shape } = this.parameters.get(name)!;
      tensors.set(`adam.mean.${name}`, { shape, values: mean });
      tensors.set(`adam.square.${name}`, { shape, values: square });
    }
    const state = {
      step: this.#step,
      random: this.#random.state,
      sampler: this.#sampler.position,
      curve: this.curve,
    };
    return encodeParameters({ tensors, metadata: { state: JSON.stringify(state) } });
  }

  /** Continues from `checkpoint()` of a training with the same tower, loss and options. */
  resume(checkpoint: Uint8Array): void {
    const { tensors, metadata } = decodeParameters(checkpoint);
    const take = (name: string, into: Float32Array) => {
      const stored = tensors.get(name);
      if (stored?.values.length !== into.length) {
        throw new RangeError(
          `checkpoint: ${name} has ${stored?.values.length} values, not ${into.length}`,
        );
      }
      into.set(stored.values);
    };
    for (const [name, { values }] of this.parameters) take(name, values);
    for (const [name, { mean, square }] of this.#states) {
      take(`adam.mean.${name}`, mean);
      take(`adam.square.${name}`, square);
    }
    const saved = metadata['state'];
    if (!saved) throw new RangeError('checkpoint without a training state');
    const state = JSON.parse(saved);
    this.#step = state.step;
    this.#random = new Random(state.random);
    this.#sampler = new Sampler(this.#training.kinds, this.#training.options, state.sampler);
    this.curve.splice(0, this.curve.length, ...state.curve);
  }

  async #takeStep(): Promise<number> {
    const { options } = this.#training;
    const sampled = this.#sampler.next(this.#random);
    const batch = this.#assemble(sampled, this.#random);
    const feeds = await this.#feeds(batch, sampled);
    const clean = await this.#runner.run(feeds);
    const results = options.adversarial
      ? await this.#runPerturbed(feeds, clean, options.adversarial)
      : clean;
    const loss = results['loss']!.data[0]!;
    if (!Number.isFinite(loss)) {
      throw new RangeError(`the loss is ${loss} at step ${this.#step} (${sampled.pairs.kind})`);
    }
    const share = warmUpCosine(this.#step, options.steps, options.warmUpSteps);
    this.#step++;
    for (const [name, state] of this.#states) {
      const parameter = this.parameters.get(name)!;
      const gradient = results[gradientName(name)]!.data;
      const adamStep = (rate: number, weightDecay: number) => ({
        rate: rate * share,
        step: this.#step,
        weightDecay,
      });
      const table = this.#tables.get(name);
      if (table) {
        adamRows(parameter.values, gradient, state, {
          ...adamStep(options.tokenRate, 0),
          rows: rowsOf(batch, table),
          firstRow: table.firstRow,
          width: parameter.shape[1]!,
        });
      } else if (this.#learned.includes(name)) {
        const rate = options.denseRate * LEARNED_RATE_FACTOR;
        adam(parameter.values, gradient, state, adamStep(rate, 0));
      } else {
        adam(parameter.values, gradient, state, adamStep(options.denseRate, options.weightDecay));
      }
    }
    const { kind } = sampled.pairs;
    const { sum, count } = this.#losses[kind] ?? { sum: 0, count: 0 };
    this.#losses[kind] = { sum: sum + loss, count: count + 1 };
    return loss;
  }

  /** The mean of `clean` and of what the same batch gives with its token embeddings moved against the loss. */
  async #runPerturbed(
    feeds: Record<string, Feed>,
    clean: Record<string, RunOutput>,
    strength: number,
  ): Promise<Record<string, RunOutput>> {
    const moved: Record<string, Feed> = { ...feeds };
    for (const name of this.#tables.keys()) {
      const { shape } = this.parameters.get(name)!;
      const gradient = clean[gradientName(name)];
      const feed = feeds[name]!;
      if (!gradient || shape[1] === 1 || feed.type !== 'float32') continue;
      const data = perturbRows(feed.data, gradient.data, shape[1]!, strength);
      moved[name] = { ...feed, data };
    }
    const hurt = await this.#runner.run(moved);
    return Object.fromEntries(
      Object.entries(clean).map(([name, { data, shape }]) => {
        const other = hurt[name]!.data;
        return [name, { shape, data: data.map((value, i) => (value + other[i]!) / 2) }];
      }),
    );
  }

  async #addCurvePoint(): Promise<void> {
    const training = Object.fromEntries(
      Object.entries(this.#losses).map(([kind, { sum, count }]) => [kind, sum / count]),
    );
    this.#losses = {};
    const validation: Record<string, number> = {};
    for (const sampled of this.#sampler.heldOut(VALIDATION_PAIRS)) {
      const { loss } = await this.#runner.run(await this.#feeds(this.#assemble(sampled), sampled), [
        'loss',
      ]);
      validation[sampled.pairs.kind] = loss!.data[0]!;
    }
    this.curve.push({ step: this.#step, training, validation });
  }

  #assemble({ pairs, rows }: SampledBatch, random?: Random): Batch {
    const { tower, options } = this.#training;
    const picked = [...rows];
    return assembleBatch(
      picked.map((row) => sequence(pairs.anchors, row)),
      picked.map((row) => sequence(pairs.positives, row)),
      picked.map((row) => pairs.groups?.[row] ?? row),
      {
        ordered: tower.ordered,
        maxTokens:
          tower.fixedTokens ?? Math.min(options.maxTokens, tower.maxTokens ?? options.maxTokens),
        fixed: tower.fixedTokens !== undefined,
        dropout: options.dropout,
        vocabularySize: this.#vocabularySize,
        ...(this.#bigrams ? { bigrams: this.#bigrams } : {}),
        ...(tower.emphasis ? { emphasis: tower.emphasis } : {}),
      },
      random,
    );
  }

  async #feeds(batch: Batch, { pairs, rows }: SampledBatch): Promise<Record<string, Feed>> {
    const feeds: Record<string, Feed> = {
      ...side('anchors', batch.anchors, batch.size),
      ...side('positives', batch.positives, batch.size),
      negatives: float(batch.negatives, [batch.size, batch.size]),
      identity: float(batch.identity, [batch.size, batch.size]),
    };
    const { teacher, loss } = this.#training;
    if (teacher && loss.usesTeacher) {
      const texts = (side: 'anchors' | 'positives') =>
        Array.from(rows, (row) => sequence(pairs[side], row));
      const cosines = await teacher(texts('anchors'), texts('positives'));
      feeds['teacher'] = float(cosines, [batch.size, batch.size]);
    }
    for (const [name, parameter] of this.parameters) {
      if (this.#fixed.has(name)) continue;
      const table = this.#tables.get(name);
      if (!table) {
        feeds[name] = float(parameter.values, parameter.shape);
        continue;
      }
      const rows = rowsOf(batch, table);
      const room = this.#rooms.get(name);
      const values = takeRows(parameter, rows, { ...table, ...(room ? { room } : {}) });
      if (values.length > (room?.length ?? 0)) this.#rooms.set(name, values);
      feeds[name] = float(values, [rows.length, parameter.shape[1]!]);
    }
    return feeds;
  }
}

interface Table {
  readonly rows: 'tokens' | 'bigrams';
  readonly firstRow: number;
  /** The id after its last row. */
  readonly end: number;
}

function rowsOf(batch: Batch, { rows }: Table): Int32Array {
  return rows === 'bigrams' ? batch.bigramVocabulary : batch.vocabulary;
}

function side(name: string, { bigrams, ...tokens }: BatchSide, size: number): Record<string, Feed> {
  return {
    ...rowFeeds(name, tokens, size),
    ...(bigrams ? rowFeeds(`${name}.bigrams`, bigrams, size) : {}),
  };
}

function rowFeeds(name: string, { ids, mask, frequency, tokens }: BatchRows, size: number) {
  const shape = [size, tokens];
  return {
    [`${name}.ids`]: { type: 'int32' as const, data: ids, shape },
    [`${name}.mask`]: float(mask, shape),
    [`${name}.frequency`]: float(frequency, shape),
  };
}

function float(data: Float32Array, shape: readonly number[]): Feed {
  return { type: 'float32', data, shape };
}
