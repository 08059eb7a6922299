/**
 * Copies in the JSON that jscpd 5 writes, for tools that read it: one entry per copy beside its group's canonical one.
 * Field by field as jscpd 5.3.2 writes them (test/golden/jscpd). jscpd has no word for "same job, other code", so
 * those groups are left out.
 */
import type { DuplicatesReport } from '../../core/engineApi.ts';
import type { DuplicateGroup, MatchType, Place } from '../../core/matching/match.ts';
import { withFolded } from '../../core/matching/worth/foldGroups.ts';
import { languageByName } from '../../core/snippets/languages.ts';
import { normalise } from '../../core/snippets/sourceText.ts';
import { createLexer } from '../../core/structure/lexer.ts';

/** jscpd's words for clone types 1 to 3. */
const KINDS: Readonly<Partial<Record<MatchType, string>>> = {
  exact: 'exact',
  renamed: 'renamed',
  edited: 'similar',
};

interface Totals {
  clones: number;
  duplicatedLines: number;
  duplicatedTokens: number;
  lines: number;
  newClones: number;
  newDuplicatedLines: number;
  percentage: number;
  percentageTokens: number;
  sources: number;
  tokens: number;
}

/**
 * @param readFile text of a file of the folder; copies in a file that cannot be read have an empty fragment
 * @param now the time the report names
 */
export async function writeJscpdJson(
  report: DuplicatesReport,
  readFile: (path: string) => Promise<string>,
  now: Date,
): Promise<string> {
  const texts = new Map<string, Promise<string>>();
  const textOf = (path: string) => {
    let text = texts.get(path);
    if (!text) {
      text = readFile(path).catch(() => '');
      texts.set(path, text);
    }
    return text;
  };
  const duplicates = [];
  for (const group of withFolded(report.groups)) {
    const kind = KINDS[group.type];
    if (kind === undefined) continue;
    for (const [first, second] of pairsOf(group)) {
      const isNew = group.isNew ?? false;
      duplicates.push({ ...(await entry(kind, first, second, textOf)), isNew });
    }
  }
  const statistics = { detectionDate: now.toISOString(), ...totals(report, duplicates) };
  return `${JSON.stringify({ duplicates, statistics }, null, 2)}\n`;
}

type Entry = Awaited<ReturnType<typeof entry>>;

function pairsOf({ members, canonical }: DuplicateGroup): (readonly [Place, Place])[] {
  const first = members[canonical];
  if (!first) return [];
  return members.filter((member) => member !== first).map((member) => [first, member] as const);
}

async function entry(
  kind: string,
  first: Place,
  second: Place,
  textOf: (path: string) => Promise<string>,
) {
  const [firstText, secondText] = [await textOf(first.path), await textOf(second.path)];
  const fragment = linesOf(firstText, first);
  return {
    firstFile: side(first, firstText),
    format: first.language,
    fragment,
    isNew: false as boolean,
    kind,
    lines: first.snippet.endLine - first.snippet.startLine + 1,
    secondFile: side(second, secondText),
    tokens: createLexer(languageByName(first.language))(normalise(fragment)).tokens.length,
  };
}

/** Columns and positions count bytes of UTF-8 from 0; the end is behind the last character. */
function side({ path, snippet: { startLine, endLine } }: Place, text: string) {
  const lines = text.split('\n');
  const bytes = (upTo: number) => Buffer.byteLength(lines.slice(0, upTo).join('\n'));
  const before = startLine > 1 ? bytes(startLine - 1) + 1 : 0;
  const column = Buffer.byteLength((lines[endLine - 1] ?? '').replace(/\r$/, ''));
  return {
    end: endLine,
    endLoc: {
      column,
      line: endLine,
      position: (endLine > 1 ? bytes(endLine - 1) + 1 : 0) + column,
    },
    name: path,
    start: startLine,
    startLoc: { column: 0, line: startLine, position: before },
  };
}

function linesOf(text: string, { snippet: { startLine, endLine } }: Place): string {
  return text
    .split('\n')
    .slice(startLine - 1, endLine)
    .join('\n')
    .replace(/\r$/, '');
}

function totals({ languages = [], files, lines }: DuplicatesReport, duplicates: readonly Entry[]) {
  const formats = languages.map(({ language, ...sums }) => {
    const own = duplicates.filter(({ format }) => format === language);
    return [language, totalsOf(own, sums)] as const;
  });
  const tokens = languages.reduce((sum, language) => sum + language.tokens, 0);
  return {
    formats: Object.fromEntries(formats),
    total: totalsOf(duplicates, { files, lines, tokens }),
  };
}

/** As jscpd counts: each pair's lines once, over all lines, in percent. */
function totalsOf(
  duplicates: readonly Entry[],
  { files, lines, tokens }: { files: number; lines: number; tokens: number },
): Totals {
  const duplicatedLines = duplicates.reduce((sum, entry) => sum + entry.lines, 0);
  const fresh = duplicates.filter(({ isNew }) => isNew);
  const duplicatedTokens = duplicates.reduce((sum, entry) => sum + entry.tokens, 0);
  const percent = (part: number, whole: number) => (whole === 0 ? 0 : (100 * part) / whole);
  return {
    clones: duplicates.length,
    duplicatedLines,
    duplicatedTokens,
    lines,
    newClones: fresh.length,
    newDuplicatedLines: fresh.reduce((sum, entry) => sum + entry.lines, 0),
    percentage: percent(duplicatedLines, lines),
    percentageTokens: percent(duplicatedTokens, tokens),
    sources: files,
    tokens,
  };
}
