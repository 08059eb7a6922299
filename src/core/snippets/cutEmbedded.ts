/** Cuts files that hold scripts of another language: each script by its own grammar, with the file's line numbers. */
import { coverRest } from './coverRest.ts';
import { cutTree } from './cutTree.ts';
import type { Language } from './language.ts';
import { languageById } from './languages.ts';
import { type Cut, SourceText } from './sourceText.ts';
import type { Parse } from './syntax.ts';

const SCRIPT = /(<script\b[^>]*>)([\s\S]*?)<\/script\s*>/gi;
/** Astro's code stands between two rules at the top. */
const FRONT_SCRIPT = /^\s*---[^\S\n]*\n([\s\S]*?)\n---/;
/** Scripts that hold data or templates. */
const NO_SCRIPT =
  /\btype\s*=\s*["']?(?!module|text\/(java|type|ecma)script|application\/javascript|text\/babel)[^"'>]+/i;

export function cutEmbedded(source: SourceText, language: Language, parse: Parse): Cut[] {
  const cuts: Cut[] = [];
  const covered = new Array<boolean>(source.lineCount).fill(false);
  for (const [id, ranges] of scriptsOf(source.text, language)) {
    const inner = languageById(id)!;
    // Everything else becomes blanks: offsets and lines stay what they are in the file.
    const masked = new SourceText(mask(source.text, ranges));
    const found = parse(masked.text, inner.grammar!, (root) => cutTree(root, masked, inner));
    if (!found) continue;
    cuts.push(
      ...found.map((cut) => ({
        ...cut,
        text: cut.text ?? masked.slice(cut.startLine, cut.endLine),
      })),
    );
    for (const [start, end] of ranges) {
      const last = source.lineAt(Math.max(start, end - 1));
      for (let line = source.lineAt(start); line <= last; line++) covered[line - 1] = true;
    }
  }
  cuts.push(...coverRest(source, covered, language));
  return cuts.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}

type Range = readonly [start: number, end: number];

/** Ranges of script text by language. */
function scriptsOf(text: string, language: Language): Map<string, Range[]> {
  const scripts = new Map<string, Range[]>();
  const add = (id: string, start: number, end: number) => {
    if (text.slice(start, end).trim() === '') return;
    const ranges = scripts.get(id) ?? [];
    ranges.push([start, end]);
    scripts.set(id, ranges);
  };
  if (language.id === 'astro') {
    const front = FRONT_SCRIPT.exec(text);
    if (front) {
      const start = front.index + front[0].indexOf('\n') + 1;
      add('typescript', start, start + front[1]!.length);
    }
  }
  for (const match of text.matchAll(SCRIPT)) {
    const [, tag, body] = match;
    if (NO_SCRIPT.test(tag!) || /\bsrc\s*=/.test(tag!)) continue;
    const start = match.index + tag!.length;
    add(scriptLanguage(tag!, language), start, start + body!.length);
  }
  return scripts;
}

function scriptLanguage(tag: string, language: Language): string {
  const lang = /\blang\s*=\s*["']?([\w]+)/i.exec(tag)?.[1]?.toLowerCase();
  if (lang === 'tsx' || lang === 'jsx') return lang;
  if (lang === 'ts' || lang === 'typescript' || language.id === 'astro') return 'typescript';
  return 'javascript';
}

function mask(text: string, ranges: readonly Range[]): string {
  let masked = '';
  let at = 0;
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  for (const [start, end] of ranges) {
    masked += blank(text.slice(at, start)) + text.slice(start, end);
    at = end;
  }
  return masked + blank(text.slice(at));
}
