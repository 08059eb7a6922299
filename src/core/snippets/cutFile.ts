/** One file's text to its snippets: by grammar, by headings, by patterns or by line windows. */
import { coverRest } from './coverRest.ts';
import { cutTree } from './cutTree.ts';
import type { Language } from './language.ts';
import type { SnippetText } from './snippet.ts';
import { type Cut, SourceText } from './sourceText.ts';
import type { Parse } from './syntax.ts';

/**
 * Snippets by line, parents before what is inside them. Never throws for any text.
 * @param language undefined where nothing says it: line windows.
 * @param parse a grammar that is not ready or fails leaves line windows.
 */
export function cutFile(text: string, language: Language | undefined, parse: Parse): SnippetText[] {
  const source = new SourceText(text);
  return cutSource(source, language, parse).map((cut) => source.snippet(cut));
}

function cutSource(source: SourceText, language: Language | undefined, parse: Parse): Cut[] {
  const grammar = language?.grammar;
  const cuts =
    grammar && language
      ? parse(source.text, grammar, (root) => cutTree(root, source, language))
      : undefined;
  return cuts ?? coverRest(source, [], language);
}
