/** Labels → scores: finds the labelled content in the folder as it is now and measures it as a search would. */
import {
  type Calibration,
  copyScore,
  jobScore,
  levelScore,
} from '../../calibration/calibration.ts';
import type { LabelledScores } from '../../calibration/effectiveCalibration.ts';
import type { Judged } from '../../calibration/metrics.ts';
import { fingerprint } from '../../decisions/fingerprint.ts';
import { distanceBetweenRows } from '../../encoder/distance.ts';
import type { SnippetCatalog } from '../../index/snippetCatalog.ts';
import type { Label } from '../../labels/label.ts';
import { copyEvidence, type PreparedPassage, preparePassage } from '../../matching/evidence.ts';
import type { Place } from '../../matching/match.ts';
import { readStream } from '../../matching/units.ts';
import { passageOf } from '../../structure/passage.ts';
import { tokensInLines } from '../../structure/tokenStream.ts';

/** Content of the folder by fingerprint. */
export type Contents = ReadonlyMap<string, Content>;

export interface Content {
  readonly place: Place;
  readonly passage: PreparedPassage;
  /** The catalog's id of its text, for its embedding; undefined for a stretch that is no snippet. */
  readonly id: number | undefined;
}

export interface Embeddings {
  readonly dimensions: number;
  embedding(id: number): Float32Array | undefined;
}

/** What the labels are about, as far as the folder has it: one pass over its tokens. */
export async function contentsOf(
  catalog: SnippetCatalog,
  wanted: ReadonlySet<string>,
  rest: () => Promise<void>,
): Promise<Map<string, Content>> {
  const found = new Map<string, Content>();
  if (wanted.size === 0) return found;
  for (const { path, language, role, snippets, tokens } of catalog.files()) {
    await rest();
    const stream = readStream(tokens);
    if (!stream) continue;
    for (const snippet of snippets) {
      const range = tokensInLines(stream, snippet.startLine, snippet.endLine);
      if (range.start === range.end) continue;
      const passage = passageOf(stream, range);
      const print = fingerprint(passage);
      if (!wanted.has(print) || found.has(print)) continue;
      const id = catalog.idOf(snippet.textHash);
      const place = { path, language, role, snippet };
      found.set(print, { place, passage: preparePassage(passage), id });
    }
  }
  return found;
}

/** How a pair stands in both channels. */
export interface PairScores {
  readonly copy: number;
  /** Undefined where there is no such channel or no embedding. */
  readonly sameJob: number | undefined;
  readonly distance: number | undefined;
}

export function scoresOf(
  a: Content,
  b: Content,
  calibration: Calibration,
  embeddings: Embeddings | undefined,
): PairScores {
  const evidence = copyEvidence(a.passage, b.passage);
  const copy = copyScore(calibration, evidence);
  const rowA = a.id === undefined ? undefined : embeddings?.embedding(a.id);
  const rowB = b.id === undefined ? undefined : embeddings?.embedding(b.id);
  if (!embeddings || !rowA || !rowB) return { copy, sameJob: undefined, distance: undefined };
  const distance = distanceBetweenRows(rowA, 0, rowB, 0, embeddings.dimensions);
  const { lengthRatio } = evidence;
  const { sameJob } = calibration;
  return { copy, distance, sameJob: sameJob && jobScore(sameJob, { distance, lengthRatio }) };
}

/**
 * A match is a label of the channel it would be found by: copies if it looks like one, else meaning. No match is one of
 * both. @returns the labels as scores, and how many of them are about text of the folder
 */
export function labelledScores(
  labels: readonly Label[],
  contents: Contents,
  calibration: Calibration,
  embeddings: Embeddings | undefined,
): LabelledScores & { readonly inUse: number } {
  const copy: Judged[] = [];
  const sameJob: Judged[] = [];
  let inUse = 0;
  for (const { a, b, isMatch } of labels) {
    const contentA = contents.get(a);
    const contentB = contents.get(b);
    if (!contentA || !contentB) continue;
    inUse++;
    const scores = scoresOf(contentA, contentB, calibration, embeddings);
    const looksCopied = scores.copy >= levelScore(calibration.copy, 'exploratory');
    if (!isMatch || looksCopied) copy.push({ score: scores.copy, isMatch });
    if (scores.sameJob !== undefined && !(isMatch && looksCopied)) {
      sameJob.push({ score: scores.sameJob, isMatch });
    }
  }
  return { copy, sameJob, inUse };
}
