/** Cuts prose at its headings; long sections and text without headings at their paragraphs. */
import { coverRest, cutRun } from './coverRest.ts';
import type { Language } from './language.ts';
import type { Cut, SourceText } from './sourceText.ts';

/** Longer sections are cut into paragraphs: about what an encoder reads at once. */
const MAX_SECTION_LINES = 45;
/** Between the headings of a path; no heading contains it. */
const PATH_SEPARATOR = ' > ';
const MAX_HEADING_CHARACTERS = 160;

interface Heading {
  readonly level: number;
  readonly title: string;
  /** First line of the heading, an overline included. */
  readonly line: number;
  /** Last line of the heading. */
  readonly lastLine: number;
}

export function cutProse(source: SourceText, language: Language): Cut[] {
  const headings = headingsOf(source, language);
  const cuts: Cut[] = [];
  const first = headings[0]?.line ?? source.lineCount + 1;
  if (first > 1) cuts.push(...paragraphs(source, 1, first - 1, '', language));
  const path: Heading[] = [];
  headings.forEach((heading, i) => {
    while (path.length > 0 && path.at(-1)!.level >= heading.level) path.pop();
    path.push(heading);
    const name = path.map(({ title }) => title).join(PATH_SEPARATOR);
    let endLine = (headings[i + 1]?.line ?? source.lineCount + 1) - 1;
    while (endLine > heading.lastLine && source.line(endLine).trim() === '') endLine--;
    const next = headings[i + 1];
    // A heading with only headings below it is in their names.
    if (endLine === heading.lastLine && next && next.level > heading.level) return;
    if (endLine - heading.line < MAX_SECTION_LINES) {
      cuts.push({ kind: 'section', name, startLine: heading.line, endLine, doc: '' });
    } else {
      cuts.push(...paragraphs(source, heading.line, endLine, name, language));
    }
  });
  return cuts.length > 0 ? cuts : coverRest(source, [], language);
}

function paragraphs(
  source: SourceText,
  startLine: number,
  endLine: number,
  name: string,
  language: Language,
): Cut[] {
  return cutRun(source, startLine, endLine, language).map((cut) => ({
    ...cut,
    kind: 'paragraph' as const,
    name,
  }));
}

function headingsOf(source: SourceText, language: Language): Heading[] {
  switch (language.id) {
    case 'markdown':
      return markdownHeadings(source);
    case 'restructuredtext':
      return underlinedHeadings(source);
    case 'asciidoc':
      return markedHeadings(source, /^(={1,6})\s+(\S.*)$/);
    case 'org':
      return markedHeadings(source, /^(\*{1,8})\s+(\S.*)$/);
    case 'latex':
      return latexHeadings(source);
    default:
      return [];
  }
}

/** `# Title`, and a title underlined by `===` or `---`; not inside fences and front matter. */
function markdownHeadings(source: SourceText): Heading[] {
  const headings: Heading[] = [];
  let fence = '';
  let line = frontMatterEnd(source) + 1;
  for (; line <= source.lineCount; line++) {
    const text = source.line(line);
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(text)?.[1];
    if (mark) {
      if (fence === '') fence = mark;
      else if (mark[0] === fence[0] && mark.length >= fence.length) fence = '';
      continue;
    }
    if (fence !== '') continue;
    const marked = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(text);
    if (marked?.[2]) {
      headings.push({ level: marked[1]!.length, title: plain(marked[2]), line, lastLine: line });
      continue;
    }
    const under = /^\s{0,3}(=+|-+)\s*$/.exec(source.line(line + 1))?.[1];
    const isTitle = /^\s{0,3}[^\s#>|*+\-\d`<].*$/.test(text) && source.line(line - 1).trim() === '';
    if (under && under.length > 2 && isTitle) {
      headings.push({
        level: under[0] === '=' ? 1 : 2,
        title: plain(text),
        line,
        lastLine: line + 1,
      });
      line++;
    }
  }
  return headings;
}

function frontMatterEnd(source: SourceText): number {
  if (!/^(---|\+\+\+)\s*$/.test(source.line(1))) return 0;
  for (let line = 2; line <= Math.min(source.lineCount, 80); line++) {
    if (/^(---|\+\+\+|\.\.\.)\s*$/.test(source.line(line))) return line;
  }
  return 0;
}

/** reStructuredText: the kinds of underline rank in the order in which they first appear. */
function underlinedHeadings(source: SourceText): Heading[] {
  const headings: Heading[] = [];
  const ranks: string[] = [];
  for (let line = 1; line < source.lineCount; line++) {
    const title = source.line(line);
    const under = /^([=\-`:'"~^_*+#<>.])\1{2,}\s*$/.exec(source.line(line + 1));
    if (!under || title.trim() === '' || /^\s/.test(title) || /^\W+$/.test(title)) continue;
    if (source.line(line + 1).trim().length < title.trim().length - 1) continue;
    const over = line > 1 && source.line(line - 1).trim() === source.line(line + 1).trim();
    const rank = `${over ? 'over' : ''}${under[1]}`;
    if (!ranks.includes(rank)) ranks.push(rank);
    headings.push({
      level: ranks.indexOf(rank) + 1,
      title: plain(title),
      line: over ? line - 1 : line,
      lastLine: line + 1,
    });
    line++;
  }
  return headings;
}

function markedHeadings(source: SourceText, pattern: RegExp): Heading[] {
  return source.lines.flatMap((text, i) => {
    const match = pattern.exec(text);
    if (!match) return [];
    return [{ level: match[1]!.length, title: plain(match[2]!), line: i + 1, lastLine: i + 1 }];
  });
}

const LATEX_LEVELS = ['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph'];

function latexHeadings(source: SourceText): Heading[] {
  return source.lines.flatMap((text, i) => {
    const match =
      /^\s*\\(part|chapter|section|subsection|subsubsection|paragraph)\*?\{(.+?)\}/.exec(text);
    if (!match) return [];
    const level = LATEX_LEVELS.indexOf(match[1]!) + 1;
    return [{ level, title: plain(match[2]!), line: i + 1, lastLine: i + 1 }];
  });
}

/** A title without links, code marks and emphasis. */
function plain(title: string): string {
  return title
    .replace(/!?\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])?/g, '$1')
    .replace(/<[^>]+>|\{[#.][^}]*\}/g, '')
    .replace(/[`*]|(?<!\w)_|_(?!\w)/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_HEADING_CHARACTERS);
}
