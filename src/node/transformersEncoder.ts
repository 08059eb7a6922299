/** Any encoder that transformers.js runs, from a folder on disk: a user's own, or a downloaded one. */
import path from 'node:path';
import {
  AutoModel,
  AutoTokenizer,
  env,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  type Tensor,
} from '@xenova/transformers';
import { bucketByLength } from '../core/encoder/bucketing.ts';
import type { Encoder, EncoderInput } from '../core/encoder/encoder.ts';
import { makeUnitRows, meanOfTokens } from '../core/encoder/unitRows.ts';
import { type ModelFolder, unreadable } from './modelFolder.ts';

/** See onnxEncoder. */
const LIMITS = { rows: 8, tokens: 1024 };

export class TransformersEncoder implements Encoder {
  readonly id: string;
  readonly dimensions: number;
  private readonly model: ModelFolder;
  private readonly network: PreTrainedModel;
  private readonly tokenizer: PreTrainedTokenizer;

  private constructor(
    model: ModelFolder,
    network: PreTrainedModel,
    tokenizer: PreTrainedTokenizer,
  ) {
    this.id = model.encoderId;
    this.dimensions = model.dimensions;
    this.model = model;
    this.network = network;
    this.tokenizer = tokenizer;
  }

  /** @throws UserError('model-unreadable') where the library refuses the model. */
  static async load(model: ModelFolder): Promise<TransformersEncoder> {
    // The library fetches what it misses on disk unless told not to: here it is told, always.
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    const folder = path.resolve(model.folder);
    env.localModelPath = `${path.dirname(folder)}/`;
    const options = { local_files_only: true } as const;
    try {
      const name = path.basename(folder);
      const tokenizer = await AutoTokenizer.from_pretrained(name, options);
      const network = await AutoModel.from_pretrained(name, {
        ...options,
        dtype: 'q8',
        device: 'cpu',
        session_options: { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 },
      });
      return new TransformersEncoder(model, network, tokenizer);
    } catch (cause) {
      throw unreadable(model.folder, 'onnx/model_quantized.onnx', 'the library refuses it', cause);
    }
  }

  /** Token ids of a text as the reference tokenizer gives them, special tokens included. */
  tokenIds({ text, kind }: EncoderInput): number[] {
    return this.tokenizer.encode(this.model.prefix[kind] + text).slice(0, this.model.maxTokens);
  }

  async encode(inputs: readonly EncoderInput[], signal?: AbortSignal): Promise<Float32Array> {
    const texts = inputs.map(({ text, kind }) => this.model.prefix[kind] + text);
    const lengths = texts.map((text) => text.length);
    const embeddings = new Float32Array(inputs.length * this.dimensions);
    for (const { rows } of bucketByLength(lengths, { ...LIMITS, tokens: Number.MAX_VALUE })) {
      signal?.throwIfAborted();
      const values = await this.run(rows.map((row) => texts[row]!));
      for (const [index, row] of rows.entries()) {
        const from = index * this.dimensions;
        embeddings.set(values.subarray(from, from + this.dimensions), row * this.dimensions);
      }
    }
    makeUnitRows(embeddings, this.dimensions);
    return embeddings;
  }

  async dispose(): Promise<void> {
    await this.network.dispose();
  }

  /** @returns `(texts.length, dimensions)` */
  private async run(texts: string[]): Promise<Float32Array> {
    const inputs: Record<string, Tensor> = this.tokenizer(texts, {
      padding: true,
      truncation: true,
      max_length: this.model.maxTokens,
    });
    const outputs: Record<string, Tensor> = await this.network(inputs);
    const pooled = outputs['sentence_embedding'];
    if (pooled) return pooled.data as Float32Array;
    const states = outputs['last_hidden_state'];
    const mask = inputs['attention_mask'];
    if (!states || !mask) {
      throw new RangeError(`the encoder has no usable output among ${Object.keys(outputs)}`);
    }
    const [rows = 0, tokens = 0, dimensions = 0] = states.dims;
    return meanOfTokens(states.data as Float32Array, mask.data as BigInt64Array, {
      rows,
      tokens,
      dimensions,
    });
  }
}
