/** Whether bytes are text worth cutting: decoding, binary, minified. */
import type { Language } from './language.ts';

/** Bytes that are looked at for a NUL, as git and ripgrep do (8,000 and 8 KiB). */
const HEAD_BYTES = 8192;
/** A file half of whose characters stand in lines this long was written by a program. */
const LONG_LINE = 1000;
/** Smaller files are cheap, and one long line may be a data string. */
const MINIFIED_MIN_CHARACTERS = 2000;
const LONG_MEAN_LINE = 300;
/** More replacement characters than this share of the text: it is not UTF-8. */
const MAX_BROKEN_SHARE = 0.02;

/**
 * Text of the bytes: UTF-8, UTF-16 by mark or by its pattern of NULs, else Windows-1252.
 * @returns undefined for binary content.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode('utf-16be', bytes);
  const head = bytes.subarray(0, HEAD_BYTES);
  if (head.includes(0)) {
    const wide = wideEncoding(head);
    return wide && decode(wide, bytes);
  }
  const text = decode('utf-8', bytes);
  const broken = countOf(text, '\uFFFD');
  if (broken > 0 && broken > text.length * MAX_BROKEN_SHARE) {
    return isMostlyControl(head) ? undefined : decode('windows-1252', bytes);
  }
  return isMostlyControl(head) ? undefined : text;
}

function decode(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding).decode(bytes);
}

/** UTF-16 of mostly ASCII has its NULs on one side only. */
function wideEncoding(head: Uint8Array): string | undefined {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    if (head[i] === 0) i % 2 === 0 ? even++ : odd++;
  }
  const most = head.length / 2;
  if (odd > most * 0.6 && even < most * 0.05) return 'utf-16le';
  if (even > most * 0.6 && odd < most * 0.05) return 'utf-16be';
  return undefined;
}

function isMostlyControl(head: Uint8Array): boolean {
  let control = 0;
  for (const byte of head) {
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27)
      control++;
  }
  return control > head.length * 0.05;
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}

/** Whether the text was written for machines: most of it stands in very long lines. */
export function isMinified(text: string, language: Language | undefined): boolean {
  if (text.length < MINIFIED_MIN_CHARACTERS) return false;
  // People write paragraphs in one line, and notebooks hold pictures in one.
  if (language?.nature === 'prose' || language?.id === 'notebook') return false;
  let lines = 1;
  let inLong = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    if (end - at > LONG_LINE) inLong += end - at;
    if (newline >= 0) lines++;
    at = end + 1;
  }
  return inLong > text.length / 2 || text.length / lines > LONG_MEAN_LINE;
}
