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
}

/** `<encoder id>+<first 12 hex digits>` over all that decides an embedding: thresholds name it. */
export function effectiveId(head: Head): string {
  const hash = createHash('sha256').update(`${head.kind}\0${head.encoderId}\0`);
  for (const name of [...head.tensors.keys()].sort()) {
    const { shape, values } = head.tensors.get(name)!;
    hash.update(`${name}\0${shape.join()}\0`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return `${head.encoderId}+${hash.digest('hex').slice(0, 12)}`;
}

/** What moves an embedding; scaled, the head goes only a part of its way. */
const MOVING: Readonly<Record<HeadKind, readonly string[]>> = {
  linear: ['full', 'offset'],
  questions: ['full', 'offset', 'questionFull', 'questionOffset'],
  residual: ['out', 'offset'],
  tokens: ['delta'],
  words: ['delta'],
};

/** The head that goes `strength` (0: nowhere .. 1) of the way, before rows are brought to unit length. */
export function weakened(head: Head, strength: number): Head {
  const moving = MOVING[head.kind];
  const tensors = new Map(
    [...head.tensors].map(([name, { shape, values }]) => [
      name,
      { shape, values: moving.includes(name) ? values.map((value) => value * strength) : values },
    ]),
  );
  return { ...head, tensors };
}

/** Whether the head needs what is stored as text again, and not only what the encoder said of it. */
export function needsText({ kind }: Pick<Head, 'kind'>): boolean {
  return kind === 'tokens';
}

/** Whether the head needs the tokens of a text. */
export function needsTokens({ kind }: Pick<Head, 'kind'>, isQuestion: boolean): boolean {
  return kind === 'tokens' || (kind === 'words' && isQuestion);
}
