/** The best snippets of one word, file by file: a query takes in thousands, so they are numbers, not objects. */
import type { LexicalHit } from './snippetStore.ts';

export interface WordHits {
  /** The file of the best snippet first. */
  readonly paths: readonly string[];
  /** Per file where its snippets end in the two arrays below; they begin where those of the file before end. */
  readonly ends: Int32Array;
  /** Positions in the file record's `snippets`, ascending within a file. */
  readonly snippets: Int32Array;
  /** Larger is better. */
  readonly bm25: Float64Array;
}

/** @param hits best first */
export function groupByFile(hits: readonly LexicalHit[]): WordHits {
  const ofFile = new Map<string, LexicalHit[]>();
  for (const hit of hits) {
    const known = ofFile.get(hit.path);
    if (known) known.push(hit);
    else ofFile.set(hit.path, [hit]);
  }
  const ends = new Int32Array(ofFile.size);
  const snippets = new Int32Array(hits.length);
  const bm25 = new Float64Array(hits.length);
  let file = 0;
  let at = 0;
  for (const held of ofFile.values()) {
    for (const hit of held.sort((a, b) => a.snippet - b.snippet)) {
      snippets[at] = hit.snippet;
      bm25[at++] = hit.bm25;
    }
    ends[file++] = at;
  }
  return { paths: [...ofFile.keys()], ends, snippets, bm25 };
}
