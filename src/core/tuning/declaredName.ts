/** The name that a piece of code declares, found in its text alone: of all its words the one that says most. */
import { wordsOfName } from '../siamese/mining/functionPairs.ts';

/** Stand before a name or a parenthesis and are none themselves. */
const KEYWORDS = new Set(
  `abstract async await case catch class const constructor def default delegate else enum explicit export extends extern
  final fn for foreach func fun function get if impl implements implicit infix inline inner interface internal is let
  local lock match module mut new object of open operator override package private protected pub public readonly record
  return sealed set sizeof static struct super suspend switch synchronized tailrec template this throw throws trait type
  typename typeof union unless unsafe until using val var virtual void volatile when where while with yield`.split(
    /\s+/,
  ),
);
/** Lines above a declaration: decorators, attributes, comments. */
const ABOVE = /^\s*(?:@[\w.]+(?:\([^()]*\)?)?\s*$|#\[|\[|\/\/|\/\*|\*|#|$)/;
/** What begins a statement declares nothing, whatever it calls. */
const STATEMENT =
  /^\s*(?:return|throw|if|for|foreach|while|switch|await|yield|else|case|match|try|with|assert|raise|del|print)\b/;
/** Annotations on the line of the declaration. */
const ANNOTATIONS = /^\s*(?:@[\w.]+(?:\([^()]*\))?\s+)*/;
/** A name before a parenthesis, type parameters between. */
const CALLED =
  /(?<![\w$])(?<name>[A-Za-z_$][\w$]*)\s*(?:<(?:[^<>()]|<[^<>()]*>)*>|\[[^()\]]*\])?\s*\(/g;
const INTRODUCED =
  /\b(?:class|interface|struct|enum|trait|object|module|namespace|type|record|const|let|var|val|local|fn|func|fun|def|defp|function|get|set)\s+(?:[A-Za-z_$][\w$]*(?:<[^<>]*>)?\??[.:]+)*(?<name>[A-Za-z_$][\w$]*)/g;
const MOST_CHARACTERS = 400;
const FEWEST_LETTERS = 3;

/** Words of the name, in lower case, with spaces between; undefined where the first line declares none that says anything. */
export function declaredName(code: string): string | undefined {
  const head = firstLine(code)?.replace(ANNOTATIONS, '');
  if (head === undefined || STATEMENT.test(head)) return undefined;
  const found = [...head.matchAll(CALLED), ...head.matchAll(INTRODUCED)]
    .sort((a, b) => a.index + a[0].length - (b.index + b[0].length))
    .map((match) => match.groups!['name']!)
    .find((name) => !KEYWORDS.has(name));
  const words = found && wordsOfName(found);
  return words && words.replaceAll(' ', '').length >= FEWEST_LETTERS ? words : undefined;
}

function firstLine(code: string): string | undefined {
  for (let from = 0; from < code.length; ) {
    const end = code.indexOf('\n', from);
    const line = code.slice(from, Math.min(end < 0 ? code.length : end, from + MOST_CHARACTERS));
    if (!ABOVE.test(line)) return line;
    if (end < 0) return undefined;
    from = end + 1;
  }
  return undefined;
}
