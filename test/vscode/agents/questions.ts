/** Questions with known answers, and where in what a tool said the answers stand. */
/** One line of a file of questions. */
export interface Question {
  readonly tool: 'find_similar_code' | 'find_duplicates' | 'search_code';
  readonly input: Record<string, unknown>;
  /** `path name`, or `path` where anything in the file will do; of duplicates all in one group. */
  readonly places: readonly string[];
}

/** @returns the 1-based place, or group, of the first that holds the answer; undefined where none does. */
export function rankOf(places: readonly string[], answer: string): number | undefined {
  const lines = answer.split('\n');
  const groups = lines.some((line) => line.startsWith('- '))
    ? answer.split(/\n(?=\d+ (?:like|copies of) )/).slice(1)
    : undefined;
  if (groups) {
    const at = groups.findIndex((group) => places.every((place) => holds(group, place)));
    return at === -1 ? undefined : at + 1;
  }
  const ranks = places.map((place) => lines.findIndex((line) => holds(line, place)));
  return ranks.includes(-1) ? undefined : Math.max(...ranks) + 1;
}

function holds(text: string, place: string): boolean {
  const [file = '', name] = place.split(' ');
  return text.split('\n').some((line) => {
    const [, found, , , called = ''] = PLACE.exec(line) ?? [];
    return found === file && (name === undefined || called.split('.').at(-1) === name);
  });
}

/** `- path:start-end name` or `path:start-end name, likelihood, kind`. */
const PLACE = /^(?:- )?(.+?):(\d+)-(\d+)(?: ([^ ,]+))?/;

/** The places that an answer names, in its order. */
export function placesIn(answer: string): { file: string; start: number; end: number }[] {
  return answer.split('\n').flatMap((line) => {
    const [, file, start, end] = PLACE.exec(line) ?? [];
    return file === undefined ? [] : [{ file, start: Number(start), end: Number(end) }];
  });
}
