/** JSON lines in: each line checked on its own, so that one bad line never stops the rest. */
import { UserError } from '../core/userError.ts';

export interface BadLine {
  /** 1-based. */
  readonly line: number;
  readonly reason: string;
}

export interface JsonLines<T> {
  readonly values: readonly T[];
  readonly bad: readonly BadLine[];
}

/**
 * Parses every line that is not blank with `parse`, which throws `TypeError` on a value it refuses.
 */
export function parseJsonLines<T>(text: string, parse: (value: JsonRecord) => T): JsonLines<T> {
  const values: T[] = [];
  const bad: BadLine[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') continue;
    try {
      values.push(parse(asRecord(JSON.parse(line))));
    } catch (error) {
      const reason = error instanceof SyntaxError ? 'not JSON' : (error as Error).message;
      bad.push({ line: index + 1, reason });
    }
  }
  return { values, bad };
}

export type JsonRecord = Readonly<Record<string, unknown>>;

function asRecord(value: unknown): JsonRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('not a JSON object');
  }
  return value as JsonRecord;
}

/** The identifier a line is answered under: a string or a number, given back as it came. */
export function idOf(record: JsonRecord): string | number {
  const id = record['id'];
  if (typeof id === 'string' || typeof id === 'number') return id;
  throw new TypeError('"id" must be a string or a number');
}

export function stringOf(record: JsonRecord, key: string): string {
  const value = record[key];
  if (typeof value === 'string') return value;
  throw new TypeError(`"${key}" must be a string`);
}

export function optionalStringOf(record: JsonRecord, key: string): string | undefined {
  return record[key] === undefined || record[key] === null ? undefined : stringOf(record, key);
}

/** Says which lines were left out; throws after the good ones have been answered. */
export function refuseBadLines(name: string, lines: JsonLines<unknown>): void {
  if (lines.bad.length === 0) return;
  const shown = lines.bad.slice(0, 10).map((bad) => `${name}:${bad.line}: ${bad.reason}`);
  const rest = lines.bad.length - shown.length;
  if (rest > 0) shown.push(`… and ${rest} more`);
  throw new UserError(
    'bad-input',
    `${lines.bad.length} of ${lines.bad.length + lines.values.length} lines were left out\n${shown.join('\n')}`,
    'Mend these lines; the others were answered.',
  );
}
