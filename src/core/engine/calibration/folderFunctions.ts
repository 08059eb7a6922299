/** The functions of an indexed folder as calibration looks at them: their tokens, their text on disk, their neighbours by meaning. */
import type { FolderFunctions } from '../../calibration/measureFolder.ts';
import { type MinedFunction, relationOf } from '../../calibration/minePairs.ts';
import type { SnippetCatalog } from '../../index/snippetCatalog.ts';
import type { FileRecord } from '../../index/snippetStore.ts';
import type { VectorIndex } from '../../index/vectorIndex.ts';
import { preparePassage } from '../../matching/evidence.ts';
import type { Place } from '../../matching/match.ts';
import { readStream } from '../../matching/units.ts';
import { Random } from '../../siamese/random.ts';
import { languageById } from '../../snippets/languages.ts';
import { createLexer, type Lex } from '../../structure/lexer.ts';
import { passageOf } from '../../structure/passage.ts';
import { tokensInLines } from '../../structure/tokenStream.ts';

/** What meaning is asked for. */
export interface MeaningNeighbors extends Pick<VectorIndex, 'search'> {
  embedding(id: number): Float32Array | undefined;
}

export interface FolderSources {
  readonly catalog: SnippetCatalog;
  readonly meaning?: { readonly encoder: string; readonly vectors: MeaningNeighbors } | undefined;
  /** Text of a file as it is on disk. */
  readText(path: string): Promise<string>;
  readonly rest: () => Promise<void>;
}

export interface PlacedFunctions extends FolderFunctions {
  readonly places: readonly Place[];
}

/** As a scan: shorter functions are idiom. */
const MIN_LINES = 5;
const MIN_TOKENS = 40;
const MAX_LINES = 400;
/** Functions among which neighbours are looked for; their tokens take some 30 MB. */
const POPULATION = 8000;
/** Whole files in a drawn order, so that siblings stay together; fixed, so that two runs agree. */
const SEED = 7;
/** What a function of one job may be longer than another; as in a scan. */
const MIN_LENGTH_RATIO = 0.25;
/** Neighbours asked for, some of which are copies or the function itself. */
const ASKED = 24;

export async function folderFunctions(sources: FolderSources): Promise<PlacedFunctions> {
  const { catalog, meaning, readText, rest } = sources;
  const places: Place[] = [];
  const functions: MinedFunction[] = [];
  for (const record of await chosenFiles(catalog)) {
    await rest();
    addFunctions(record, places, functions);
    if (functions.length >= POPULATION) break;
  }
  const lexers = new Map<string, Lex>();
  const texts = new Map<string, string[] | undefined>();
  return {
    places,
    functions,
    async text(position) {
      const { path, snippet, language: id } = places[position]!;
      if (!texts.has(path)) {
        const whole = await readText(path).catch(() => undefined);
        texts.set(path, whole?.split(/\r?\n/));
      }
      const lines = texts.get(path)?.slice(snippet.startLine - 1, snippet.endLine);
      if (!lines || lines.length === 0) return undefined;
      const language = languageById(id);
      const lex = lexers.get(id) ?? createLexer(language);
      lexers.set(id, lex);
      return { text: lines.join('\n'), language, lex };
    },
    ...(meaning ? { jobs: jobsOf(sources, meaning, places, functions) } : {}),
  };
}

/** Code that people write; where that is nothing but tests, those. */
async function chosenFiles(catalog: SnippetCatalog): Promise<FileRecord[]> {
  const code = catalog.files().filter(({ language }) => languageById(language)?.nature === 'code');
  const written = code.filter(({ role }) => role === 'source');
  const files = written.length > 0 ? written : code.filter(({ role }) => role === 'test');
  return [...new Random(SEED).shuffle(Uint32Array.from(files.keys()))].map((i) => files[i]!);
}

function addFunctions(record: FileRecord, places: Place[], functions: MinedFunction[]): void {
  const { path, language, role, snippets, tokens } = record;
  const stream = readStream(tokens);
  if (!stream) return;
  for (const snippet of snippets) {
    const { kind, startLine, endLine } = snippet;
    const lines = endLine - startLine + 1;
    if (kind !== 'function' && kind !== 'method') continue;
    if (lines < MIN_LINES || lines > MAX_LINES) continue;
    const range = tokensInLines(stream, startLine, endLine);
    if (range.end - range.start < MIN_TOKENS) continue;
    const passage = preparePassage(passageOf(stream, range));
    places.push({ path, language, role, snippet });
    functions.push({ passage, language, file: path, startLine, endLine });
  }
}

function jobsOf(
  { catalog }: FolderSources,
  { encoder, vectors }: NonNullable<FolderSources['meaning']>,
  places: readonly Place[],
  functions: readonly MinedFunction[],
): NonNullable<FolderFunctions['jobs']> {
  const byId = new Map<number, number>();
  for (const [position, { snippet }] of places.entries()) {
    const id = catalog.idOf(snippet.textHash);
    if (id !== undefined && !byId.has(id)) byId.set(id, position);
  }
  return {
    encoder,
    async near(position, limit) {
      const own = catalog.idOf(places[position]!.snippet.textHash);
      const embedding = own === undefined ? undefined : vectors.embedding(own);
      if (!embedding) return [];
      const found = await vectors.search(
        Float32Array.from(embedding),
        ASKED,
        (id) => id !== own && byId.has(id),
      );
      const a = functions[position]!;
      return found
        .flatMap(({ id, distance }) => {
          const other = byId.get(id)!;
          const b = functions[other]!;
          if (isSamePlace(a, b) || relationOf(a, b)?.isCopy) return [];
          const [short, long] = [a.passage.exact.length, b.passage.exact.length].sort(
            (x, y) => x - y,
          );
          const lengthRatio = short! / Math.max(1, long!);
          return lengthRatio < MIN_LENGTH_RATIO ? [] : [{ position: other, distance, lengthRatio }];
        })
        .slice(0, limit);
    },
  };
}

function isSamePlace(a: MinedFunction, b: MinedFunction): boolean {
  return a.file === b.file && a.startLine <= b.endLine && b.startLine <= a.endLine;
}
