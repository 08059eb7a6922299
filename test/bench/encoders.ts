/** Snippets a second: the encoder that ships against one of MiniLM's size, same runtime, same texts. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTokenizer } from '../../src/core/encoder/tokenizer.ts';
import { inferenceGraph } from '../../src/core/towers/inferenceGraph.ts';
import { createTower } from '../../src/core/towers/registry.ts';
import { readModelFolder } from '../../src/node/modelFolder.ts';
import { OnnxEncoder } from '../../src/node/onnxEncoder.ts';
import { encodeOnnx } from '../../src/node/onnxFile.ts';
import { modelFolderOf } from '../../src/node/openEncoder.ts';
import { seededRandom } from '../core/index/unitRows.ts';
import type { Measured } from './measure.ts';
import { sourcePieces } from './sources.ts';

const PIECES = 256;
const ROUNDS = 5;

export async function measureEncoders(models: string): Promise<Measured[]> {
  const texts = sourcePieces(PIECES);
  const folder = await modelFolderOf({
    shipped: [models],
    storage: tmpdir(),
    model: undefined,
    allowDownload: false,
  });
  const ours = await load(folder);
  const rivalFolder = mkdtempSync(join(tmpdir(), 'lookalike-rival-'));
  try {
    await writeRival(rivalFolder, folder);
    const rival = await load(rivalFolder);
    const inputs = texts.map((text) => ({ text, kind: 'code' as const }));
    const speeds: { ours: number[]; rival: number[] } = { ours: [], rival: [] };
    await ours.encode(inputs);
    await rival.encode(inputs.slice(0, 16));
    // Turn by turn, so that a busy moment of the machine falls on both.
    for (let round = 0; round < ROUNDS; round++) {
      speeds.ours.push(await speed(ours, inputs));
      speeds.rival.push(await speed(rival, inputs));
    }
    await ours.dispose();
    await rival.dispose();
    const [fast, slow] = [median(speeds.ours), median(speeds.rival)];
    return [
      { name: `${ours.id.split('@')[0]}`, value: fast, unit: 'snippets/CPU-s', ratio: fast / slow },
      { name: '6 layers × 384, int8', value: slow, unit: 'snippets/CPU-s', ratio: 1 },
    ];
  } finally {
    rmSync(rivalFolder, { recursive: true, force: true });
  }
}

async function load(folder: string): Promise<OnnxEncoder> {
  const model = await readModelFolder(folder);
  const tokenizer = readTokenizer(model.tokenizerJson);
  if (!tokenizer) throw new Error(`${folder} has a tokenizer of another kind`);
  return OnnxEncoder.load(model, tokenizer);
}

async function speed(
  encoder: OnnxEncoder,
  inputs: readonly { text: string; kind: 'code' }[],
): Promise<number> {
  const start = process.cpuUsage();
  await encoder.encode(inputs);
  const { user, system } = process.cpuUsage(start);
  return (inputs.length * 1e6) / (user + system);
}

/** A transformer of MiniLM's size with random weights: only its cost means anything. */
async function writeRival(folder: string, ours: string): Promise<void> {
  const { maxTokens, tokenizerJson } = await readModelFolder(ours);
  const vocabulary = Object.keys(JSON.parse(tokenizerJson).model.vocab).length;
  const shape = { vocabulary, dimensions: 384, width: 384, layers: 6, heads: 12, maxTokens };
  const tower = createTower({ kind: 'transformer', ...shape });
  const random = seededRandom(1);
  const tensors = new Map(
    tower.parameters.map(({ name, shape, initial }) => {
      const size = shape.reduce((product, side) => product * side, 1);
      const value = () =>
        initial.kind === 'constant'
          ? initial.value
          : (random() + random() + random() + random() - 2) *
            1.7 *
            (initial.kind === 'normal' ? initial.deviation : 1);
      return [name, { shape, values: Float32Array.from({ length: size }, value) }] as const;
    }),
  );
  const graph = inferenceGraph(tower, tensors, { precision: 'int8', tokenStates: false });
  mkdirSync(join(folder, 'onnx'));
  writeFileSync(join(folder, 'onnx', 'model_quantized.onnx'), encodeOnnx(graph, 'rival'));
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
    copyFileSync(join(ours, name), join(folder, name));
  }
  const config = { hidden_size: 384, max_position_embeddings: maxTokens };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
