/** Where heads are kept and which is in force: what survives a restart. */
import type { NamedHead } from './headFile.ts';

export interface KeptHead extends NamedHead {
  readonly sizeBytes: number;
}

export interface HeadStore {
  /** Newest first; damaged files are left out. */
  list(): Promise<readonly KeptHead[]>;
  /** Replaces a head of that name, whole or not at all. */
  save(head: NamedHead): Promise<void>;
  remove(name: string): Promise<void>;
  /** The head in force; undefined: none, or it is gone or damaged. */
  inUse(): Promise<NamedHead | undefined>;
  /** Durable once it resolves. */
  setInUse(head: NamedHead | undefined): Promise<void>;
}

/** Letters, digits, dots, dashes and spaces between: a name that is a file's name on every system. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,58}[\p{L}\p{N}]$|^[\p{L}\p{N}]$/u;

/** `none` is what the terminal calls the encoder as it ships. */
export function isHeadName(name: string): boolean {
  return NAME.test(name) && name.toLowerCase() !== 'none';
}

/** `tuned-1`, `tuned-2`, …: the first that is free. */
export function freeName(taken: readonly string[]): string {
  for (let n = 1; ; n++) if (!taken.includes(`tuned-${n}`)) return `tuned-${n}`;
}
