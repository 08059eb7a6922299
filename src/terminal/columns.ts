/** Text that fits a number of terminal columns, wide characters counted as two. */
import stringWidth from 'string-width';

/** Pads with blanks, or cuts the end with '…', to exactly `columns`. */
export function fitTo(text: string, columns: number): string {
  const cut = cutEnd(text, columns);
  return cut + ' '.repeat(Math.max(0, columns - stringWidth(cut)));
}

/** Cuts the end with '…' where `text` is wider than `columns`. */
export function cutEnd(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (stringWidth(kept + character) > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Cuts the beginning with '…': of a path, the end says more. */
export function cutStart(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  for (const character of [...text].reverse()) {
    if (stringWidth(character + kept) > columns - 1) break;
    kept = character + kept;
  }
  return `…${kept}`;
}

/** Control characters made visible, so that a file name or a line of code cannot steer the terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
