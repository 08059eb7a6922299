/** A trained encoder as the teacher of a smaller one. */
import { readFile } from 'node:fs/promises';
import type { Recipe } from '../core/siamese/recipe.ts';
import type { Teacher } from '../core/siamese/trainer.ts';
import { inferenceGraph } from '../core/towers/inferenceGraph.ts';
import { decodeParameters, type StoredTensor } from '../core/towers/parameterFile.ts';
import { createTower } from '../core/towers/registry.ts';
import type { Tower } from '../core/towers/tower.ts';
import { UserError } from '../core/userError.ts';
import { encodeSequences } from './encodeSequences.ts';
import { compileGraph } from './onnxRuntime.ts';

export interface OpenTeacher {
  readonly ask: Teacher;
  dispose(): Promise<void>;
}

/**
 * Several teachers: the mean of their cosines.
 * @param paths `.safetensors` files of finished trainings on the same tokenizer
 * @throws UserError on a file that does not say which recipe or tokenizer made it, or that another tokenizer made.
 */
export async function openTeachers(
  paths: readonly string[],
  tokenizerHash: string,
  maxTokens: number,
): Promise<OpenTeacher> {
  const trained = paths.map((path) => readTeacher(path, tokenizerHash));
  return teach(await Promise.all(trained), maxTokens);
}

/** Towers with the parameters they were trained to, as one teacher. */
export async function teach(
  trained: readonly {
    readonly tower: Tower;
    readonly parameters: ReadonlyMap<string, StoredTensor>;
  }[],
  maxTokens: number,
): Promise<OpenTeacher> {
  const teachers = await Promise.all(
    trained.map(async ({ tower, parameters }) => {
      const graph = inferenceGraph(tower, parameters, { precision: 'float', tokenStates: false });
      return { tower, runner: await compileGraph(graph) };
    }),
  );
  return {
    async ask(anchors, positives) {
      const mean = new Float32Array(anchors.length * positives.length);
      for (const { tower, runner } of teachers) {
        const limits = { ...tower, maxTokens: Math.min(maxTokens, tower.maxTokens ?? maxTokens) };
        const a = await encodeSequences(runner, anchors, limits);
        const b = await encodeSequences(runner, positives, limits);
        addCosines(mean, a, b, tower.dimensions, 1 / teachers.length);
      }
      return mean;
    },
    async dispose() {
      for (const { runner } of teachers) await runner.dispose();
    },
  };
}

async function readTeacher(path: string, tokenizerHash: string) {
  const { tensors, metadata } = decodeParameters(await readFile(path));
  if (!metadata['recipe'] || metadata['tokenizerHash'] !== tokenizerHash) {
    throw new UserError(
      'bad-input',
      `${path} is no training on the tokenizer of these pairs`,
      'Give the .safetensors file that a training on the same pairs wrote.',
    );
  }
  const { tower } = JSON.parse(metadata['recipe']) as Recipe;
  return { tower: createTower(tower), parameters: tensors };
}

/** into[i, j] += share · aᵢ·bⱼ */
function addCosines(
  into: Float32Array,
  a: Float32Array,
  b: Float32Array,
  width: number,
  share: number,
): void {
  const columns = b.length / width;
  for (let i = 0; i < a.length / width; i++) {
    for (let j = 0; j < columns; j++) {
      let dot = 0;
      for (let k = 0; k < width; k++) dot += a[i * width + k]! * b[j * width + k]!;
      into[i * columns + j]! += share * dot;
    }
  }
}
