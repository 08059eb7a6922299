/** A tiny model with seeded random weights, in the folder layout that ships: for tests of loading. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Graph } from '../../src/core/graph/graph.ts';
import { encodeOnnx } from '../../src/node/onnxFile.ts';
import { randomValues } from '../core/graph/check.ts';

const SPECIAL = ['[PAD]', '[UNK]'];
/** GPT-2's printable stand-ins for the 256 bytes: printable Latin-1 as it is, the rest from U+0100 on. */
const BYTES = (() => {
  const isPlain = (b: number) => (b > 32 && b < 127) || (b > 160 && b < 173) || b > 173;
  let next = 256;
  return Array.from({ length: 256 }, (_, b) => String.fromCharCode(isPlain(b) ? b : next++));
})();

export interface RandomModel {
  readonly dimensions?: number;
  readonly seed?: number;
  /** Whether the graph pools and normalises, as the models that ship do. */
  readonly pooled?: boolean;
  readonly lookalike?: Readonly<Record<string, unknown>>;
}

/** Writes the model's files under `folder`. */
export async function writeRandomModel(folder: string, model: RandomModel = {}): Promise<void> {
  const merges = [
    ['r', 'e'],
    ['t', 'u'],
    ['re', 'tu'],
    ['r', 'n'],
    ['retu', 'rn'],
  ] as const;
  const words = [...SPECIAL, ...BYTES, ...merges.map(([a, b]) => a + b)];
  const vocabulary = Object.fromEntries(words.map((word, id) => [word, id]));
  await mkdir(path.join(folder, 'onnx'), { recursive: true });
  const json = (name: string, value: unknown) =>
    writeFile(path.join(folder, name), JSON.stringify(value));
  await json('config.json', {
    model_type: 'bert',
    architectures: ['BertModel'],
    hidden_size: model.dimensions ?? 8,
    vocab_size: words.length,
    ...(model.lookalike ? { lookalike: model.lookalike } : {}),
  });
  await json('tokenizer_config.json', {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: 64,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
  });
  await json('tokenizer.json', {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: 'ByteLevel',
      add_prefix_space: false,
      trim_offsets: true,
      use_regex: true,
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '[UNK]',
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      vocab: vocabulary,
      merges,
    },
  });
  const onnx = encodeOnnx(graphOf(words.length, model), 'random');
  await writeFile(path.join(folder, 'onnx', 'model_quantized.onnx'), onnx);
}

function graphOf(vocabulary: number, { dimensions = 8, seed = 1, pooled = true }: RandomModel) {
  const graph = new Graph();
  const shape = ['batch', 'tokens'];
  const ids = graph.input('input_ids', shape, 'int64');
  const mask = graph.input('attention_mask', shape, 'int64');
  const table = graph.constant(randomValues(vocabulary * dimensions, seed), [
    vocabulary,
    dimensions,
  ]);
  const states = graph.node('Gather', [table, ids], [...shape, dimensions]);
  if (!pooled) {
    graph.output('last_hidden_state', states);
    return graph.model();
  }
  const weights = graph.node('Cast', [mask], shape, { attributes: { to: 1 } });
  const column = graph.node('Unsqueeze', [weights, graph.integers(2)], [...shape, 1]);
  const kept = graph.node('Mul', [states, column], [...shape, dimensions]);
  const sum = graph.node('ReduceSum', [kept, graph.integers(1)], ['batch', dimensions], {
    attributes: { keepdims: 0 },
  });
  const length = graph.node('ReduceL2', [sum], ['batch', 1], {
    attributes: { axes: [1], keepdims: 1 },
  });
  graph.output('sentence_embedding', graph.node('Div', [sum, length], ['batch', dimensions]));
  return graph.model();
}
