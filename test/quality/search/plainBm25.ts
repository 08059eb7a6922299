/**
 * The yardstick: plain BM25 (k1 1.5, b 0.75) over windows of about 1,500 characters, identifiers split,
 * the file's name counted twice and its nearest three folders once. No stemming, no ranking rules.
 */
import type { RankedPlace } from './scoring.ts';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const WINDOW_CHARACTERS = 1500;
const K1 = 1.5;
const B = 0.75;

const WORD = /[A-Za-z_][A-Za-z0-9_]*/g;
const HUMP = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;

export class PlainBm25 {
  private readonly places: RankedPlace[] = [];
  private readonly lengths: number[] = [];
  private readonly postings = new Map<string, [place: number, times: number][]>();

  constructor(files: readonly SourceFile[], root: string) {
    for (const { path, text } of files) {
      const parts = (root === '' ? path : path.slice(root.length + 1)).split('/');
      const stem = parts.pop()!.replace(/\.[^.]*$/, '');
      const pathWords = [
        ...plainWords(stem),
        ...plainWords(stem),
        ...plainWords(parts.slice(-3).join(' ')),
      ];
      const lines = text.split('\n').map((line) => `${line}\n`);
      for (const [start, end] of windows(lines)) {
        const body = lines.slice(start, end).join('');
        if (body.trim() === '') continue;
        this.add({ file: path, startLine: start + 1, endLine: end }, [
          ...plainWords(body),
          ...pathWords,
        ]);
      }
    }
  }

  get size(): number {
    return this.places.length;
  }

  search(query: string, limit = 10): RankedPlace[] {
    const total = this.places.length;
    const average = this.lengths.reduce((a, b) => a + b, 0) / total;
    const scores = new Map<number, number>();
    for (const [word, times] of counted(plainWords(query))) {
      const hits = this.postings.get(word);
      if (!hits) continue;
      const idf = Math.log(1 + (total - hits.length + 0.5) / (hits.length + 0.5));
      for (const [place, tf] of hits) {
        const norm = K1 * (1 - B + (B * this.lengths[place]!) / average);
        scores.set(place, (scores.get(place) ?? 0) + (times * idf * tf) / (tf + norm));
      }
    }
    return [...scores]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, limit)
      .map(([place]) => this.places[place]!);
  }

  private add(place: RankedPlace, words: readonly string[]): void {
    const number = this.places.push(place) - 1;
    this.lengths.push(words.length);
    for (const [word, times] of counted(words)) {
      const hits = this.postings.get(word);
      if (hits) hits.push([number, times]);
      else this.postings.set(word, [[number, times]]);
    }
  }
}

function plainWords(text: string): string[] {
  return (text.match(WORD) ?? []).flatMap((raw) => {
    const bits = raw.split('_').flatMap((piece) => piece.match(HUMP) ?? []);
    const whole = raw.toLowerCase();
    return bits.length > 1 ? [whole, ...bits.map((bit) => bit.toLowerCase())] : [whole];
  });
}

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function* windows(lines: readonly string[]): Generator<[start: number, end: number]> {
  for (let at = 0; at < lines.length; ) {
    let end = at;
    for (let size = 0; end < lines.length; end++) {
      if (end > at && size + lines[end]!.length > WINDOW_CHARACTERS) break;
      size += lines[end]!.length;
    }
    yield [at, end];
    at = end;
  }
}
