/**
 * The head of our cache files: magic · length and CRC32 of the head · head (JSON). It says what the
 * rest belongs to, and is checked before a word of it is believed.
 */
import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** A head is a few hundred bytes; more is damage. */
const MOST_HEAD_BYTES = 65_536;

/** @param magic eight characters */
export function headBytes(magic: string, head: object): Buffer {
  const json = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(16);
  prefix.write(magic, 'latin1');
  prefix.writeUInt32LE(json.length, 8);
  prefix.writeUInt32LE(crc32(json), 12);
  return Buffer.concat([prefix, json]);
}

/** The head and where it ends; undefined where the file is not whole or of another kind. */
export function readHead<T>(file: number, magic: string): { head: T; end: number } | undefined {
  const prefix = readExactly(file, 0, 16);
  if (prefix?.toString('latin1', 0, 8) !== magic) return undefined;
  const length = prefix.readUInt32LE(8);
  const json = length <= MOST_HEAD_BYTES ? readExactly(file, 16, length) : undefined;
  if (!json || crc32(json) !== prefix.readUInt32LE(12)) return undefined;
  return { head: JSON.parse(json.toString('utf8')) as T, end: 16 + length };
}

/** A stretch of a file; undefined where the file ends before it. */
export function readExactly(file: number, position: number, length: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; ) {
    const read = readSync(file, bytes, at, length - at, position + at);
    if (read === 0) return undefined;
    at += read;
  }
  return bytes;
}
