/** Collects tokenised pairs of one kind in growing arrays and writes them shuffled as a pair set. */
import { writeFileSync } from 'node:fs';
import { encodePairSet, type PairKind } from '../../src/core/siamese/pairSet.ts';
import { Random } from '../../src/core/siamese/random.ts';

/**
 * Longest text that a pair keeps: the encoder's own limit. 5 % of functions are longer; at 128 (15 % are longer) a
 * trained bag loses little on documentation → function (.483 → .478) and much on whole programs (POJ-104 .479 → .401).
 */
const MAX_TOKENS = 256;
const MIN_TOKENS = 3;

export class PairWriter {
  readonly kind: PairKind;
  readonly #tokenize: (text: string) => ArrayLike<number>;
  #tokens = new Uint16Array(1 << 20);
  #used = 0;
  /** Start of the anchor, start and end of the positive, group, language: five a pair. */
  readonly #rows: number[] = [];
  readonly #languages: string[] = [];
  readonly perLanguage = new Map<string, number>();

  constructor(kind: PairKind, tokenize: (text: string) => ArrayLike<number>) {
    this.kind = kind;
    this.#tokenize = tokenize;
  }

  get count(): number {
    return this.#rows.length / 5;
  }

  /** @returns whether both texts were long enough to be kept. */
  add(anchor: string, positive: string, language: string, group: number): boolean {
    const a = this.#tokenize(anchor);
    const b = this.#tokenize(positive);
    if (a.length < MIN_TOKENS || b.length < MIN_TOKENS) return false;
    let code = this.#languages.indexOf(language);
    if (code < 0) code = this.#languages.push(language) - 1;
    const start = this.#used;
    const middle = this.#append(a);
    const end = this.#append(b);
    this.#rows.push(start, middle, end, group >>> 0, code);
    this.perLanguage.set(language, (this.perLanguage.get(language) ?? 0) + 1);
    return true;
  }

  /** @param withPlaces keeps where each pair stood: pairs were added by repository and file */
  write(path: string, tokenizerHash: string, seed: number, withPlaces: boolean): void {
    const count = this.count;
    const order = new Random(seed).shuffle(Uint32Array.from({ length: count }, (_, i) => i));
    const anchorOffsets = new Uint32Array(count + 1);
    const positiveOffsets = new Uint32Array(count + 1);
    order.forEach((row, i) => {
      const [start, middle, end] = this.#rows.slice(row * 5, row * 5 + 3) as [
        number,
        number,
        number,
      ];
      anchorOffsets[i + 1] = anchorOffsets[i]! + middle - start;
      positiveOffsets[i + 1] = positiveOffsets[i]! + end - middle;
    });
    const anchorTokens = new Uint16Array(anchorOffsets[count]!);
    const positiveTokens = new Uint16Array(positiveOffsets[count]!);
    const language = new Uint8Array(count);
    const groups = new Uint32Array(count);
    order.forEach((row, i) => {
      const at = row * 5;
      const [start, middle, end] = [this.#rows[at]!, this.#rows[at + 1]!, this.#rows[at + 2]!];
      anchorTokens.set(this.#tokens.subarray(start, middle), anchorOffsets[i]!);
      positiveTokens.set(this.#tokens.subarray(middle, end), positiveOffsets[i]!);
      groups[i] = this.#rows[at + 3]!;
      language[i] = this.#rows[at + 4]!;
    });
    writeFileSync(
      path,
      encodePairSet({
        kind: this.kind,
        tokenizerHash,
        count,
        anchors: { offsets: anchorOffsets, tokens: anchorTokens },
        positives: { offsets: positiveOffsets, tokens: positiveTokens },
        languages: this.#languages,
        language,
        groups,
        ...(withPlaces ? { places: order } : {}),
        hardNegativesPerPair: 0,
      }),
    );
  }

  #append(ids: ArrayLike<number>): number {
    const length = Math.min(ids.length, MAX_TOKENS);
    if (this.#used + length > this.#tokens.length) {
      const larger = new Uint16Array(this.#tokens.length * 2);
      larger.set(this.#tokens.subarray(0, this.#used));
      this.#tokens = larger;
    }
    for (let i = 0; i < length; i++) this.#tokens[this.#used + i] = ids[i]!;
    this.#used += length;
    return this.#used;
  }
}
