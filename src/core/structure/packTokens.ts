/** The token stream as bytes, as file records keep it: about a third of the source's size. */
import type { TokenStream } from './tokenStream.ts';

/** Grows with every change of the lexer or of the layout: streams of another version are not compared. */
export const TOKENS_VERSION = 2;

/**
 * Layout: version, distinct count, token count (varints); hashes (4 bytes, little-endian); kinds (1 byte);
 * table positions (1, 2 or 4 bytes by distinct count); lines as pairs of varints: lines to go down, tokens there;
 * ignored ranges as their count and pairs of varints: first line, lines to the last.
 */
export function packTokens(stream: TokenStream): Uint8Array<ArrayBuffer> {
  const { hashes, kinds, tokens, lines, ignored } = stream;
  const width = widthFor(hashes.length);
  const bytes = new Uint8Array(
    15 +
      hashes.length * 5 +
      tokens.length * width +
      lines.length * 10 +
      5 * (1 + 2 * ignored.length),
  );
  const view = new DataView(bytes.buffer);
  let at = 0;
  const varint = (value: number): void => {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest & 127) | 128;
    bytes[at++] = rest;
  };
  varint(TOKENS_VERSION);
  varint(hashes.length);
  varint(tokens.length);
  for (const hash of hashes) {
    view.setUint32(at, hash, true);
    at += 4;
  }
  bytes.set(kinds, at);
  at += kinds.length;
  for (const token of tokens) {
    if (width === 1) bytes[at] = token;
    else if (width === 2) view.setUint16(at, token, true);
    else view.setUint32(at, token, true);
    at += width;
  }
  for (let i = 0, line = 0; i < lines.length; ) {
    let next = i + 1;
    while (next < lines.length && lines[next] === lines[i]) next++;
    varint(lines[i]! - line);
    varint(next - i);
    line = lines[i]!;
    i = next;
  }
  varint(ignored.length);
  for (const { startLine, endLine } of ignored) {
    varint(startLine);
    varint(endLine - startLine);
  }
  return bytes.slice(0, at);
}

/**
 * The stream that `packTokens` wrote; undefined for bytes of another version or none at all.
 * @throws RangeError on damaged bytes.
 */
export function unpackTokens(bytes: Uint8Array): TokenStream | undefined {
  if (bytes[0] !== TOKENS_VERSION) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 1;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 35) throw new RangeError('a token stream is cut off');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const distinct = varint();
  const count = varint();
  const width = widthFor(distinct);
  if (at + distinct * 5 + count * width > bytes.length) {
    throw new RangeError(`${bytes.length} bytes for ${count} tokens, ${distinct} of them distinct`);
  }
  const hashes = new Uint32Array(distinct);
  for (let i = 0; i < distinct; i++, at += 4) hashes[i] = view.getUint32(at, true);
  const kinds = bytes.slice(at, at + distinct);
  at += distinct;
  const tokens = new Uint32Array(count);
  for (let i = 0; i < count; i++, at += width) {
    const token = width === 1 ? bytes[at]! : readWide(view, at, width);
    if (token >= distinct) throw new RangeError(`token ${token} of a table of ${distinct}`);
    tokens[i] = token;
  }
  const lines = new Uint32Array(count);
  for (let i = 0, line = 0; i < count; ) {
    line += varint();
    const end = i + varint();
    if (end > count || end === i) throw new RangeError(`line ${line} of a token stream is damaged`);
    lines.fill(line, i, end);
    i = end;
  }
  const ignored = Array.from({ length: varint() }, () => {
    const startLine = varint();
    return { startLine, endLine: startLine + varint() };
  });
  return { hashes, kinds, tokens, lines, ignored };
}

/** How many tokens `packTokens` wrote, without unpacking them; 0 for bytes of another version. */
export function countTokens(bytes: Uint8Array): number {
  if (bytes[0] !== TOKENS_VERSION) return 0;
  let at = 1;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return value;
  };
  varint();
  return varint();
}

function widthFor(distinct: number): 1 | 2 | 4 {
  if (distinct <= 256) return 1;
  return distinct <= 65_536 ? 2 : 4;
}

function readWide(view: DataView, at: number, width: 2 | 4 | 1): number {
  return width === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
}
