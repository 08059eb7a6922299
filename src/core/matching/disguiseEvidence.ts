/**
 * What of two passages a disguise leaves: their literals, and short runs of anonymous tokens without the words that
 * compilers, decompilers and obfuscators add or drop. Renaming, shrinking and rewritten loops change little of either.
 * Sources: T. Kamiya et al., "CCFinder" (2002): tokens with names made equal; L. R. Dice (1945): the coefficient. Ours
 * compares bags and no order, because methods are moved and inlined, and takes roots of counts, so that a run that
 * stands everywhere does not outvote the rest.
 */
import { runHashes } from '../structure/fingerprints.ts';
import { hashText, SEED } from '../structure/lexRules.ts';
import type { Passage } from '../structure/passage.ts';
import { TOKEN_KIND } from '../structure/tokenStream.ts';

/** All 0..1, larger is more alike, 1 for identical passages. */
export interface DisguiseEvidence {
  /** Runs of three normalised tokens. */
  readonly shape: number;
  /** Numbers and strings as they are written; 1 where neither passage has one. */
  readonly literals: number;
  /** Both in one: the more literals there are, the nearer their part comes to a half. */
  readonly likeness: number;
}

/** A passage made ready for any number of comparisons. */
export interface Undisguised {
  readonly shape: Bag;
  readonly literals: Bag;
}

interface Bag {
  /** Ascending, each once. */
  readonly keys: Uint32Array;
  /** Root of how often each stands there. */
  readonly weights: Float32Array;
  readonly total: number;
}

/** 2 and 4 were as good on decompiled programs; unrelated code shares most runs of 2. */
const RUN_TOKENS = 3;
/** So many different literals have half of their say: a 0 and a 1 are in all code. (1 to 4 were alike.) */
const FEW_LITERALS = 2;

const word = (text: string): number => hashText(text, 0, text.length, SEED.word);
/** They say who may see or change something, not what is done. */
const MODIFIERS: ReadonlySet<number> = new Set(
  `public private protected internal static final const let var val readonly abstract override virtual sealed inline
  volatile synchronized`
    .split(/\s+/)
    .map(word),
);
const THIS = word('this');
const SELF = word('self');
const DOT = hashText('.', 0, 1, SEED.operator);

export function undisguise({ exact, normalised, kinds }: Passage): Undisguised {
  const kept = new Uint32Array(exact.length);
  let count = 0;
  for (let i = 0; i < exact.length; i++) {
    const hash = exact[i]!;
    const isName = kinds[i] === TOKEN_KIND.word || kinds[i] === TOKEN_KIND.identifier;
    if (isName && MODIFIERS.has(hash)) continue;
    // `this.name` and `name` are one member.
    if (isName && (hash === THIS || hash === SELF) && exact[i + 1] === DOT) i++;
    else kept[count++] = normalised[i]!;
  }
  return {
    shape: bagOf(runHashes(kept.subarray(0, count), RUN_TOKENS)),
    literals: bagOf(exact.filter((_, i) => kinds[i]! >= TOKEN_KIND.number)),
  };
}

/**
 * `likeness = shape·(1 − w) + literals·w` with `w = n / (n + 2) / 2` for the `n` literals of the passage that has fewer.
 */
export function disguiseEvidence(a: Undisguised, b: Undisguised): DisguiseEvidence {
  const shape = dice(a.shape, b.shape);
  const literals = dice(a.literals, b.literals);
  const fewer = Math.min(a.literals.total, b.literals.total);
  const weight = fewer / (fewer + FEW_LITERALS) / 2;
  return { shape, literals, likeness: shape + (literals - shape) * weight };
}

function bagOf(hashes: Uint32Array): Bag {
  const sorted = hashes.sort();
  const keys = new Uint32Array(sorted.length);
  const weights = new Float32Array(sorted.length);
  let distinct = 0;
  let total = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i + 1;
    while (end < sorted.length && sorted[end] === sorted[i]) end++;
    keys[distinct] = sorted[i]!;
    weights[distinct] = Math.sqrt(end - i);
    total += weights[distinct++]!;
    i = end;
  }
  return { keys: keys.slice(0, distinct), weights: weights.slice(0, distinct), total };
}

/** Twice what both have over what the two have together; 1 where both are empty. */
function dice(a: Bag, b: Bag): number {
  if (a.total + b.total === 0) return 1;
  let shared = 0;
  for (let i = 0, j = 0; i < a.keys.length && j < b.keys.length; ) {
    const difference = a.keys[i]! - b.keys[j]!;
    if (difference === 0) shared += Math.min(a.weights[i]!, b.weights[j]!);
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return (2 * shared) / (a.total + b.total);
}
