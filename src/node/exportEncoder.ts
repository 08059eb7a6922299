/** Writes a trained tower as a model folder in the layout that transformers.js loads, with checksums. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recipe } from '../core/siamese/recipe.ts';
import { inferenceGraph } from '../core/towers/inferenceGraph.ts';
import type { Ranges } from '../core/towers/int8Weights.ts';
import { decodeParameters } from '../core/towers/parameterFile.ts';
import { createTower } from '../core/towers/registry.ts';
import { UserError } from '../core/userError.ts';
import { encodeOnnx } from './onnxFile.ts';

export interface ExportRequest {
  readonly parametersPath: string;
  readonly tokenizerPath: string;
  readonly modelFolder: string;
  /** Longer texts are cut here. */
  readonly maxTokens: number;
  /** Writes onnx/model.onnx, for measuring what int8 costs; the extension never needs it. */
  readonly withFloat: boolean;
}

/** @throws UserError if the tokenizer is not the one whose ids the tower was trained on. */
export async function exportEncoder(request: ExportRequest): Promise<Record<string, string>> {
  const { tensors, metadata } = decodeParameters(await readFile(request.parametersPath));
  const recipeText = metadata['recipe'];
  if (!recipeText) {
    throw new UserError(
      'bad-input',
      `${request.parametersPath} does not say which recipe made it`,
      'Give the .safetensors file that a training wrote.',
    );
  }
  const recipe = JSON.parse(recipeText) as Recipe;
  const tokenizer = await readFile(request.tokenizerPath);
  const expected = metadata['tokenizerHash'];
  if (expected !== sha256(tokenizer)) {
    throw new UserError(
      'bad-input',
      `${request.tokenizerPath} is not the tokenizer of this training (${expected})`,
      'Give the tokenizer.json that made its pairs.',
    );
  }
  const tower = createTower(recipe.tower);
  const ranges = JSON.parse(metadata['ranges'] || '{}') as Ranges;
  const graph = (precision: 'float' | 'int8') =>
    encodeOnnx(
      inferenceGraph(tower, tensors, { precision, tokenStates: true, ranges }),
      recipe.name,
    );
  const files: Record<string, Uint8Array> = {
    'config.json': json({
      model_type: 'bert',
      architectures: ['BertModel'],
      tower: recipe.tower,
      hidden_size: tower.dimensions,
      vocab_size: recipe.tower.vocabulary,
      max_position_embeddings: request.maxTokens,
    }),
    'tokenizer.json': tokenizer,
    'tokenizer_config.json': json({
      tokenizer_class: 'PreTrainedTokenizerFast',
      model_max_length: request.maxTokens,
      pad_token: '[PAD]',
      unk_token: '[UNK]',
    }),
    'onnx/model_quantized.onnx': graph('int8'),
    ...(request.withFloat ? { 'onnx/model.onnx': graph('float') } : {}),
  };
  await mkdir(join(request.modelFolder, 'onnx'), { recursive: true });
  const checksums: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(request.modelFolder, name), bytes);
    if (name !== 'onnx/model.onnx') checksums[name] = sha256(bytes);
  }
  await writeFile(join(request.modelFolder, 'checksums.json'), json(checksums));
  return checksums;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
