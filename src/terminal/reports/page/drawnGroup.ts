/** What the page needs to draw a group: its members' lines, how they are aligned, and what sets them apart. */
import { findDrift } from '../../../core/matching/drift.ts';
import type { DriftReport } from '../../../core/matching/driftReport.ts';
import type { DuplicateGroup, Place } from '../../../core/matching/match.ts';
import { normalise } from '../../../core/snippets/sourceText.ts';
import { stretchSentence } from '../../driftWords.ts';

/** Copies drawn of one group; more are alike enough to be listed. */
const MAX_DRAWN = 24;
/** Differences listed over a group's code. */
const MAX_DIFFERENCES = 12;

/** First and last line, 0-based within the member, and the variant. */
type Cell = readonly [number, number, number];

export interface DrawnGroup {
  readonly isListedOnly: boolean;
  /** Most telling first; `member`: the copy to lay beside the canonical one to see it. */
  readonly differences: readonly {
    readonly sentence: string;
    readonly row: number;
    readonly member: number | undefined;
  }[];
  /** Goes into the page as JSON. */
  readonly shown: {
    readonly type: string;
    /** Lower case; what the filter looks in. */
    readonly find: string;
    readonly canonical?: number;
    readonly members?: readonly {
      readonly where: string;
      readonly start: number;
      readonly lines?: readonly string[];
    }[];
    /** Per row and member its cell, 0 where it has nothing. */
    readonly rows?: readonly (readonly (Cell | 0)[])[];
    /** Per row the difference it belongs to, −1 where all are alike. */
    readonly stretch?: readonly number[];
  };
}

/** @param readFile left out: the group is only listed. */
export async function drawnGroup(
  group: DuplicateGroup,
  readFile: ((path: string) => Promise<string>) | undefined,
): Promise<DrawnGroup> {
  const find = group.members
    .map(({ path, snippet: { name } }) => `${path} ${name}`)
    .join('\n')
    .toLowerCase();
  const listed: DrawnGroup = {
    isListedOnly: true,
    differences: [],
    shown: { type: group.type, find },
  };
  if (!readFile) return listed;
  const texts: (string | undefined)[] = await Promise.all(
    group.members.map((member, at) =>
      at < MAX_DRAWN || at === group.canonical ? linesIn(member, readFile) : undefined,
    ),
  );
  const drawn = [...texts.keys()].filter((at) => (texts[at] ?? '').trim() !== '');
  const canonical = drawn.indexOf(group.canonical);
  if (canonical < 0 || drawn.length < 2) return listed;
  const sources = drawn.map((at) => {
    const { path, language, snippet } = group.members[at]!;
    const { startLine, endLine } = snippet;
    return { path, language, startLine, endLine, text: texts[at]! };
  });
  const report = findDrift(sources, canonical);
  return {
    isListedOnly: false,
    differences: differencesOf(report, drawn),
    shown: {
      type: group.type,
      find,
      canonical: group.canonical,
      members: group.members.map((member, at) => {
        const { startLine, endLine } = member.snippet;
        const where = `${member.path}:${startLine}-${endLine}`;
        const text = texts[at];
        return {
          where,
          start: startLine,
          ...(text === undefined ? {} : { lines: text.split('\n') }),
        };
      }),
      rows: report.rows.map(({ cells }) => {
        const own = cells.map((cell, i): Cell | 0 => {
          if (!cell) return 0;
          const { startLine } = sources[i]!;
          return [cell.startLine - startLine, cell.endLine - startLine, cell.variant];
        });
        return group.members.map((_, at) => own[drawn.indexOf(at)] ?? 0);
      }),
      stretch: report.rows.map(({ stretch }) => stretch ?? -1),
    },
  };
}

/** Characters of code a group puts into the page. */
export function sizeOf({ shown: { members = [] } }: DrawnGroup): number {
  return members.flatMap(({ lines = [] }) => lines).reduce((sum, line) => sum + line.length + 4, 0);
}

function differencesOf({ stretches, canonical, members }: DriftReport, drawn: readonly number[]) {
  return stretches.slice(0, MAX_DIFFERENCES).map((stretch) => {
    const own = stretch.variants.find((variant) => variant.members.includes(canonical));
    const other = stretch.variants.find((variant) => variant !== own)?.members[0];
    return {
      sentence: stretchSentence(stretch, members.length),
      row: stretch.firstRow,
      member: other === undefined ? undefined : drawn[other],
    };
  });
}

async function linesIn(
  { path, snippet: { startLine, endLine } }: Place,
  readFile: (path: string) => Promise<string>,
): Promise<string | undefined> {
  try {
    const lines = normalise(await readFile(path)).split('\n');
    return lines.slice(startLine - 1, endLine).join('\n');
  } catch {
    // Gone since it was indexed: the place is named, its code is not there to show.
    return undefined;
  }
}
