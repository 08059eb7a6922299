/** What people decide about duplicates of a folder: turns places into content and keeps the file of decisions. */
import type { Decision } from '../decisions/decision.ts';
import { DECISIONS } from '../decisions/decisionFile.ts';
import { fingerprintOf } from '../decisions/fingerprint.ts';
import { readRecords, withoutRecords, withRecord } from '../decisions/recordFile.ts';
import { isWithin, standingOf } from '../decisions/standing.ts';
import type { DecideRequest, PlaceRef, UndecideRequest } from '../engineApi.ts';
import type { FileRecord } from '../index/snippetStore.ts';
import type { DuplicateGroup } from '../matching/match.ts';
import { readStream } from '../matching/units.ts';
import { tokensInLines } from '../structure/tokenStream.ts';
import { UserError } from '../userError.ts';

/** Where the text of the decisions is; '' where there is no file. */
export interface DecisionText {
  read(): Promise<string>;
  /** Replaces the whole file. @throws UserError where it cannot be written */
  write(text: string): Promise<void>;
}

export class Decisions {
  private readonly text: DecisionText;
  private readonly records: { file(path: string): FileRecord | undefined };
  /** Fingerprints of the last findings: a copied stretch may begin inside a line, which its lines do not tell. */
  private found = new Map<string, string>();
  /** Changes of the file, one after another. */
  private writing: Promise<unknown> = Promise.resolve();

  constructor(text: DecisionText, records: { file(path: string): FileRecord | undefined }) {
    this.text = text;
    this.records = records;
  }

  /** @throws UserError where a line is no decision */
  async list(): Promise<Decision[]> {
    return readRecords(DECISIONS, await this.text.read());
  }

  /** Takes note of what was found, so that a decision about it names the same content. */
  remember(groups: readonly DuplicateGroup[]): void {
    this.found = new Map(
      groups.flatMap(({ members, fingerprints }) =>
        members.map(({ path, snippet }, i) => [
          keyOf({ path, startLine: snippet.startLine, endLine: snippet.endLine }),
          fingerprints?.[i] ?? '',
        ]),
      ),
    );
  }

  /** A decision replaces those about the same copies or fewer of them. */
  decide({ members, verdict, reason }: DecideRequest): Promise<Decision> {
    const fingerprints = this.fingerprints(members);
    const decision = { verdict, fingerprints, reason, where: whereOf(members) };
    return this.change(async (text) => ({
      text: withRecord(DECISIONS, text, decision, (old) =>
        isWithin(old.fingerprints, fingerprints),
      ),
      answer: decision,
    }));
  }

  /** Takes back what was decided about these copies. @returns how many decisions went */
  undecide({ members }: UndecideRequest): Promise<number> {
    const fingerprints = this.fingerprints(members);
    return this.change(async (text) => {
      const before = readRecords(DECISIONS, text);
      const concerns = (decision: Decision): boolean =>
        standingOf({ fingerprints }, [decision]).kind !== 'open';
      return {
        text: withoutRecords(DECISIONS, text, concerns),
        answer: before.filter(concerns).length,
      };
    });
  }

  private change<T>(edit: (text: string) => Promise<{ text: string; answer: T }>): Promise<T> {
    const done = this.writing.then(async () => {
      const before = await this.text.read();
      const { text, answer } = await edit(before);
      if (text !== before) await this.text.write(text);
      return answer;
    });
    this.writing = done.catch(() => {});
    return done;
  }

  private fingerprints(members: readonly PlaceRef[]): string[] {
    if (members.length < 2) {
      throw new UserError(
        'bad-input',
        'A decision is about two places or more.',
        'Name every copy of the group.',
      );
    }
    return members.map((member) => this.fingerprint(member)).sort();
  }

  private fingerprint(member: PlaceRef): string {
    const known = this.found.get(keyOf(member));
    if (known) return known;
    const stream = readStream(this.records.file(member.path)?.tokens ?? new Uint8Array(0));
    const range = stream && tokensInLines(stream, member.startLine, member.endLine);
    if (!stream || !range || range.start === range.end) {
      throw new UserError(
        'bad-input',
        `Nothing is known of ${member.path}:${member.startLine}-${member.endLine}.`,
        'Find duplicates again and decide about what is found then.',
      );
    }
    return fingerprintOf(stream, range);
  }
}

/** Places named for readers of the file; a group of hundreds would make its line unreadable. */
const NAMED_PLACES = 4;

function whereOf(members: readonly PlaceRef[]): string {
  const named = members
    .slice(0, NAMED_PLACES)
    .map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`);
  const more = members.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function keyOf({ path, startLine, endLine }: PlaceRef): string {
  return `${startLine} ${endLine} ${path}`;
}
