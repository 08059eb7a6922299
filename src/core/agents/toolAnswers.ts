/** What tools answer language models: few words, one line a place, in English whatever the user's language. */
import type { DuplicateGroup, Match, MatchType, Place } from '../matching/match.ts';

/** A place with the name of its folder, where there are several. */
export interface Found {
  readonly match: Match & { readonly why?: string };
  /** '' where there is only one folder. */
  readonly folder: string;
  /** The lines of the place, where they were asked for. */
  readonly source?: string;
}

const KINDS: Readonly<Record<MatchType, string>> = {
  exact: 'exact copy',
  renamed: 'renamed copy',
  edited: 'edited copy',
  meaning: 'same job, other words',
};

/** Lines of source shown of one place: more is what reading the file is for. */
const SOURCE_LINES = 40;

/** `src/queue.ts:10-24 Queue.push, 93 % likely, renamed copy`, a line each. */
export function placesAnswer(found: readonly Found[], whenNone: string): string {
  return found.length === 0 ? whenNone : found.map(placeLines).join('\n');
}

export function groupsAnswer(
  groups: readonly { readonly group: DuplicateGroup; readonly folder: string }[],
  total: number,
): string {
  if (groups.length === 0) return 'No duplicates found.';
  const texts = groups.map(({ group, folder }) => {
    const canonical = group.members[group.canonical] ?? group.members[0]!;
    const members = [canonical, ...group.members.filter((place) => place !== canonical)];
    const name = canonical.snippet.name || canonical.path.split('/').at(-1)!;
    const like = group.type === 'meaning' ? 'like' : 'copies of';
    const words = `${KINDS[group.type]}, ${likelihood(group.probability, group.type)}`;
    const lines = members.map((place) =>
      `- ${where(place, folder)} ${place.snippet.name}`.trimEnd(),
    );
    return [`${group.members.length} ${like} ${name} (${words})`, ...lines].join('\n');
  });
  return `${total} groups, ${groups.length} shown\n${texts.join('\n')}`;
}

function placeLines({ match, folder, source }: Found): string {
  const { place, probability, type, why } = match;
  const { name } = place.snippet;
  const kind = why === undefined ? `, ${KINDS[type]}` : '';
  const line = `${where(place, folder)}${name && ` ${name}`}, ${likelihood(probability, type)}${kind}`;
  if (source === undefined) return line;
  const lines = source.split('\n');
  const more = lines.length - SOURCE_LINES;
  const shown = lines.slice(0, SOURCE_LINES).map((text) => `\t${text}`);
  return [line, ...shown, ...(more > 0 ? [`\t… ${more} more lines`] : [])].join('\n');
}

/** Never 100 %, because nothing calibrated is certain, unless the texts are equal. */
function likelihood(probability: number, type: MatchType): string {
  if (type === 'exact') return 'certain';
  return `${Math.min(99, Math.max(1, Math.round(probability * 100)))} % likely`;
}

/** Paths as the model can open them: with the folder's name where there are several. */
function where({ path, snippet: { startLine, endLine } }: Place, folder: string): string {
  return `${folder && `${folder}/`}${path}:${startLine}-${endLine}`;
}
