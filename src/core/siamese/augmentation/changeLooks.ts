/** What a copy changes without changing what it does: literals, comments, layout. */
import type { Random } from '../random.ts';
import { splitPieces } from './pieces.ts';

const WORDS =
  'value name error item result failed invalid missing user file path key data input output state'.split(
    ' ',
  );

/** Replaces a share of the numbers (but 0 and 1) and strings. */
export function changeLiterals(code: string, random: Random, share: number): string {
  return splitPieces(code)
    .map(({ kind, text }) => {
      if (kind === 'number' && text !== '0' && text !== '1' && random.next() < share) {
        return String(2 + random.below(random.next() < 0.5 ? 10 : 1000));
      }
      if (kind === 'string' && text.length > 3 && !text.includes('\n') && random.next() < share) {
        const words = Array.from(
          { length: 1 + random.below(3) },
          () => WORDS[random.below(WORDS.length)],
        );
        return text[0] + words.join(' ') + text[0];
      }
      return text;
    })
    .join('');
}

export function dropComments(code: string): string {
  const bare = splitPieces(code)
    .map(({ kind, text }) => (kind === 'comment' ? '' : text))
    .join('');
  return bare.replace(/[ \t]+$/gm, '').replace(/\n{2,}/g, '\n');
}

/** Another indentation, braces on lines of their own or not, blank lines gone. */
export function reformat(code: string, random: Random): string {
  let text = code;
  const unit = ['\t', '  ', '    '][random.below(3)]!;
  text = text.replace(/^(?: {4}|\t)+/gm, (indent) =>
    unit.repeat(indent.startsWith('\t') ? indent.length : indent.length / 4),
  );
  const braces = random.next();
  if (braces < 0.4) text = text.replace(/([^\s{]) *\{[ \t]*$/gm, '$1\n{');
  else if (braces < 0.7) text = text.replace(/\s*\n\s*\{[ \t]*$/gm, ' {');
  if (random.next() < 0.5) text = text.replace(/\n\s*\n/g, '\n');
  return text;
}
