/**
 * Records that people keep in the workspace as text: one JSON line each, sorted, so that two branches that add different
 * ones merge by keeping all lines and a reviewer sees what was said. Lines starting with `#` or `//` are comments.
 */
import { UserError } from '../userError.ts';

export interface RecordFormat<T> {
  /** Path relative to the folder. */
  readonly file: string;
  /** What one record is called in a sentence. */
  readonly name: string;
  /** What a record must have, as the end of a sentence. */
  readonly needs: string;
  write(record: T): unknown;
  /** @returns undefined for a value that is no record. */
  read(value: Readonly<Record<string, unknown>>): T | undefined;
}

/** Sorted lines, equal ones once. Ends with a line break unless empty. */
export function writeRecords<T>(format: RecordFormat<T>, records: readonly T[]): string {
  return joined([...new Set(records.map((record) => lineOf(format, record)))].sort(byCodeUnit));
}

/** Reads a file, also one that git merged. @throws UserError naming the line that is no record; a half-resolved merge is one */
export function readRecords<T>(format: RecordFormat<T>, text: string): T[] {
  return linesOf(text).flatMap((line, i) => {
    const trimmed = line.trim();
    if (isComment(trimmed)) return [];
    const record = parse(format, trimmed);
    if (record) return [record];
    throw new UserError(
      'configuration-invalid',
      `${format.file}, line ${i + 1}, is no ${format.name}: ${trimmed.slice(0, 60)}`,
      /^(<{7}|={7}|>{7}|\|{7})/.test(trimmed)
        ? 'Resolve the merge conflict by keeping both sides.'
        : `Mend or delete the line; a ${format.name} has ${format.needs}.`,
    );
  });
}

/**
 * The file with one record more, in its place by order. Comments stay where they are, as do all other lines, so that
 * a review shows one line. Records that `isReplaced` names go.
 * @throws UserError as `readRecords` does: a damaged file is never written over
 */
export function withRecord<T>(
  format: RecordFormat<T>,
  text: string,
  record: T,
  isReplaced: (old: T) => boolean,
): string {
  const kept = linesOf(withoutRecords(format, text, isReplaced));
  const line = lineOf(format, record);
  const before = kept.findIndex((other) => !isComment(other.trim()) && byCodeUnit(line, other) < 0);
  if (before >= 0) kept.splice(before, 0, line);
  else kept.push(line);
  return joined(kept);
}

/** The file without the records that `isGone` names. @throws UserError as `readRecords` does */
export function withoutRecords<T>(
  format: RecordFormat<T>,
  text: string,
  isGone: (record: T) => boolean,
): string {
  readRecords(format, text);
  const kept = linesOf(text).filter((line) => {
    const record = isComment(line.trim()) ? undefined : parse(format, line.trim());
    return !record || !isGone(record);
  });
  return joined(kept);
}

export function isFingerprint(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{24}$/.test(value);
}

export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function parse<T>(format: RecordFormat<T>, line: string): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return format.read(value as Record<string, unknown>);
}

function lineOf<T>(format: RecordFormat<T>, record: T): string {
  return JSON.stringify(format.write(record));
}

/** Without the empty one that a final line break makes. */
function linesOf(text: string): string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function isComment(trimmed: string): boolean {
  return trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('//');
}
