/** Makes a documentation comment a sentence of prose, and says whether it describes anything. */

/** What begins the parts of a comment that do not say what the function does. */
const REST =
  /\n\s*\n|@param|@return|@throws|@see|@example|@since|@type|@deprecated|@var|@api|@internal|@private|@tparam|>>>|:param|:return|:rtype|:type|\.\. \w+::|Parameters?:?\s*\n|Args:|Arguments:|Returns?:|Raises:|Yields:|Examples?:?\s*\n|\n\s*-{3,}|\n\s*={3,}|# (?:Example|Panics|Errors|Safety|Arguments)|## |Time Complexity|\\param|\\return|\[param|- Parameter|- Returns|```|<pre>|<code>\n|iex>/;

/** Without comment marks, tags and links, up to the first paragraph's end. */
export function cleanDoc(comment: string): string {
  if (comment === '') return '';
  let text = comment
    .replace(/^\s*(?:\/\*+!?|\/\/[/!]*|--+\s*[|^]?|#+[!:]?|\{-\s*\|?)/, '')
    .replace(/\n[ \t]*(?:\*\/|\*+|\/\/[/!]*|--+|#+(?!#))[ \t]?/g, '\n')
    .replace(/(?:\*+\/|-\})\s*$/, '')
    .replace(/^\s*<summary>\s*|\s*<\/summary>[\s\S]*$/g, '')
    .replace(/[@\\]brief\s+/, '')
    .trim();
  text = text.split(REST)[0] ?? '';
  return text
    .replace(/\{@\w+\s+#?([^}]*)\}/g, '$1')
    .replace(/<see\s+cref="(?:\w:)?([^"]*)"\s*\/?>/g, '$1')
    .replace(/<\/?[a-zA-Z][^>]{0,80}>/g, ' ')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/:(?:\w+:)?\w+:`~?([^`]*)`/g, '$1')
    .replace(/[`*]{1,2}/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Comments of this kind are about the file, the tools or the author, not about the function. */
const BOILERPLATE =
  /eslint|prettier-ignore|TODO|FIXME|XXX|copyright|licen[sc]e|istanbul|@ts-|nolint|noqa|type: ignore|\{\{|pylint|inherit(?:ed)?doc|auto-?generated|^see\b|https?:\/\/\S+$|rubocop|stylelint|c8 ignore|pragma|swiftlint|phpcs|NOSONAR|-{4,}|={4,}|\*{4,}|non-javadoc|constructor\.?$|^call-seq|^(?:test|tests)\b|^(?:deprecated|internal|private|unused)\b/i;

export type DocFault = 'short' | 'long' | 'foreign' | 'boilerplate' | 'code';

/** Why a cleaned comment is no description; undefined: it is one. */
export function docFault(doc: string): DocFault | undefined {
  const words = doc.split(' ');
  if (words.length < 3 || doc.length < 15) return 'short';
  if (words.length > 100) return 'long';
  let foreign = 0;
  let symbols = 0;
  for (let i = 0; i < doc.length; i++) {
    const c = doc.charCodeAt(i);
    if (c > 0x24f) foreign++;
    else if (c > 32 && !isLetterOrDigit(c)) symbols++;
  }
  if (foreign > doc.length * 0.05) return 'foreign';
  if (BOILERPLATE.test(doc)) return 'boilerplate';
  if (
    symbols > doc.length * 0.15 ||
    /;\s*$|[{}]\s*$|^(?:if|for|return|var|let|const)\b.*[({]/.test(doc)
  ) {
    return 'code';
  }
  return undefined;
}

function isLetterOrDigit(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c > 0x7f;
}
