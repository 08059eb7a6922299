/**
 * Which files may hold a copy of a passage: every file's fingerprints, scanned whole per question.
 * A scan of a 10,000-file repository's prints costs about as much as asking an inverted index and needs no upkeep.
 */
import type { FileRecord } from '../index/snippetStore.ts';
import { runHashes, winnow } from '../structure/fingerprints.ts';
import { type Passage, passageOf } from '../structure/passage.ts';
import { readStream } from './units.ts';

/** Runs in which variables are anonymous and calls keep their names; short enough to survive edits in every other line. */
const RUN_TOKENS = 5;
const WINDOW = 3;
/** And longer runs without any name, for copies with all names changed. */
const NAMELESS_TOKENS = 12;
const NAMELESS_WINDOW = 5;

export class FilePrints {
  /** By record: a changed file has another record, and its old prints go with the old one. */
  private readonly prints = new WeakMap<FileRecord, Uint32Array>();

  /**
   * The files that share most with the passage, best first, ties by path.
   * A print counts the more the fewer files have it (log of files over holders).
   */
  likelyFiles(passage: Passage, files: readonly FileRecord[], limit: number): FileRecord[] {
    const wanted = printsOf(passage);
    if (wanted.length === 0) return [];
    const position = new Map(Array.from(wanted, (print, i) => [print, i] as const));
    const mask = new Uint8Array(1 << 16);
    for (const print of wanted) mask[print & 0xffff] = 1;
    const holders = new Uint32Array(wanted.length);
    const found: { file: FileRecord; shared: number[] }[] = [];
    for (const file of files) {
      const shared: number[] = [];
      for (const print of this.of(file)) {
        if (mask[print & 0xffff] === 0) continue;
        const at = position.get(print);
        if (at === undefined) continue;
        holders[at]!++;
        shared.push(at);
      }
      if (shared.length > 0) found.push({ file, shared });
    }
    return found
      .map(({ file, shared }) => ({
        file,
        weight: shared.reduce((sum, at) => sum + Math.log((files.length + 1) / holders[at]!), 0),
      }))
      .sort((a, b) => b.weight - a.weight || (a.file.path < b.file.path ? -1 : 1))
      .slice(0, limit)
      .map(({ file }) => file);
  }

  private of(file: FileRecord): Uint32Array {
    let prints = this.prints.get(file);
    if (!prints) {
      const stream = readStream(file.tokens);
      prints = stream ? printsOf(passageOf(stream)) : new Uint32Array(0);
      this.prints.set(file, prints);
    }
    return prints;
  }
}

/** Distinct fingerprints, both kinds. */
function printsOf({ called, normalised }: Passage): Uint32Array {
  return Uint32Array.from(
    new Set([
      ...chosen(called, RUN_TOKENS, WINDOW),
      ...chosen(normalised, NAMELESS_TOKENS, NAMELESS_WINDOW),
    ]),
  );
}

function chosen(tokens: Uint32Array, length: number, window: number): number[] {
  const hashes = runHashes(tokens, length);
  return winnow(hashes, Math.max(1, Math.min(window, hashes.length))).map((i) => hashes[i]!);
}
