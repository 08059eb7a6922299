/** One file's text to its snippets: by grammar, by headings, by cells, by patterns or by line windows. */
import { cutByPatterns } from './cutByPatterns.ts';
import { cutEmbedded } from './cutEmbedded.ts';
import { cutNotebook } from './cutNotebook.ts';
import { cutProse } from './cutProse.ts';
import { cutTree } from './cutTree.ts';
import type { Language } from './language.ts';
import type { SnippetText } from './snippet.ts';
import { type Cut, SourceText } from './sourceText.ts';
import type { Parse } from './syntax.ts';

/**
 * Snippets by line, parents before what is inside them. Never throws for any text.
 * @param language undefined where nothing says it: line windows.
 * @param parse a grammar that is not ready or fails leaves definitions by pattern or line windows.
 */
export function cutFile(text: string, language: Language | undefined, parse: Parse): SnippetText[] {
  const source = new SourceText(text);
  return cutSource(source, language, parse).map((cut) => source.snippet(cut));
}

function cutSource(source: SourceText, language: Language | undefined, parse: Parse): Cut[] {
  if (!language) return cutByPatterns(source, undefined);
  const { grammar, id, nature } = language;
  if (grammar !== undefined) {
    const text = grammar === 'rust' ? openMacros(source.text) : source.text;
    const cuts = parse(text, grammar, (root) => cutTree(root, source, language));
    if (cuts) return cuts;
  }
  if (nature === 'prose') return cutProse(source, language);
  if (id === 'notebook') return cutNotebook(source, parse) ?? cutByPatterns(source, language);
  if (nature === 'markup' && language.embedded) return cutEmbedded(source, language, parse);
  return cutByPatterns(source, language);
}

/**
 * Rust: items inside `cfg_rt! { … }` at the left edge are tokens to the grammar; with the macro's own marks blanked out
 * they are items. Offsets and lines stay.
 */
function openMacros(text: string): string {
  if (!/^\w+! ?\{$/m.test(text)) return text;
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    if (!/^(?!macro_rules)\w+! ?\{$/.test(lines[i]!)) continue;
    let end = i + 1;
    let holdsItems = false;
    while (end < lines.length && /^( |$)/.test(lines[end]!)) {
      holdsItems ||= RUST_ITEM.test(lines[end]!);
      end++;
    }
    if (holdsItems && lines[end] === '}') {
      lines[i] = ' '.repeat(lines[i]!.length);
      lines[end] = ' ';
    }
    i = end - 1;
  }
  return lines.join('\n');
}

const RUST_ITEM = /^ {4}(pub|fn|impl|struct|enum|trait|mod|async|unsafe|type)\b/;
