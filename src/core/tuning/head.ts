/** The head: what was trained on top of a frozen encoder, bound to it by the encoder's id. */
import { createHash } from 'node:crypto';
import type { StoredTensor } from '../towers/parameterFile.ts';
import type { HeadKind } from './report.ts';

export interface Head {
  readonly kind: HeadKind;
  /** The encoder it was trained on. */
  readonly encoderId: string;
  readonly dimensions: number;
  /**
   * linear: full, offset; questions: these, and questionFull, questionOffset in their place for questions; residual: into,
   * bend, out, offset; tokens, words: ids `(rows)`, delta `(rows, dimensions)`.
   */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** How much of its name is added to code that is stored, before anything else is done to it; left out: 0. */
  readonly names?: number;
  /** How much counts of what was learned, 0 .. 1; left out: all of it. */
  readonly strength?: number;
}

/** `<encoder id>+<first 12 hex digits>` over all that decides an embedding: thresholds name it. */
export function effectiveId(head: Head): string {
  const { kind, encoderId, names = 0, strength = 1 } = head;
  const hash = createHash('sha256').update(`${kind}\0${encoderId}\0${names}\0${strength}\0`);
  for (const name of [...head.tensors.keys()].sort()) {
    const { shape, values } = head.tensors.get(name)!;
    hash.update(`${name}\0${shape.join()}\0`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return `${head.encoderId}+${hash.digest('hex').slice(0, 12)}`;
}

/** Whether the head needs what is stored as text again, and not only what the encoder said of it. */
export function needsText({ kind, names = 0 }: Pick<Head, 'kind' | 'names'>): boolean {
  return kind === 'tokens' || names > 0;
}

/** Whether the head needs the tokens of a text. */
export function needsTokens({ kind }: Pick<Head, 'kind'>, isQuestion: boolean): boolean {
  return kind === 'tokens' || (kind === 'words' && isQuestion);
}
