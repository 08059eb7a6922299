/** Examples in documentation with the words before them: the nearest thing in a repository to a search for code. */
import { cleanProse, isProse, splitSentences } from './mineProse.ts';

export interface HowTo {
  /** What is done: the sentence before the example, or its heading. */
  readonly text: string;
  readonly code: string;
  /** As the document names it, lower case; '' if it does not. */
  readonly language: string;
}

const NOT_CODE =
  /^(?:console|shell|sh|bash|text|txt|plain|json5?|ya?ml|toml|ini|xml|html|css|scss|diff|log|output|md|markdown|mermaid|http|none|dockerfile|properties|csv|graphql|proto|svg|env|cmd|powershell|shell-session|terminal|console-session|rst|pycon-output|error)$/;
const MIN_CODE = 50;
const MAX_CODE = 2500;

export function mineHowTos(source: string, path: string): HowTo[] {
  const found: HowTo[] = [];
  let heading = '';
  let paragraph = '';
  const lines = source.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const atx = /^#{1,6}\s+(.*?)\s*#*$/.exec(line);
    if (atx || (path.endsWith('.rst') && /^([=\-~^"'*+#])\1{3,}\s*$/.test(lines[i + 1] ?? ''))) {
      heading = cleanProse(atx ? atx[1]! : line);
      paragraph = '';
      continue;
    }
    const block = fenced(lines, i) ?? (path.endsWith('.rst') ? indented(lines, i) : undefined);
    if (block) {
      if (block.introduction) paragraph = `${paragraph} ${block.introduction}`;
      found.push(...pairsOf(heading, paragraph, block));
      paragraph = '';
      i = block.last;
      continue;
    }
    if (line.trim() === '') {
      // A blank line between the words and their example.
      if (!/^\s*(?:```|~~~|\.\. code|::|>>> )/.test(nextText(lines, i))) paragraph = '';
    } else paragraph = `${paragraph} ${line.trim()}`;
  }
  return found;
}

interface Block {
  readonly language: string;
  readonly code: string;
  readonly last: number;
  readonly introduction?: string;
}

function pairsOf(heading: string, paragraph: string, { language, code }: Block): HowTo[] {
  const bare = withoutPrompts(code);
  if (NOT_CODE.test(language) || bare.length < MIN_CODE || bare.length > MAX_CODE) return [];
  if (/^\s*[$%>]\s|^\s*(?:npm|pip|yarn|cargo|go get|brew|apt|docker|curl|git) /m.test(bare))
    return [];
  const texts: string[] = [];
  const sentence = splitSentences(cleanProse(paragraph)).at(-1) ?? '';
  const words = sentence.split(' ').length;
  if (isProse(sentence) && words >= 5 && words <= 50) texts.push(sentence.replace(/:$/, ''));
  const headingWords = heading.split(' ').length;
  if (headingWords >= 3 && headingWords <= 14 && /^[\x20-\x7e]+$/.test(heading))
    texts.push(heading);
  return texts.map((text) => ({ text, code: bare, language }));
}

function fenced(lines: readonly string[], at: number): Block | undefined {
  const open = /^(\s*)(```+|~~~+)\s*\{?\.?([\w+#-]*)/.exec(lines[at]!);
  if (!open) return undefined;
  const mark = open[2]!;
  let last = at + 1;
  while (last < lines.length && !lines[last]!.trimStart().startsWith(mark)) last++;
  const code = lines.slice(at + 1, last).map((line) => line.slice(open[1]!.length));
  return { language: open[3]!.toLowerCase(), code: code.join('\n').trim(), last };
}

function indented(lines: readonly string[], at: number): Block | undefined {
  const line = lines[at]!;
  const directive = /^\s*\.\. (?:code-block|code|sourcecode|ipython)::\s*(\w*)/.exec(line);
  const doctest = /^\s*>>> /.test(line);
  if (!(directive || doctest || /\S.*::\s*$/.test(line))) return undefined;
  const base = /^\s*/.exec(line)![0].length;
  let last = doctest ? at : at + 1;
  const code: string[] = [];
  while (last < lines.length) {
    const text = lines[last]!;
    const indent = /^\s*/.exec(text)![0].length;
    if (text.trim() !== '' && (doctest ? indent < base : indent <= base)) break;
    if (doctest && text.trim() === '') break;
    if (!/^\s+:\w[\w-]*:/.test(text)) code.push(text.slice(doctest ? base : base + 4));
    last++;
  }
  return {
    language: directive?.[1]?.toLowerCase() ?? (doctest ? 'python' : ''),
    code: code.join('\n').trim(),
    last: last - 1,
    ...(directive || doctest ? {} : { introduction: line.trim().replace(/::$/, ':') }),
  };
}

/** Doctest prompts and the output between them. */
function withoutPrompts(code: string): string {
  if (!/^\s*>>> /m.test(code)) return code;
  return code
    .split('\n')
    .filter((line) => /^\s*(?:>>>|\.\.\.) ?/.test(line))
    .map((line) => line.replace(/^\s*(?:>>>|\.\.\.) ?/, ''))
    .join('\n')
    .trim();
}

function nextText(lines: readonly string[], at: number): string {
  for (let i = at + 1; i < lines.length; i++) if (lines[i]!.trim() !== '') return lines[i]!;
  return '';
}
