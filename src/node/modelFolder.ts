/** A model folder, checked before anything opens it: layout, checksums, and a graph that brings nothing of its own. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/userError.ts';
import { checkOnnx } from './onnxSafety.ts';

export interface ModelFolder {
  readonly folder: string;
  /** `<name>@<first 12 hex digits>` over the files that decide an embedding. */
  readonly encoderId: string;
  readonly dimensions: number;
  /** Longer texts are cut here, special tokens included. */
  readonly maxTokens: number;
  /** Put before a text of each kind, for encoders that were trained with a prompt. */
  readonly prefix: { readonly code: string; readonly text: string };
  /** Names of the network's outputs. */
  readonly outputs: readonly string[];
  readonly onnx: Uint8Array;
  readonly tokenizerJson: string;
}

/** The files that decide an embedding, in the order they are hashed. */
export const DECIDING_FILES = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'onnx/model_quantized.onnx',
] as const;

/** Most encoders that fit a CPU stop here; a model that says less is obeyed. */
const DEFAULT_MAX_TOKENS = 512;

/**
 * Reads and checks a model folder; `checksums.json` ({file: SHA-256}) is held to where there is one.
 * @throws UserError('model-unreadable') that names the file and what is wrong with it.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const [config, tokenizer, tokenizerConfig, onnx] = (await Promise.all(
    DECIDING_FILES.map((name) => readModelFile(folder, name)),
  )) as [Buffer, Buffer, Buffer, Buffer];
  const bytes = [config, tokenizer, tokenizerConfig, onnx];
  await checkSums(folder, bytes);
  const hash = createHash('sha256');
  for (const [index, name] of DECIDING_FILES.entries()) {
    hash.update(`${name}\0${sha256(bytes[index]!)}\0`);
  }
  const settings = parseJson(folder, 'config.json', config);
  const tokenizerSettings = parseJson(folder, 'tokenizer_config.json', tokenizerConfig);
  parseJson(folder, 'tokenizer.json', tokenizer);
  const dimensions = Number(settings['hidden_size'] ?? settings['dim']);
  if (!Number.isSafeInteger(dimensions) || dimensions < 1) {
    throw unreadable(folder, 'config.json', 'it does not say hidden_size');
  }
  return {
    folder,
    encoderId: `${nameOf(folder)}@${hash.digest('hex').slice(0, 12)}`,
    dimensions,
    maxTokens: maxTokensOf(settings, tokenizerSettings),
    prefix: prefixOf(settings),
    outputs: checkOnnx(onnx, (reason) => unreadable(folder, 'onnx/model_quantized.onnx', reason)),
    onnx,
    tokenizerJson: tokenizer.toString('utf8'),
  };
}

async function readModelFile(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path.join(folder, name));
  } catch (cause) {
    throw unreadable(folder, name, 'it cannot be read', cause);
  }
}

async function checkSums(folder: string, files: readonly Buffer[]): Promise<void> {
  let text: string;
  try {
    text = await readFile(path.join(folder, 'checksums.json'), 'utf8');
  } catch (error) {
    // A user's own model need not have any.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw unreadable(folder, 'checksums.json', 'it cannot be read', error);
  }
  const sums = parseJson(folder, 'checksums.json', Buffer.from(text));
  for (const [index, name] of DECIDING_FILES.entries()) {
    const expected = sums[name];
    if (expected !== undefined && expected !== sha256(files[index]!)) {
      throw unreadable(
        folder,
        name,
        'it is damaged: its checksum is not the one in checksums.json',
      );
    }
  }
}

function parseJson(folder: string, name: string, bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
    return value as Record<string, unknown>;
  } catch (cause) {
    throw unreadable(folder, name, 'it is not JSON', cause);
  }
}

function maxTokensOf(
  config: Readonly<Record<string, unknown>>,
  tokenizer: Readonly<Record<string, unknown>>,
): number {
  const limits = [tokenizer['model_max_length'], config['max_position_embeddings']]
    .map(Number)
    .filter((limit) => Number.isSafeInteger(limit) && limit > 0);
  return Math.min(DEFAULT_MAX_TOKENS, ...limits);
}

/** `config.json` → `prompts: {code, text}`; none where it does not say. */
function prefixOf(config: Readonly<Record<string, unknown>>): ModelFolder['prefix'] {
  const prompts = (config['prompts'] ?? {}) as Readonly<Record<string, unknown>>;
  const of = (kind: string) => (typeof prompts[kind] === 'string' ? prompts[kind] : '');
  return { code: of('code'), text: of('text') };
}

/** The folder's own name; a hub model keeps its organisation: `org--name`. */
function nameOf(folder: string): string {
  return path.basename(path.resolve(folder));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function unreadable(
  folder: string,
  name: string,
  reason: string,
  cause?: unknown,
): UserError {
  return new UserError(
    'model-unreadable',
    `The encoder in ${folder} cannot be used: ${name}: ${reason}.`,
    'Install it again or choose another model; text and structure are compared meanwhile.',
    { cause },
  );
}
