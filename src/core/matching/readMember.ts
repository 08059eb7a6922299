/** A member of a group made ready to be compared statement by statement, in the names of another one. */
import { languageByName } from '../snippets/languages.ts';
import { normalise } from '../snippets/sourceText.ts';
import { createLexer } from '../structure/lexer.ts';
import { type Passage, passageOf, tokensKey } from '../structure/passage.ts';
import { type Statement, statementsOf } from '../structure/statements.ts';
import type { LineRange } from './driftReport.ts';

export interface DriftSource extends LineRange {
  readonly path: string;
  /** The lines `startLine..endLine` of the file. */
  readonly text: string;
  /** Id, alias or extension; unknown ones are read by general rules. */
  readonly language: string;
}

export interface ReadMember {
  readonly source: DriftSource;
  /** Without the indentation that all of them share. */
  readonly lines: readonly string[];
  readonly passage: Passage;
  readonly statements: readonly Statement[];
  /** Per reading the tokens, `(tokens)`, and a number per statement, equal for equal tokens. */
  readonly tokens: Readonly<Record<Reading, Uint32Array>>;
  readonly keys: Readonly<Record<Reading, readonly number[]>>;
}

/** `shape`: names and literals as their class; `names`: exact, renamed names as in the canonical member. */
export type Reading = 'shape' | 'names';

export function readMember(source: DriftSource): ReadMember {
  const text = normalise(source.text);
  const stream = createLexer(languageByName(source.language))(text);
  const passage = passageOf(stream);
  const statements = statementsOf(stream);
  return withNames(
    { source, lines: dedented(text.split('\n')), passage, statements },
    passage.exact,
  );
}

/** @param names its tokens in other names, `(tokens)` */
export function withNames(
  member: Omit<ReadMember, 'tokens' | 'keys'>,
  names: Uint32Array,
): ReadMember {
  const shape = member.passage.normalised;
  const keysOf = (tokens: Uint32Array) =>
    member.statements.map(({ start, end }) => tokensKey(tokens.subarray(start, end)));
  return {
    ...member,
    tokens: { shape, names },
    keys: { shape: keysOf(shape), names: keysOf(names) },
  };
}

/** @throws RangeError where the member has no such statement */
export function tokensOf(member: ReadMember, at: number, reading: Reading): Uint32Array {
  const statement = member.statements[at];
  if (!statement) throw new RangeError(`statement ${at} of ${member.statements.length}`);
  return member.tokens[reading].subarray(statement.start, statement.end);
}

function dedented(lines: readonly string[]): string[] {
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)![0]);
  let common = indents[0] ?? '';
  for (const indent of indents) while (!indent.startsWith(common)) common = common.slice(0, -1);
  return lines.map((line) => line.slice(line.startsWith(common) ? common.length : 0).trimEnd());
}
