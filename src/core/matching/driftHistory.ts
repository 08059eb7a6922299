/** Adds to a drift report what git knows: age and last change of each member, and which commit drove two apart. */
import { languageByName } from '../snippets/languages.ts';
import { createLexer } from '../structure/lexer.ts';
import { isRenamed, type Passage, passageOf } from '../structure/passage.ts';
import type {
  Commit,
  CommonPast,
  DriftReport,
  DriftStretch,
  MemberHistory,
} from './driftReport.ts';
import type { BlamedLine, FileHistory } from './fileHistory.ts';
import type { DriftSource } from './readMember.ts';

/** Members whose lines are looked up: some 50 ms each, more in files with a long past. */
const MAX_BLAMED = 24;
/** Members compared with the canonical one's past, and commits tried of each file: some 5 ms each. */
const MAX_PAIRS = 8;
const MAX_COMMITS = 20;
/** Characters of old texts read for one report: some 0.3 s per million. Files of 5,000 lines reach it. */
const MAX_OLD_TEXT = 4_000_000;

/** The same report, with whatever is known; without a history it comes back as it was. */
export async function withHistory(
  report: DriftReport,
  sources: readonly DriftSource[],
  history: FileHistory,
  signal?: AbortSignal,
): Promise<DriftReport> {
  const blames: (readonly BlamedLine[] | undefined)[] = [];
  for (const { path, startLine, endLine } of sources.slice(0, MAX_BLAMED)) {
    signal?.throwIfAborted();
    blames.push(await history.blame(path, { startLine, endLine }, signal));
  }
  if (blames.every((blame) => blame === undefined)) return report;
  return {
    ...report,
    members: report.members.map((member, at) => {
      const known = memberHistory(blames[at]);
      return known ? { ...member, history: known } : member;
    }),
    stretches: report.stretches.map((stretch) => withCommits(stretch, blames)),
    commonPast: await commonPast(report, { sources, blames, history }, signal),
  };
}

function memberHistory(blame: readonly BlamedLine[] | undefined): MemberHistory | undefined {
  const commits = (blame ?? []).flatMap(({ commit }) => commit ?? []);
  if (!blame || commits.length === 0) return undefined;
  const byTime = commits.toSorted(older);
  return {
    first: byTime[0]!,
    last: byTime.at(-1)!,
    isUncommitted: commits.length < blame.length,
  };
}

function withCommits(
  stretch: DriftStretch,
  blames: readonly (readonly BlamedLine[] | undefined)[],
): DriftStretch {
  const variants = stretch.variants.map((variant) => {
    const commits = variant.members.flatMap((member, i) => {
      const { startLine, endLine } = variant.places[i]!;
      const lines = blames[member] ?? [];
      return lines.filter(({ line }) => startLine <= line && line <= endLine);
    });
    const newest = commits
      .flatMap(({ commit }) => commit ?? [])
      .toSorted(older)
      .at(-1);
    return newest ? { ...variant, commit: newest } : variant;
  });
  return { ...stretch, variants };
}

/** By time, then by name, so that equal times give one order. */
function older(a: Commit, b: Commit): number {
  return a.timeMs - b.timeMs || (a.id < b.id ? -1 : 1);
}

/** Pairs of the canonical member and one that differs which were alike before a commit on either side. */
async function commonPast(
  report: DriftReport,
  { sources, blames, history }: Known,
  signal: AbortSignal | undefined,
): Promise<CommonPast[]> {
  const { canonical } = report;
  const past = new Past(history, signal);
  const found: CommonPast[] = [];
  const apart = [...sources.keys()].filter((at) => at !== canonical && areApart(report, at));
  for (const at of apart.slice(0, MAX_PAIRS)) {
    const ways = [
      { changed: canonical, kept: at },
      { changed: at, kept: canonical },
    ];
    for (const { changed, kept } of ways) {
      const own = newestFirst(blames[changed] ?? []);
      const commit = await past.lastAlike(sources[changed]!, sources[kept]!, own);
      if (!commit) continue;
      found.push({ members: [canonical, at], changed, commit });
      break;
    }
  }
  return found;
}

interface Known {
  readonly sources: readonly DriftSource[];
  readonly blames: readonly (readonly BlamedLine[] | undefined)[];
  readonly history: FileHistory;
}

/** The commits of a member's lines, each once. */
function newestFirst(blame: readonly BlamedLine[]): Commit[] {
  const byId = new Map(blame.flatMap(({ commit }) => (commit ? [[commit.id, commit]] : [])));
  return [...byId.values()].sort((a, b) => older(b, a));
}

function areApart({ stretches, canonical }: DriftReport, at: number): boolean {
  return stretches.some(({ variants }) =>
    variants.some(({ members }) => members.includes(canonical) && !members.includes(at)),
  );
}

/** Old texts of files as token passages, each read once. */
class Past {
  readonly #history: FileHistory;
  readonly #signal: AbortSignal | undefined;
  #read = 0;
  readonly #changes = new Map<string, Promise<Commit[]>>();
  readonly #texts = new Map<string, Promise<Passage | undefined>>();

  constructor(history: FileHistory, signal: AbortSignal | undefined) {
    this.#history = history;
    this.#signal = signal;
  }

  /**
   * A commit on `changed`'s file before which it held what `kept` is now, but for names: of its own lines' commits
   * the newest, else of the file's.
   */
  async lastAlike(
    changed: DriftSource,
    kept: DriftSource,
    own: readonly Commit[],
  ): Promise<Commit | undefined> {
    const wanted = passageIn(kept.text, kept.language);
    let commits = this.#changes.get(changed.path);
    if (!commits) {
      commits = this.#history.changes(changed.path, MAX_COMMITS, this.#signal);
      this.#changes.set(changed.path, commits);
    }
    const known = own.slice(0, MAX_COMMITS);
    const ids = new Set(known.map(({ id }) => id));
    const others = (await commits).filter(({ id }) => !ids.has(id));
    for (const commit of [...known, ...others]) {
      this.#signal?.throwIfAborted();
      if (this.#read > MAX_OLD_TEXT) return undefined;
      const before = await this.#before(changed, commit);
      if (before && holds(before, wanted)) return commit;
    }
    return undefined;
  }

  #before({ path, language }: DriftSource, commit: Commit): Promise<Passage | undefined> {
    const key = `${commit.id} ${path}`;
    let text = this.#texts.get(key);
    if (!text) {
      text = this.#history.textBefore(path, commit, this.#signal).then((read) => {
        this.#read += read?.length ?? 0;
        return read === undefined ? undefined : passageIn(read, language);
      });
      this.#texts.set(key, text);
    }
    return text;
  }
}

function passageIn(text: string, language: string): Passage {
  return passageOf(createLexer(languageByName(language))(text));
}

/** Whether some stretch of `whole` is `part` under other names; literals may differ as in any renamed copy. */
export function holds(whole: Passage, part: Passage): boolean {
  const { length } = part.exact;
  if (length === 0) return false;
  for (let start = 0; start + length <= whole.exact.length; start++) {
    if (whole.normalised[start] !== part.normalised[0]) continue;
    const end = start + length;
    const stretch: Passage = {
      exact: whole.exact.subarray(start, end),
      normalised: whole.normalised.subarray(start, end),
      called: whole.called.subarray(start, end),
      kinds: whole.kinds.subarray(start, end),
    };
    if (isRenamed(stretch, part)) return true;
  }
  return false;
}
