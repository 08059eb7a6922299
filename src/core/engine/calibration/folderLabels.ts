/** The labels of one folder: the file, what decisions add to it, and what both say of the folder as it is now. */
import type { Calibration } from '../../calibration/calibration.ts';
import type { LabelledScores } from '../../calibration/effectiveCalibration.ts';
import type { LabelContradiction, LabelsSummary } from '../../calibration/report.ts';
import type { Decision } from '../../decisions/decision.ts';
import { fingerprintOf } from '../../decisions/fingerprint.ts';
import { readRecords, withRecord } from '../../decisions/recordFile.ts';
import type { PlaceRef } from '../../engineApi.ts';
import type { SnippetCatalog } from '../../index/snippetCatalog.ts';
import { checkLabels, type Label, labelOf, labelsOfDecisions } from '../../labels/label.ts';
import { LABELS } from '../../labels/labelFile.ts';
import { readStream } from '../../matching/units.ts';
import type { Snippet } from '../../snippets/snippet.ts';
import { tokensInLines } from '../../structure/tokenStream.ts';
import { UserError } from '../../userError.ts';
import type { Lines } from '../enclosing.ts';
import { contentsOf, type Embeddings, labelledScores } from './labelledPairs.ts';

/** Where a text is kept; '' where there is none yet. */
export interface KeptText {
  read(): Promise<string>;
  /** Replaces it. @throws UserError where it cannot be written */
  write(text: string): Promise<void>;
}

export interface LabelParts {
  readonly catalog: SnippetCatalog;
  readonly text: KeptText;
  decisions(): Promise<readonly Decision[]>;
  readonly embeddings: Embeddings | undefined;
  readonly rest: () => Promise<void>;
}

/** What labels amount to. */
export interface FolderLabelled extends LabelledScores {
  readonly summary: LabelsSummary;
  /** `a b` by fingerprint, of every pair that has a label. */
  readonly pairs: ReadonlySet<string>;
}

export class FolderLabels {
  private readonly parts: LabelParts;
  private known: { readonly key: string; readonly labelled: FolderLabelled } | undefined;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(parts: LabelParts) {
    this.parts = parts;
  }

  /**
   * @param generation of the index, so that nothing is measured twice.
   * @throws UserError where a line of the file is no label or no decision
   */
  async labelled(calibration: Calibration, generation: number): Promise<FolderLabelled> {
    const text = await this.parts.text.read();
    const decided = labelsOfDecisions(await this.parts.decisions());
    const key = JSON.stringify([generation, calibration.encoder, text, decided]);
    if (this.known?.key === key) return this.known.labelled;
    const labelled = await this.measure(readRecords(LABELS, text), decided, calibration);
    this.known = { key, labelled };
    return labelled;
  }

  /** A label replaces what was said of the pair before. @returns what earlier labels or decisions say against it */
  async add(a: PlaceRef, b: PlaceRef, isMatch: boolean): Promise<AddedLabel> {
    const label = labelOf(
      this.fingerprint(a),
      this.fingerprint(b),
      isMatch,
      `${placeWords(a)} ~ ${placeWords(b)}`,
    );
    if (placeWords(a) === placeWords(b)) {
      throw new UserError('bad-input', 'Both sides are one place.', 'Name two places.');
    }
    const done = this.writing.then(() => this.replace(label));
    this.writing = done.catch(() => {});
    return { label, contradictions: await done };
  }

  private async replace(label: Label): Promise<LabelContradiction[]> {
    const { text } = this.parts;
    const written = await text.read();
    const before = readRecords(LABELS, written);
    const isSamePair = ({ a, b }: Label): boolean => a === label.a && b === label.b;
    await text.write(withRecord(LABELS, written, label, isSamePair));
    const { a, b, where } = label;
    const wasOpposite = before.some((old) => isSamePair(old) && old.isMatch !== label.isMatch);
    const decided = labelsOfDecisions(await this.parts.decisions()).some(
      (old) => isSamePair(old) && old.isMatch !== label.isMatch,
    );
    return [
      ...(wasOpposite
        ? [{ a, b, where, what: 'an earlier label said the opposite; it is replaced' }]
        : []),
      ...(decided
        ? [
            {
              a,
              b,
              where,
              what: 'dismissed as no duplicate before; neither counts until one is taken back',
            },
          ]
        : []),
    ];
  }

  private async measure(
    said: readonly Label[],
    decided: readonly Label[],
    calibration: Calibration,
  ): Promise<FolderLabelled> {
    const { catalog, embeddings, rest } = this.parts;
    const { labels, contradictions } = checkLabels(said, decided);
    const wanted = new Set(labels.flatMap(({ a, b }) => [a, b]));
    const contents = await contentsOf(catalog, wanted, rest);
    const { copy, sameJob, inUse } = labelledScores(labels, contents, calibration, embeddings);
    const matches = labels.filter(({ isMatch }) => isMatch).length;
    return {
      copy,
      sameJob,
      pairs: new Set([...said, ...decided].map(({ a, b }) => `${a} ${b}`)),
      summary: { matches, nonMatches: labels.length - matches, inUse, contradictions },
    };
  }

  private fingerprint(place: PlaceRef): string {
    const { path } = place;
    const record = this.parts.catalog.file(path);
    const { startLine, endLine } = around(place, record?.snippets ?? []);
    const stream = readStream(record?.tokens ?? new Uint8Array(0));
    const range = stream && tokensInLines(stream, startLine, endLine);
    if (!stream || !range || range.start === range.end) {
      throw new UserError(
        'bad-input',
        `Nothing is known of ${path}:${startLine}-${endLine}.`,
        'Name lines with code of a file that is indexed.',
      );
    }
    return fingerprintOf(stream, range);
  }
}

export interface AddedLabel {
  readonly label: Label;
  readonly contradictions: readonly LabelContradiction[];
}

/** One line stands for the innermost snippet it is in; more lines are what they are. */
function around(place: PlaceRef, snippets: readonly Snippet[]): Lines {
  const { startLine: line, endLine } = place;
  if (line !== endLine) return place;
  const length = (lines: Lines): number => lines.endLine - lines.startLine;
  return snippets
    .filter(({ startLine, endLine: end }) => startLine <= line && line <= end)
    .reduce<Lines>(
      (best, snippet) => (best === place || length(snippet) < length(best) ? snippet : best),
      place,
    );
}

function placeWords({ path, startLine, endLine }: PlaceRef): string {
  return `${path}:${startLine}-${endLine}`;
}
