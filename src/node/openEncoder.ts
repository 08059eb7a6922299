/** Chooses the encoder: the model that ships, a folder the user names, or a hub model the user consented to. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Encoder } from '../core/encoder/encoder.ts';
import { readTokenizer } from '../core/encoder/tokenizer.ts';
import { UserError } from '../core/userError.ts';
import { downloadModel } from './modelDownload.ts';
import { readModelFolder } from './modelFolder.ts';
import { OnnxEncoder } from './onnxEncoder.ts';

export interface EncoderChoice {
  /** Folders that may hold the models that ship; the first that exists counts. */
  readonly shipped: readonly string[];
  /** Where downloaded models are kept. */
  readonly storage: string;
  /** A folder, or `hub:ORG/NAME`; undefined: the model that ships. */
  readonly model: string | undefined;
  readonly allowDownload: boolean;
  /**
   * Where the chosen model cannot be had (no consent, no network): an editor goes on without it and says so,
   * a terminal, which was asked for just this model, fails.
   */
  readonly goesOnWithoutModel?: boolean;
}

/** @throws UserError where the model is missing, damaged or refused. */
export async function openEncoder(choice: EncoderChoice, signal?: AbortSignal): Promise<Encoder> {
  const folder = await modelFolderOf(choice, signal);
  const model = await readModelFolder(folder);
  const tokenizer = OnnxEncoder.canLoad(model) ? readTokenizer(model.tokenizerJson) : undefined;
  if (tokenizer) return OnnxEncoder.load(model, tokenizer);
  // Loaded on demand: the library takes longer to start than the shipped model takes altogether.
  const { TransformersEncoder } = await import('./transformersEncoder.ts');
  return TransformersEncoder.load(model);
}

/** The folder of the chosen model, fetched first where that is what was chosen. */
export async function modelFolderOf(
  { model, shipped, storage, allowDownload }: EncoderChoice,
  signal?: AbortSignal,
): Promise<string> {
  if (model === undefined) return shippedModel(shipped);
  if (model.startsWith('hub:')) {
    return downloadModel(
      { name: model.slice('hub:'.length), storage: path.join(storage, 'models'), allowDownload },
      signal,
    );
  }
  const isFolder = await stat(model).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return path.resolve(model);
  throw new UserError(
    'model-unreadable',
    `There is no model folder ${model}.`,
    'Give a folder with config.json, tokenizer.json and onnx/, or hub:ORG/NAME.',
  );
}

async function shippedModel(candidates: readonly string[]): Promise<string> {
  for (const models of candidates) {
    const names = await namesIn(models);
    for (const name of names.sort()) {
      const folder = path.join(models, name);
      if ((await namesIn(folder)).includes('config.json')) return folder;
    }
  }
  throw new UserError(
    'model-unreadable',
    'The encoder that ships is missing.',
    'Install Lookalike again; text and structure are compared meanwhile.',
  );
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
