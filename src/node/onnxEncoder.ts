/** The hot path of encoding: our own tokenizer and ONNX Runtime, nothing between them. */
import { type Batch, bucketByLength } from '../core/encoder/bucketing.ts';
import type { Encoder, EncoderInput } from '../core/encoder/encoder.ts';
import type { TextTokenizer } from '../core/encoder/tokenizer.ts';
import { makeUnitRows } from '../core/encoder/unitRows.ts';
import type { Feed } from '../core/graph/runner.ts';
import { type ModelFolder, unreadable } from './modelFolder.ts';
import { OnnxRuntime } from './onnxRuntime.ts';

/**
 * Activations beyond this leave the second-level cache: 32 rows of a transformer were 15-35 % slower per text.
 * A bag is as fast from 4 rows to 64 (measured: 40,000 texts per CPU-second, 20,000 one by one).
 */
const LIMITS = { rows: 8, tokens: 1024 };
/** Characters per token at most that are worth tokenizing: a token of code holds three or four on average. */
const CHARACTERS_PER_TOKEN = 24;

const OUTPUT = 'sentence_embedding';

export class OnnxEncoder implements Encoder {
  readonly id: string;
  readonly dimensions: number;
  private readonly model: ModelFolder;
  private readonly runtime: OnnxRuntime;
  private readonly tokenizer: TextTokenizer;

  private constructor(model: ModelFolder, runtime: OnnxRuntime, tokenizer: TextTokenizer) {
    this.id = model.encoderId;
    this.dimensions = model.dimensions;
    this.model = model;
    this.runtime = runtime;
    this.tokenizer = tokenizer;
  }

  /** True for models whose graph pools and normalises by itself. */
  static canLoad(model: ModelFolder): boolean {
    return model.outputs.includes(OUTPUT);
  }

  /** @throws UserError('model-unreadable') where the runtime refuses the network. */
  static async load(model: ModelFolder, tokenizer: TextTokenizer): Promise<OnnxEncoder> {
    let runtime: OnnxRuntime;
    try {
      runtime = await OnnxRuntime.load(model.onnx);
    } catch (cause) {
      throw unreadable(model.folder, 'onnx/model_quantized.onnx', 'the runtime refuses it', cause);
    }
    return new OnnxEncoder(model, runtime, tokenizer);
  }

  async encode(inputs: readonly EncoderInput[], signal?: AbortSignal): Promise<Float32Array> {
    const tokens = inputs.map((input) => this.tokenIds(input));
    const embeddings = new Float32Array(inputs.length * this.dimensions);
    for (const batch of bucketByLength(
      tokens.map(({ length }) => length),
      LIMITS,
    )) {
      signal?.throwIfAborted();
      const rows = await this.run(tokens, batch);
      for (const [index, row] of batch.rows.entries()) {
        const from = index * this.dimensions;
        embeddings.set(rows.subarray(from, from + this.dimensions), row * this.dimensions);
      }
    }
    makeUnitRows(embeddings, this.dimensions);
    return embeddings;
  }

  async dispose(): Promise<void> {
    await this.runtime.dispose();
  }

  tokenIds({ text, kind }: EncoderInput): ArrayLike<number> {
    const { maxTokens, prefix } = this.model;
    const tokens = this.tokenizer.encode(
      prefix[kind] + text.slice(0, maxTokens * CHARACTERS_PER_TOKEN),
    );
    return tokens.length > maxTokens ? Array.from(tokens).slice(0, maxTokens) : tokens;
  }

  /** @returns `(batch.rows.length, dimensions)` */
  private async run(tokens: readonly ArrayLike<number>[], batch: Batch): Promise<Float32Array> {
    const shape = [batch.rows.length, batch.width];
    const ids = new BigInt64Array(batch.rows.length * batch.width);
    const mask = new BigInt64Array(ids.length);
    for (const [index, row] of batch.rows.entries()) {
      const rowTokens = tokens[row]!;
      for (let k = 0; k < rowTokens.length; k++) {
        ids[index * batch.width + k] = BigInt(rowTokens[k]!);
        mask[index * batch.width + k] = 1n;
      }
    }
    const feeds: Record<string, Feed> = {
      input_ids: { type: 'int64', data: ids, shape },
      attention_mask: { type: 'int64', data: mask, shape },
    };
    const { [OUTPUT]: output } = await this.runtime.run(feeds, [OUTPUT]);
    const expected = batch.rows.length * this.dimensions;
    if (output?.data.length !== expected) {
      throw new RangeError(`${output?.data.length} values from the encoder, expected ${expected}`);
    }
    return output.data;
  }
}
