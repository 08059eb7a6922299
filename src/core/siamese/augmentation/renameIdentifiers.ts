/** Renames variables consistently, as someone does who makes a copy his own. */
import type { Random } from '../random.ts';
import { type Piece, splitPieces } from './pieces.ts';

/** Not renamed: keywords and the commonest built-in names of the languages we mine. */
const RESERVED: ReadonlySet<string> = new Set(
  `abstract any arguments array as assert async auto await base begin bool boolean break byte case catch chan char class
  cls const constexpr continue crate data debugger def default defer del delete do double dyn each elif else elseif elsif
  end ensure enum error except explicit export extends extern false False final finally fixed float fmt fn for foreach
  from fun func function get global go goto guard i8 i16 i32 i64 if impl implements import in include inline inout
  instanceof int int32 int64 interface internal into is isinstance iter lambda lazy len let list local long loop map
  match math mod module mut namespace native new next nil None not null nullptr number object of open operator or
  override package panic parent pass print println printf private protected pub public raise range readonly rec redo
  ref register require rescue result return Self self set short signed sizeof static std str string String struct
  super switch sync template test then this throw throws trait true True try tuple type typedef typename typeof
  u8 u16 u32 u64 uint undefined union unless unsafe unsigned until use usize using val var vec vector virtual void
  volatile when where while with xor yield`.split(/\s+/),
);

const NEW_NAMES =
  `a acc amount b base batch block bound buf buffer c cache cand cell chunk cnt code col content count ctx cur current
  d data dest dist dst e edge el elem element end entry ex f field file first flag found h head height hi i id idx
  index info input item items iter j k key last left len limit line lines lo lst m mark mask max mid min msg n name node
  nodes nxt obj offset old opts other out output p pair params parts path payload pivot point pos prev ptr q queue r rec
  record ref rem res response ret right root row s seen seg size slot src stack start state step sum t tail target temp
  text tgt tmp token total tree u v val value values visited w weight width word x y z`.split(
    /\s+/,
  );

export interface RenameOptions {
  /** Members, called functions and types keep their names without exception: only variables change. */
  readonly onlyVariables?: boolean;
  /** The language's keywords, beside the common ones. */
  readonly keywords?: ReadonlySet<string>;
}

/**
 * @param share 0..1 of the identifiers that are renamed.
 * Members (after a dot) and called functions keep their names at twice the odds: a copy still calls the same things.
 */
export function renameIdentifiers(
  code: string,
  random: Random,
  share: number,
  { onlyVariables = false, keywords }: RenameOptions = {},
): string {
  if (share <= 0) return code;
  const pieces = splitPieces(code);
  const names = new Map<string, string | undefined>();
  if (onlyVariables) for (const name of namesOfOthers(pieces)) names.set(name, undefined);
  const taken = new Set(pieces.filter(({ kind }) => kind === 'word').map(({ text }) => text));
  let before = '';
  pieces.forEach((piece, i) => {
    if (piece.kind === 'word' && !RESERVED.has(piece.text) && !keywords?.has(piece.text)) {
      const outside = before === '.' || before === '>' || pieces[i + 1]?.text.startsWith('(');
      const odds = outside ? share * 0.35 : share;
      if (!names.has(piece.text)) {
        names.set(
          piece.text,
          random.next() < odds ? newName(piece.text, random, taken) : undefined,
        );
      }
    }
    if (piece.text.trim()) before = piece.text;
  });
  return pieces
    .map(({ kind, text }) => (kind === 'word' ? (names.get(text) ?? text) : text))
    .join('');
}

/** What is called, is a member or looks like a type somewhere in the code. */
function namesOfOthers(pieces: readonly Piece[]): Set<string> {
  const found = new Set<string>();
  let before = '';
  pieces.forEach(({ kind, text }, i) => {
    const next = pieces.slice(i + 1, i + 3).find((piece) => piece.text.trim())?.text ?? '';
    const isOutside = /[.>:@]$/.test(before) || /^[(!]/.test(next) || /^[A-Z]/.test(text);
    if (kind === 'word' && isOutside) found.add(text);
    if (text.trim()) before = text;
  });
  return found;
}

function newName(old: string, random: Random, taken: Set<string>): string {
  for (let tries = 0; tries < 8; tries++) {
    const first = NEW_NAMES[random.below(NEW_NAMES.length)]!;
    const second = NEW_NAMES[random.below(NEW_NAMES.length)]!;
    const parts = random.next() < 0.5 ? [first] : [first, second];
    const name = styled(old, parts);
    if (!taken.has(name) && !RESERVED.has(name)) {
      taken.add(name);
      return name;
    }
  }
  return `${old}${random.below(10)}`;
}

/** In the style of the old name: CONSTANT, Type, snake_case or camelCase. */
function styled(old: string, parts: readonly string[]): string {
  if (/^[A-Z][A-Z0-9_]+$/.test(old)) return parts.join('_').toUpperCase();
  const title = (part: string) => part.charAt(0).toUpperCase() + part.slice(1);
  if (/^[A-Z]/.test(old)) return parts.map(title).join('');
  if (old.includes('_')) return parts.join('_');
  return parts.map((part, i) => (i === 0 ? part : title(part))).join('');
}
