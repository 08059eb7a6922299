/** Collects a file's tokens: equal ones share one row of the table of distinct tokens. */
import type { TokenStream } from './tokenStream.ts';

export class TokenTable {
  private hashes = new Uint32Array(256);
  private kinds = new Uint8Array(256);
  private distinct = 0;
  /** Open addressing; a slot holds a row + 1, 0 is free. */
  private slots = new Int32Array(1024);
  private tokens: Uint32Array;
  private lines: Uint32Array;
  private count = 0;

  /** @param expected tokens to make room for; more is fine */
  constructor(expected: number) {
    this.tokens = new Uint32Array(Math.max(16, expected));
    this.lines = new Uint32Array(Math.max(16, expected));
  }

  get length(): number {
    return this.count;
  }

  push(hash: number, kind: number, line: number): void {
    if (this.count === this.tokens.length) this.growTokens();
    this.tokens[this.count] = this.row(hash, kind);
    this.lines[this.count++] = line;
  }

  /** Hash of the token `back` places before the end (0 is the last); 0 where there is none. */
  hashAt(back: number): number {
    const at = this.count - 1 - back;
    return at < 0 ? 0 : this.hashes[this.tokens[at]!]!;
  }

  kindAt(back: number): number {
    const at = this.count - 1 - back;
    return at < 0 ? -1 : this.kinds[this.tokens[at]!]!;
  }

  lineAt(back: number): number {
    const at = this.count - 1 - back;
    return at < 0 ? 0 : this.lines[at]!;
  }

  /** Takes the last `tokens` back; their rows stay in the table. */
  drop(tokens: number): void {
    this.count = Math.max(0, this.count - tokens);
  }

  finish(): Omit<TokenStream, 'ignored'> {
    return {
      hashes: this.hashes.slice(0, this.distinct),
      kinds: this.kinds.slice(0, this.distinct),
      tokens: this.tokens.slice(0, this.count),
      lines: this.lines.slice(0, this.count),
    };
  }

  private row(hash: number, kind: number): number {
    const mask = this.slots.length - 1;
    let slot = (hash ^ kind) & mask;
    for (;;) {
      const row = this.slots[slot]! - 1;
      if (row < 0) break;
      if (this.hashes[row] === hash && this.kinds[row] === kind) return row;
      slot = (slot + 1) & mask;
    }
    if (this.distinct === this.hashes.length) this.growTable();
    this.hashes[this.distinct] = hash;
    this.kinds[this.distinct] = kind;
    this.slots[slot] = ++this.distinct;
    if (this.distinct * 2 > this.slots.length) this.rehash();
    return this.distinct - 1;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 4);
    const mask = this.slots.length - 1;
    for (let row = 0; row < this.distinct; row++) {
      let slot = (this.hashes[row]! ^ this.kinds[row]!) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = row + 1;
    }
  }

  private growTable(): void {
    const hashes = new Uint32Array(this.hashes.length * 2);
    hashes.set(this.hashes);
    this.hashes = hashes;
    const kinds = new Uint8Array(this.kinds.length * 2);
    kinds.set(this.kinds);
    this.kinds = kinds;
  }

  private growTokens(): void {
    const tokens = new Uint32Array(this.tokens.length * 2);
    tokens.set(this.tokens);
    this.tokens = tokens;
    const lines = new Uint32Array(this.lines.length * 2);
    lines.set(this.lines);
    this.lines = lines;
  }
}
