/** The functions of a workspace as material for pairs: cut by lines, without copies, each with its part of the split. */
import { docFault } from '../siamese/mining/cleanDoc.ts';
import { miningLanguageOf } from '../siamese/mining/functionHeads.ts';
import { mineFunctions } from '../siamese/mining/mineFunctions.ts';
import { miningRole } from '../siamese/mining/miningPaths.ts';
import { NearDuplicates } from '../siamese/mining/nearDuplicates.ts';
import { Random } from '../siamese/random.ts';
import { commentedDeclarations } from './declarations.ts';
import { Reservoir } from './reservoir.ts';

/** As many as an encoder that ships reads while a person waits. */
export const MOST_FUNCTIONS = 10_000;

export interface WorkspaceFunction {
  /** Relative to the folder, '/'-separated. */
  readonly path: string;
  readonly name: string;
  /** A comment that describes it; '' if none does. */
  readonly doc: string;
  /** Without the comment. */
  readonly code: string;
}

/** A fold by number: learned from by the heads of the other folds, and decided on by its own; untouched: reported only. */
export type Part = number | 'untouched';

/** A head of a fold learns from two thirds of what the mean of all heads has learned from. */
export const FOLDS = 3;
/** A quarter is reported only. */
const LEARNED_SHARE = 0.75;
/** As in the training of the encoder: shorter functions say nothing, longer ones are cut by it anyway. */
const MIN_CODE = 80;
const MAX_CODE = 6000;
/** With a comment, a getter still says which words go together. */
const MIN_SHORT = 30;

/**
 * Collects functions file by file; near copies of earlier ones are left out, so that no part holds another's copy. Of more
 * than take part a sample is kept, so that a large workspace takes no more memory than one of that size.
 */
export class FunctionCollector {
  readonly #sources: Reservoir<WorkspaceFunction>;
  readonly #tests: Reservoir<WorkspaceFunction>;
  readonly #short: Reservoir<WorkspaceFunction>;
  readonly #seen = new NearDuplicates();
  readonly #seenShort = new NearDuplicates();

  /** @param limit functions; as many commented lines and half as many tests may come on top */
  constructor(limit: number = MOST_FUNCTIONS) {
    const random = new Random(limit);
    this.#sources = new Reservoir(limit, random);
    this.#tests = new Reservoir(limit / 2, random);
    this.#short = new Reservoir(limit, random);
  }

  get sources(): readonly WorkspaceFunction[] {
    return this.#sources.kept;
  }

  get tests(): readonly WorkspaceFunction[] {
    return this.#tests.kept;
  }

  /** Commented, and too short to be asked about: getters, types, fields, signatures. */
  get short(): readonly WorkspaceFunction[] {
    return this.#short.kept;
  }

  /** Whether a file can hold any: asked before it is read. */
  static wants(path: string): boolean {
    return ['source', 'test'].includes(miningRole(path));
  }

  add(path: string, text: string): void {
    const language = miningLanguageOf(path);
    if (!language) return;
    const whole = miningRole(path) === 'test' ? this.#tests : this.#sources;
    const functions = mineFunctions(text, language);
    for (const { name, doc, code } of functions) {
      const found = { path, name, doc: doc !== '' && !docFault(doc) ? doc : '', code };
      if (code.length < MIN_CODE) this.#addShort(found);
      else if (code.length <= MAX_CODE && !this.#seen.add(code)) whole.add(detached(found));
    }
    const lines = new Set(functions.map(({ line }) => line));
    for (const found of commentedDeclarations(text, language, lines)) {
      this.#addShort({ path, ...found });
    }
  }

  #addShort(found: WorkspaceFunction): void {
    if (found.doc === '' || found.code.length < MIN_SHORT || this.#seenShort.add(found.code))
      return;
    this.#short.add(detached(found));
  }
}

/** Pieces of a long string keep all of it in memory: here a name would keep its file. */
function detached({ path, name, doc, code }: WorkspaceFunction): WorkspaceFunction {
  return { path, name: copied(name), doc: copied(doc), code: copied(code) };
}

function copied(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}

/** Which part a file belongs to: by its path and the seed alone, so that no function's siblings are elsewhere. */
export function partOf(path: string, seed: number): Part {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const share = ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
  return share < LEARNED_SHARE ? Math.floor((share / LEARNED_SHARE) * FOLDS) : 'untouched';
}
