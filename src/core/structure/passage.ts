/** A stretch of a file's tokens, made ready to be compared: exact, normalised, and with its renaming numbered. */
import { hashText, SEED } from './lexRules.ts';
import { normalisedHash, TOKEN_KIND, type TokenRange, type TokenStream } from './tokenStream.ts';

export interface Passage {
  /** Hash per token. */
  readonly exact: Uint32Array;
  /** Names and literals as their class: equal in a renamed copy. */
  readonly normalised: Uint32Array;
  /** Like `normalised`, but names of calls and members stay: what a rename of variables keeps. */
  readonly called: Uint32Array;
  readonly kinds: Uint8Array;
}

const operator = (text: string): number => hashText(text, 0, text.length, SEED.operator);
/** Hash of the bracket that opens a call. */
export const CALL = operator('(');
const [DOT, OPTIONAL, ARROW, COLONS] = ['.', '?.', '->', '::'].map(operator);
/** Whether a member's name follows. Compared one by one: a set of 32-bit hashes is many times slower. */
export const opensMember = (hash: number): boolean =>
  hash === DOT || hash === OPTIONAL || hash === ARROW || hash === COLONS;

/** The passage of a whole stream or of a range of it. */
export function passageOf(
  { hashes, kinds, tokens }: TokenStream,
  { start, end }: TokenRange = { start: 0, end: tokens.length },
): Passage {
  const length = end - start;
  const exact = new Uint32Array(length);
  const normalised = new Uint32Array(length);
  const called = new Uint32Array(length);
  const kindOf = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const token = tokens[start + i]!;
    const hash = hashes[token]!;
    const kind = kinds[token]!;
    exact[i] = hash;
    kindOf[i] = kind;
    normalised[i] = normalisedHash(hash, kind);
    if (kind === TOKEN_KIND.identifier) {
      const next = start + i + 1 < end ? hashes[tokens[start + i + 1]!]! : 0;
      const isCalled = next === CALL || (i > 0 && opensMember(exact[i - 1]!));
      called[i] = isCalled ? hash : normalised[i]!;
    } else {
      called[i] = normalised[i]!;
    }
  }
  return { exact, normalised, called, kinds: kindOf };
}

/** `passageOf(stream).normalised`, without the rest. */
export function normalisedOf({ hashes, kinds, tokens }: TokenStream): Uint32Array {
  const ofTable = hashes.map((hash, row) => normalisedHash(hash, kinds[row]!));
  const normalised = new Uint32Array(tokens.length);
  for (let i = 0; i < tokens.length; i++) normalised[i] = ofTable[tokens[i]!]!;
  return normalised;
}

/** Whether two passages have the same tokens. */
export function sameTokens(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Whether one becomes the other by renaming alone: the same normalised tokens, and each name of one always stands
 * where the same name of the other stands, both ways. Literals may differ freely.
 */
export function isRenamed(a: Passage, b: Passage): boolean {
  if (!sameTokens(a.normalised, b.normalised)) return false;
  const forth = new Map<number, number>();
  const back = new Map<number, number>();
  for (let i = 0; i < a.exact.length; i++) {
    if (a.kinds[i] !== TOKEN_KIND.identifier) continue;
    const nameA = a.exact[i]!;
    const nameB = b.exact[i]!;
    if ((forth.get(nameA) ?? nameB) !== nameB || (back.get(nameB) ?? nameA) !== nameA) return false;
    forth.set(nameA, nameB);
    back.set(nameB, nameA);
  }
  return true;
}

/** `tokensKey` of a range of a stream, exact or normalised, without making its passage. */
export function rangeKey(
  { hashes, kinds, tokens }: TokenStream,
  { start, end }: TokenRange,
  form: 'exact' | 'normalised',
): number {
  let a = KEY_A;
  let b = KEY_B;
  for (let i = start; i < end; i++) {
    const row = tokens[i]!;
    const token = form === 'exact' ? hashes[row]! : normalisedHash(hashes[row]!, kinds[row]!);
    a = Math.imul(a ^ token, 0x01000193);
    b = Math.imul(b ^ token ^ (a >>> 15), 0x85ebca6b);
  }
  return finishKey(a, b);
}

/** 53 bits over tokens; equal tokens give equal keys, other tokens practically never. */
export function tokensKey(tokens: Uint32Array): number {
  let a = KEY_A;
  let b = KEY_B;
  for (let i = 0; i < tokens.length; i++) {
    a = Math.imul(a ^ tokens[i]!, 0x01000193);
    b = Math.imul(b ^ tokens[i]! ^ (a >>> 15), 0x85ebca6b);
  }
  return finishKey(a, b);
}

const KEY_A = 0x9dc5811c;
const KEY_B = 0x1000193f;

function finishKey(a: number, b: number): number {
  return (a >>> 0) * 0x200000 + ((b ^ (b >>> 13)) & 0x1fffff);
}
