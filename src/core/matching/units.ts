/** The units between which copies are looked for: functions, classes, prose sections and whole files, as token ranges. */
import type { FileRecord } from '../index/snippetStore.ts';
import type { Snippet, SnippetKind } from '../snippets/snippet.ts';
import { isIgnored } from '../structure/ignoreComments.ts';
import { unpackTokens } from '../structure/packTokens.ts';
import { type Passage, passageOf, rangeKey } from '../structure/passage.ts';
import { type TokenStream, tokensInLines } from '../structure/tokenStream.ts';
import { type PreparedPassage, preparePassage } from './evidence.ts';
import type { Place } from './match.ts';

/** Only units of the same level are compared; inside them, shared runs are looked for. */
export type UnitLevel = 'function' | 'class' | 'text' | 'file';

export interface Unit {
  readonly file: number;
  readonly level: UnitLevel;
  /** Token positions, half-open. */
  readonly start: number;
  readonly end: number;
  readonly snippet: Snippet;
}

export interface TokenFile {
  readonly record: FileRecord;
  readonly stream: TokenStream;
}

export interface UnitLimits {
  readonly minLines: number;
  readonly minTokens: number;
}

const LEVELS: Readonly<Record<SnippetKind, UnitLevel | undefined>> = {
  function: 'function',
  method: 'function',
  class: 'class',
  section: 'text',
  paragraph: 'text',
  // Blocks and windows overlap what is compared anyway; shared runs find them.
  block: undefined,
  window: undefined,
};

/** The files whose tokens can be read, in the order of their paths, so that answers do not depend on the store's. */
export function tokenFiles(records: readonly FileRecord[]): TokenFile[] {
  return [...records]
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .flatMap((record) => {
      const stream = readStream(record.tokens);
      return stream && stream.tokens.length > 0 ? [{ record, stream }] : [];
    });
}

/** A damaged stream takes no part; the file is re-indexed when its record is next checked. */
export function readStream(tokens: Uint8Array): TokenStream | undefined {
  try {
    return unpackTokens(tokens);
  } catch {
    return undefined;
  }
}

export class Units {
  readonly files: readonly TokenFile[];
  readonly all: readonly Unit[];
  private readonly prepared = new Map<number, PreparedPassage>();
  private readonly keys: Readonly<Record<'exact' | 'normalised', Float64Array>>;

  constructor(files: readonly TokenFile[], limits: UnitLimits) {
    this.files = files;
    this.all = files.flatMap((file, i) => unitsOf(file, i, limits));
    const keysOf = (form: 'exact' | 'normalised') =>
      Float64Array.from(this.all, ({ file, start, end }) =>
        rangeKey(files[file]!.stream, { start, end }, form),
      );
    this.keys = { exact: keysOf('exact'), normalised: keysOf('normalised') };
  }

  passage(unit: number): Passage {
    const { file, start, end } = this.all[unit]!;
    return passageOf(this.files[file]!.stream, { start, end });
  }

  /** Equal for units with the same tokens. */
  key(unit: number, form: 'exact' | 'normalised'): number {
    return this.keys[form][unit]!;
  }

  /** Kept, because a unit with one likely partner often has several. */
  preparedPassage(unit: number): PreparedPassage {
    let found = this.prepared.get(unit);
    if (!found) {
      found = preparePassage(this.passage(unit));
      this.prepared.set(unit, found);
    }
    return found;
  }

  place(unit: number): Place {
    const { file, snippet } = this.all[unit]!;
    return placeIn(this.files[file]!.record, snippet);
  }

  overlap(a: number, b: number): boolean {
    const x = this.all[a]!;
    const y = this.all[b]!;
    return x.file === y.file && x.start < y.end && y.start < x.end;
  }
}

export function placeIn({ path, language, role }: FileRecord, snippet: Snippet): Place {
  return { path, language, role, snippet };
}

function unitsOf({ record, stream }: TokenFile, file: number, limits: UnitLimits): Unit[] {
  const units: Unit[] = [];
  const add = (level: UnitLevel, snippet: Snippet): void => {
    const range = tokensInLines(stream, snippet.startLine, snippet.endLine);
    const lines = snippet.endLine - snippet.startLine + 1;
    if (lines < limits.minLines || range.end - range.start < limits.minTokens) return;
    if (stream.ignored.length > 0 && isIgnored(snippet, stream.ignored)) return;
    units.push({ file, level, ...range, snippet });
  };
  for (const snippet of record.snippets) {
    const level = LEVELS[snippet.kind];
    if (level) add(level, snippet);
  }
  // With a part ignored, the whole is no longer what its author wants compared.
  if (stream.ignored.length === 0) add('file', wholeFile(record));
  return units;
}

function wholeFile(record: FileRecord): Snippet {
  return {
    kind: 'window',
    name: '',
    startLine: 1,
    endLine: record.lineCount,
    doc: '',
    textHash: record.fileHash,
  };
}
