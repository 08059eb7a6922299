/** The values of command-line options: each parsed once, each refusal saying what would be right. */
import { InvalidArgumentError } from 'commander';
import type { PlaceRef } from '../core/engineApi.ts';
import type { Level } from '../core/matching/match.ts';

export const LEVELS: readonly Level[] = ['strict', 'balanced', 'exploratory'];

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('must be a whole number, 1 or more');
  }
  return value;
}

export function probability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError('must be between 0 and 1');
  }
  return value;
}

/** `10-25`, or `10` for one line; 1-based, inclusive. */
export function lineRange(text: string): { startLine: number; endLine: number } {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text.trim());
  const startLine = Number(match?.[1]);
  const endLine = Number(match?.[2] ?? match?.[1]);
  if (!match || startLine < 1 || endLine < startLine || !Number.isSafeInteger(endLine)) {
    throw new InvalidArgumentError('must be lines like 10-25, counted from 1');
  }
  return { startLine, endLine };
}

/** `src/a.ts:10` or `src/a.ts:10-25`; the path may hold colons. */
export function placeOfText(text: string): PlaceRef {
  const at = text.lastIndexOf(':');
  if (at < 1) throw new InvalidArgumentError('must be a place like src/a.ts:10 or src/a.ts:10-25');
  return { path: text.slice(0, at), ...lineRange(text.slice(at + 1)) };
}

export function collectPlaces(value: string, before: readonly PlaceRef[]): readonly PlaceRef[] {
  return [...before, placeOfText(value)];
}

/** `5mb`, `300k`, `4096`. */
export function sizeBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(k|m)?b?$/i.exec(text.trim());
  if (!match) throw new InvalidArgumentError('must be a size like 500k or 2mb');
  const factor = { k: 1024, m: 1024 * 1024 }[match[2]?.toLowerCase() ?? ''] ?? 1;
  return Math.round(Number(match[1]) * factor);
}

export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** When findings make the run fail: never, with any, with a new one, above so many groups, above a share of lines. */
export type FailOn =
  | { readonly kind: 'none' }
  | { readonly kind: 'new' }
  | { readonly kind: 'groups'; readonly above: number }
  | { readonly kind: 'share'; readonly above: number };

/** `none`, `any`, `new`, a number of groups (`10`), or a share of duplicated lines (`5%`). */
export function failOn(text: string): FailOn {
  if (text === 'none' || text === 'new') return { kind: text };
  if (text === 'any') return { kind: 'groups', above: 0 };
  const match = /^(\d+(?:\.\d+)?)(%)?$/.exec(text.trim());
  if (match?.[2]) return { kind: 'share', above: Number(match[1]) / 100 };
  if (match && Number.isInteger(Number(match[1]))) {
    return { kind: 'groups', above: Number(match[1]) };
  }
  throw new InvalidArgumentError('must be none, any, new, a number of groups, or a share like 5%');
}
