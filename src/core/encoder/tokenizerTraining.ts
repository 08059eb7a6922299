/**
 * Learns a byte-pair vocabulary (Sennrich et al., 2016) from words and their counts, and writes it as a
 * tokenizer.json that transformers.js and `readTokenizer` follow to the letter.
 *
 * Differs from the paper: words end nowhere special, since a part of an identifier (`file` in `fileName`) should be
 * the same token as the word alone.
 */

/** Splits camelCase and acronyms (`parseHTTPRequest` → `parse HTTP Request`) before the case is folded. */
const CAMEL_BOUNDARIES = '(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])';

/**
 * Words, numbers digit by digit beyond three, operators, brackets of indexing. Parentheses, braces, commas, semicolons,
 * colons, dots and quotes are dropped: half the tokens of a function, and languages differ most in them.
 */
const WORDS = '\\p{L}+|\\p{N}{1,3}|[=!<>&|+\\-*/%^~?]{1,3}|[\\[\\]]';

const SPECIAL = ['[PAD]', '[UNK]'] as const;

export interface TokenizerTrainingOptions {
  /** Entries of the vocabulary, special tokens and single characters included. */
  readonly vocabulary: number;
  /** Characters that occur less often than this are unknown. */
  readonly minCharacterCount: number;
  /** Words that occur less often are not learnt from. */
  readonly minWordCount: number;
}

/** The words of a text as the tokenizer will see them. */
export function splitWords(text: string): readonly string[] {
  return text.replaceAll(CAMEL_REGEX, ' ').toLowerCase().match(WORDS_REGEX) ?? [];
}

const CAMEL_REGEX = new RegExp(CAMEL_BOUNDARIES, 'gu');
const WORDS_REGEX = new RegExp(WORDS, 'gu');

/**
 * @param counts how often each word of `splitWords` occurs.
 * @returns the content of a tokenizer.json.
 * @throws RangeError if the characters alone exceed the vocabulary.
 */
export function trainTokenizer(
  counts: ReadonlyMap<string, number>,
  options: TokenizerTrainingOptions,
): string {
  const pieces = [...SPECIAL, ...alphabet(counts, options.minCharacterCount)] as string[];
  if (pieces.length > options.vocabulary) {
    throw new RangeError(
      `${pieces.length} characters exceed a vocabulary of ${options.vocabulary}`,
    );
  }
  const merges = new MergeLearner(counts, pieces, options.minWordCount).learn(options.vocabulary);
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  return `${JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Replace', pattern: { Regex: CAMEL_BOUNDARIES }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: { type: 'Split', pattern: { Regex: WORDS }, behavior: 'Removed', invert: true },
    post_processor: null,
    decoder: null,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '[UNK]',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab,
      merges,
    },
  })}\n`;
}

function alphabet(counts: ReadonlyMap<string, number>, minCount: number): string[] {
  const characters = new Map<string, number>();
  for (const [word, count] of counts) {
    for (const c of word) characters.set(c, (characters.get(c) ?? 0) + count);
  }
  return [...characters]
    .filter(([, count]) => count >= minCount)
    .map(([c]) => c)
    .sort();
}

interface LearntWord {
  pieces: number[];
  readonly count: number;
}

/** The most frequent pair next, from a heap whose outdated entries are passed over. */
class MergeLearner {
  readonly #pieces: string[];
  readonly #words: LearntWord[] = [];
  readonly #counts = new Map<number, number>();
  readonly #where = new Map<number, Set<number>>();
  readonly #heap = new PairHeap();

