/** Names for what an extracted function takes, made from the words its copies use. */
import type { Difference } from './antiUnify.ts';
import { childOf } from './codeTree.ts';

const RESERVED = new Set(
  `await break case catch class const continue debugger default delete do else enum export extends false finally for
   function if implements import in instanceof interface let new null package private protected public return static
   super switch this throw true try type typeof undefined var void while with yield arguments eval async of`.split(
    /\s+/,
  ),
);

/** `parseUserName` → parse, user, name. */
export function wordsIn(name: string): string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());
}

/** The words all names share, in order, in camel case; '' where they share none. */
export function commonName(names: readonly string[]): string {
  const [first = [], ...others] = names.map(wordsIn);
  let at = others.map(() => 0);
  const shared: string[] = [];
  for (const word of first) {
    const places = others.map((words, i) => words.indexOf(word, at[i]));
    if (places.some((place) => place < 0)) continue;
    at = places.map((place) => place + 1);
    shared.push(word);
  }
  return camelCase(shared);
}

export function camelCase(words: readonly string[]): string {
  return words
    .map((word, at) => (at === 0 ? word : word[0]!.toUpperCase() + word.slice(1)))
    .join('');
}

/** `name`, or with the smallest number that makes it no name of `used` and no word of the language. */
export function freeName(name: string, used: Set<string>): string {
  const base = /^[\p{L}_$]/u.test(name) ? name : `value${name}`;
  let found = base;
  for (let number = 2; used.has(found) || RESERVED.has(found); number++) found = `${base}${number}`;
  used.add(found);
  return found;
}

/** What a difference is about: the names it stands for, else the name it is given to, else its kind. */
export function parameterName(
  { kind, trees, parents }: Difference,
  values: readonly string[],
  textOf: (tree: Difference['trees'][number]) => string,
): string {
  if (kind === 'type') return 'T';
  if (kind === 'key') return commonName(values) || 'key';
  if (trees[0]!.type === 'identifier' || trees[0]!.type === 'member_expression') {
    const shared = commonName(values.map((value) => value.replace(/^.*\./, '')));
    if (shared !== '')
      return /^[A-Z]/.test(values[0]!) && parents.at(-1)?.type.startsWith('jsx')
        ? shared[0]!.toUpperCase() + shared.slice(1)
        : shared;
  }
  for (const parent of parents.toReversed().slice(0, 3)) {
    const given =
      parent.type === 'variable_declarator' || parent.type === 'assignment_pattern'
        ? (childOf(parent, 'name') ?? childOf(parent, 'left'))
        : parent.type === 'pair'
          ? childOf(parent, 'key')
          : parent.type === 'assignment_expression' || parent.type === 'binary_expression'
            ? childOf(parent, 'left')
            : undefined;
    const words =
      given && given !== trees[0] ? wordsIn(textOf(given).replace(/^.*[.'"]\b/s, '')) : [];
    if (words.length > 0 && words.length < 5) return camelCase(words);
  }
  const plain: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'number',
    regex: 'pattern',
    true: 'flag',
    false: 'flag',
  };
  return kind === 'text' ? 'text' : (plain[trees[0]!.type] ?? 'value');
}
