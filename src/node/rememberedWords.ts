/**
 * The best snippets of words that were asked before: ranking 10,000 occurrences of a word takes the full-text
 * search milliseconds, and the words of one query come again in the next, at the latest with the next letter
 * typed. An entry is forgotten as soon as a file that has the word, or had it among the best, changes.
 */
import type { WordHits } from '../core/index/wordHits.ts';

interface Entry {
  readonly hits: WordHits;
  /** Whatever besides the word decides what its best snippets are. */
  readonly shape: string;
  /** The change after which it was read. */
  readonly asOf: number;
}

/** All entries together: 12 bytes a hit and as many a file, so 12 MB at most. */
const MOST_HITS = 500_000;
/** Words whose frequency is known, which also costs a look into the index. */
const MOST_FREQUENCIES = 50_000;
/**
 * BM25 also depends on how many snippets there are and how long they are on average: after so many
 * changed ones, half a percent of 20,000, all is read anew.
 */
const MOST_CHANGED = 100;

export class RememberedWords {
  /** In the order of last use. */
  private readonly entries = new Map<string, Entry>();
  private readonly frequencies = new Map<string, number>();
  private readonly changedAt = new Map<string, number>();
  private hits = 0;
  private changes = 0;
  private changedRows = 0;

  get(word: string, shape: string): WordHits | undefined {
    const entry = this.entries.get(word);
    if (!entry) return undefined;
    this.drop(word);
    if (entry.shape !== shape || this.isStale(entry)) return undefined;
    this.keep(word, entry);
    return entry.hits;
  }

  set(word: string, shape: string, hits: WordHits): void {
    this.drop(word);
    this.keep(word, { hits, shape, asOf: this.changes });
    for (const [oldest] of this.entries) {
      if (this.hits <= MOST_HITS) break;
      this.drop(oldest);
    }
  }

  /** How often a word occurs; `read` where it is not known. */
  frequency(word: string, read: () => number): number {
    const known = this.frequencies.get(word);
    if (known !== undefined) return known;
    const frequency = read();
    if (this.frequencies.size >= MOST_FREQUENCIES) this.frequencies.clear();
    this.frequencies.set(word, frequency);
    return frequency;
  }

  /**
   * A file came, or what it held went.
   * @param rows how many snippets
   * @param words what it holds now: their best snippets may be others; none where it went
   */
  fileChanged(path: string, rows: number, words: Iterable<string>): void {
    if (this.entries.size === 0 && this.frequencies.size === 0) return;
    this.changedRows += rows;
    if (this.changedRows > MOST_CHANGED) {
      this.clear();
      return;
    }
    this.changedAt.set(path, ++this.changes);
    for (const word of words) {
      this.frequencies.delete(word);
      this.drop(word);
    }
  }

  clear(): void {
    this.entries.clear();
    this.frequencies.clear();
    this.changedAt.clear();
    this.hits = 0;
    this.changedRows = 0;
  }

  private isStale({ hits, asOf }: Entry): boolean {
    if (this.changedAt.size === 0) return false;
    return hits.paths.some((path) => (this.changedAt.get(path) ?? 0) > asOf);
  }

  private keep(word: string, entry: Entry): void {
    this.entries.set(word, entry);
    this.hits += entry.hits.snippets.length;
  }

  private drop(word: string): void {
    const entry = this.entries.get(word);
    if (!entry) return;
    this.entries.delete(word);
    this.hits -= entry.hits.snippets.length;
  }
}