  /** @param pieces grows by one entry per merge. */
  constructor(counts: ReadonlyMap<string, number>, pieces: string[], minWordCount: number) {
    this.#pieces = pieces;
    const ids = new Map(pieces.map((piece, id) => [piece, id]));
    for (const [word, count] of counts) {
      if (count < minWordCount) continue;
      const letters = [...word].map((c) => ids.get(c) ?? -1);
      if (letters.length > 1) this.#words.push({ pieces: letters, count });
    }
    this.#words.forEach((word, at) => {
      this.#addPairs(word, at);
    });
    for (const [pair, count] of this.#counts) this.#heap.push(count, pair);
  }

  learn(vocabulary: number): string[] {
    const merges: string[] = [];
    const known = new Set(this.#pieces);
    while (this.#pieces.length < vocabulary) {
      const top = this.#heap.pop();
      if (!top) break;
      const count = this.#counts.get(top.pair) ?? 0;
      if (count !== top.count) {
        if (count > 0) this.#heap.push(count, top.pair);
        continue;
      }
      const left = Math.floor(top.pair / PAIR_BASE);
      const right = top.pair % PAIR_BASE;
      const joined = this.#pieces[left]! + this.#pieces[right]!;
      this.#counts.delete(top.pair);
      if (known.has(joined)) continue;
      known.add(joined);
      merges.push(`${this.#pieces[left]} ${this.#pieces[right]}`);
      this.#pieces.push(joined);
      this.#apply(top.pair, left, right, this.#pieces.length - 1);
    }
    return merges;
  }

  #apply(pair: number, left: number, right: number, joined: number): void {
    const changed = new Set<number>();
    for (const at of this.#where.get(pair) ?? []) {
      const word = this.#words[at]!;
      for (let i = 0; i + 1 < word.pieces.length; i++) {
        const key = pairKey(word.pieces[i]!, word.pieces[i + 1]!);
        if (key >= 0) this.#counts.set(key, (this.#counts.get(key) ?? 0) - word.count);
      }
      const merged: number[] = [];
      for (let i = 0; i < word.pieces.length; i++) {
        if (word.pieces[i] === left && word.pieces[i + 1] === right) {
          merged.push(joined);
          i++;
        } else merged.push(word.pieces[i]!);
      }
      word.pieces = merged;
      this.#addPairs(word, at, changed);
    }
    this.#where.delete(pair);
    this.#counts.delete(pair);
    for (const key of changed) {
      const count = this.#counts.get(key) ?? 0;
      if (count > 0) this.#heap.push(count, key);
    }
  }

  #addPairs(word: LearntWord, at: number, changed?: Set<number>): void {
    for (let i = 0; i + 1 < word.pieces.length; i++) {
      const key = pairKey(word.pieces[i]!, word.pieces[i + 1]!);
      if (key < 0) continue;
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + word.count);
      let words = this.#where.get(key);
      if (!words) {
        words = new Set();
        this.#where.set(key, words);
      }
      words.add(at);
      changed?.add(key);
    }
  }
}

const PAIR_BASE = 0x10000;

/** Negative where one side is an unknown character. */
function pairKey(left: number, right: number): number {
  return left < 0 || right < 0 ? -1 : left * PAIR_BASE + right;
}

class PairHeap {
  readonly #entries: { count: number; pair: number }[] = [];

  push(count: number, pair: number): void {
    const entries = this.#entries;
    let at = entries.length;
    entries.push({ count, pair });
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(entries[at]!, entries[parent]!)) break;
      [entries[at], entries[parent]] = [entries[parent]!, entries[at]!];
      at = parent;
    }
  }

  pop(): { count: number; pair: number } | undefined {
    const entries = this.#entries;
    const top = entries[0];
    const last = entries.pop();
    if (!last || entries.length === 0) return top;
    entries[0] = last;
    let at = 0;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < entries.length && before(entries[child]!, entries[least]!)) least = child;
      }
      if (least === at) return top;
      [entries[at], entries[least]] = [entries[least]!, entries[at]!];
      at = least;
    }
  }
}

/** More frequent first; equal counts in the order the pieces were learnt, so that a training is repeatable. */
function before(a: { count: number; pair: number }, b: { count: number; pair: number }): boolean {
  return a.count !== b.count ? a.count > b.count : a.pair < b.pair;
}
