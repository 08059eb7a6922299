/** Pairs of prose that belong together, out of Markdown and reStructuredText. */

export type ProsePairType = 'heading' | 'question' | 'adjacent' | 'item';

export interface ProsePair {
  readonly a: string;
  readonly b: string;
  readonly type: ProsePairType;
}

const GENERIC_HEADING =
  /^(?:overview|introduction|usage|example|examples|install|installation|setup|getting started|notes?|see also|summary|background|motivation|description|contents|table of contents|api|options|arguments|parameters|returns?|license|contributing|prerequisites|requirements|quick ?start|syntax|details|references|resources|features|about|faq|help|support|links|credits|conclusion|changelog|documentation|tests?|testing|todo|next steps|how it works|advanced|basics?|general|other|misc|demo|remarks|abstract|copyright|rationale)$/i;

/** Headings with the paragraph below them, questions with their answers, sentences that follow one another. */
export function mineProse(source: string, path: string): ProsePair[] {
  const pairs: ProsePair[] = [];
  let heading = '';
  for (const block of blocks(source, path)) {
    if (block.heading) {
      heading = cleanProse(block.text);
      continue;
    }
    const text = cleanProse(block.text);
    if (!isProse(text)) continue;
    if (heading && !GENERIC_HEADING.test(heading) && heading.split(' ').length >= 2) {
      pairs.push({
        a: heading,
        b: text.slice(0, 1000),
        type:
          heading.endsWith('?') || /^(?:how|why|what|when) /i.test(heading)
            ? 'question'
            : 'heading',
      });
    }
    heading = '';
    const sentences = splitSentences(text);
    for (let i = 0; i + 1 < sentences.length; i += 2) {
      const [a, b] = [sentences[i]!, sentences[i + 1]!];
      if (isSentence(a) && isSentence(b)) pairs.push({ a, b, type: 'adjacent' });
    }
  }
  return pairs;
}

interface Block {
  readonly heading: boolean;
  readonly text: string;
}

function* blocks(source: string, path: string): Generator<Block> {
  const underlined = path.endsWith('.rst');
  let fence = '';
  let held: string[] = [];
  const lines = source.replace(/^---\n[\s\S]*?\n---\n/, '').split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (mark) {
      if (!fence) fence = mark;
      else if (mark.startsWith(fence)) fence = '';
      continue;
    }
    if (fence) continue;
    const next = lines[i + 1] ?? '';
    const atx = /^#{1,6}\s+(.*?)\s*#*$/.exec(line);
    if (atx || (line.trim() && underlined && /^([=\-~^"'*+#])\1{3,}\s*$/.test(next))) {
      if (held.length) yield { heading: false, text: held.join(' ') };
      held = [];
      yield { heading: true, text: atx ? atx[1]! : line };
      if (!atx) i++;
      continue;
    }
    if (
      line.trim() === '' ||
      /^(?: {4}|\t)|^\s*(?:[|<>]|\.\. |:\w|[-*+] |\d+[.)] |!\[|\[!|import |export |:::)/.test(line)
    ) {
      if (held.length) yield { heading: false, text: held.join(' ') };
      held = [];
      continue;
    }
    held.push(line.trim());
  }
  if (held.length) yield { heading: false, text: held.join(' ') };
}

/** Without links, images, roles, tags and emphasis. */
export function cleanProse(text: string): string {
  return text
    .replace(/!\[[^\]]*\]\([^)]*\)/g, ' ')
    .replace(/\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/:(?:\w+:)?\w+:`~?([^`<]*)(?:<[^>]*>)?`/g, '$1')
    .replace(/<\/?[a-zA-Z][^>]{0,120}>|\{#[^}]*\}|\{\{[^}]*\}\}/g, ' ')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/[`*]{1,3}|(?<!\w)_+|_+(?!\w)/g, '')
    .replace(/&\w+;/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether a text reads as English sentences. */
export function isProse(text: string): boolean {
  if (text.length < 40 || !/^["'(]?[A-Za-z0-9]/.test(text)) return false;
  const letters = text.replace(/[^A-Za-z ]/g, '').length;
  return (
    letters > text.length * 0.85 && /\b(?:the|a|an|is|are|to|of|and|in|for|you|it)\b/i.test(text)
  );
}

function isSentence(text: string): boolean {
  const words = text.split(' ').length;
  return words >= 5 && words <= 60;
}

export function splitSentences(text: string): string[] {
  return text.split(/(?<=[.!?])\s+(?=["'(]?[A-Z])/);
}
