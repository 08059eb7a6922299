/**
 * What of two passages a disguise leaves: literals and the methods of others, which no tool may rename, and short runs
 * of anonymous tokens without the words that compilers, decompilers and obfuscators add or drop.
 * Sources: T. Kamiya et al., "CCFinder" (2002): tokens with names made equal; L. R. Dice (1945): the coefficient. Ours
 * compares bags and no order, because methods are moved and inlined, and takes roots of counts, so that a run that
 * stands everywhere does not outvote the rest.
 */
import { runHashes } from '../structure/fingerprints.ts';
import { hashText, SEED } from '../structure/lexRules.ts';
import { CALL, opensMember, type Passage } from '../structure/passage.ts';
import { TOKEN_KIND } from '../structure/tokenStream.ts';

/** All 0..1, larger is more alike, 1 for identical passages. */
export interface DisguiseEvidence {
  /** Runs of three normalised tokens. */
  readonly shape: number;
  /** Numbers, strings and names of methods of others; 1 where neither passage has any. */
  readonly kept: number;
  /** Both in one; `kept` weighs more the more there is of it, up to three quarters. */
  readonly likeness: number;
}

/** A passage made ready for any number of comparisons. */
export interface Undisguised {
  readonly shape: Bag;
  readonly kept: Bag;
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
/** What cannot be renamed says more than what can be rewritten. (.6 to .85 were alike.) */
const KEPT_WEIGHT = 0.75;
/** With so much of it, `kept` has half of its say: a 0 and a 1 are in all code. (0 to 4 were alike.) */
const LITTLE = 2;

const word = (text: string): number => hashText(text, 0, text.length, SEED.word);
/** They say who may see or change something, not what is done. */
const MODIFIERS: ReadonlySet<number> = new Set(
  `public private protected internal static final const let var val readonly abstract override virtual sealed inline
  volatile synchronized pub mut`
    .split(/\s+/)
    .map(word),
);
const THIS = word('this');
const SELF = word('self');

export function undisguise({ exact, normalised, kinds }: Passage): Undisguised {
  const run = new Uint32Array(exact.length);
  const kept = new Uint32Array(exact.length);
  const own = ownNames(exact, kinds);
  let runs = 0;
  let keeps = 0;
  for (let i = 0; i < exact.length; i++) {
    const hash = exact[i]!;
    const kind = kinds[i]!;
    if (kind >= TOKEN_KIND.number) kept[keeps++] = hash;
    if (kind === TOKEN_KIND.word || kind === TOKEN_KIND.identifier) {
      if (MODIFIERS.has(hash)) continue;
      // `this.name` and `name` are one member.
      if ((hash === THIS || hash === SELF) && opensMember(exact[i + 1]!)) {
        i++;
        continue;
      }
      if (kind === TOKEN_KIND.identifier && exact[i + 1] === CALL && !own.has(hash)) {
        kept[keeps++] = hash;
      }
    }
    run[runs++] = normalised[i]!;
  }
  return {
    shape: bagOf(runHashes(run.subarray(0, runs), RUN_TOKENS)),
    kept: bagOf(kept.slice(0, keeps)),
  };
}

/** Names that stand somewhere by themselves and not behind an object: what the passage declares or calls of its own. */
function ownNames(exact: Uint32Array, kinds: Uint8Array): ReadonlySet<number> {
  const own = new Set<number>();
  for (let i = 0; i < exact.length; i++) {
    if (kinds[i] === TOKEN_KIND.identifier && !(i > 0 && opensMember(exact[i - 1]!))) {
      own.add(exact[i]!);
    }
  }
  return own;
}

/** `likeness = shape·(1 − w) + kept·w` with `w = ¾·n / (n + 2)`, `n` the smaller of the two weights of `kept`. */
export function disguiseEvidence(a: Undisguised, b: Undisguised): DisguiseEvidence {
  const shape = dice(a.shape, b.shape);
  const kept = dice(a.kept, b.kept);
  const smaller = Math.min(a.kept.total, b.kept.total);
  const weight = (KEPT_WEIGHT * smaller) / (smaller + LITTLE);
  return { shape, kept, likeness: shape + (kept - shape) * weight };
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
