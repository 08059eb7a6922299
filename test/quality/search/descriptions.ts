/**
 * Descriptions and the functions they describe: doc comments of the repositories that training never sees
 * (training/corpus/heldBack.ts), taken off their functions, whose names are hidden, too.
 */
import { join } from 'node:path';
import { Random } from '../../../src/core/siamese/random.ts';
import { languageByName } from '../../../src/core/snippets/languages.ts';
import { HELD_BACK } from '../../../training/corpus/heldBack.ts';
import { type FunctionRow, readShard } from '../../../training/corpus/shards.ts';
import type { NumberedFile } from './numberedFiles.ts';

export interface Descriptions {
  readonly repository: string;
  readonly files: readonly NumberedFile[];
  readonly asked: readonly { readonly query: string; readonly wanted: number }[];
}

const ASKED = 30;
const POOL = 500;
/** Shorter ones are titles. */
const LEAST_WORDS = 4;
const LONGEST_QUERY = 400;
const SEED = 4;

/** @param corpus what `training/corpus/mine.ts` wrote; repositories missing there are left out */
export async function* readDescriptions(corpus: string): AsyncGenerator<Descriptions> {
  const random = new Random(SEED);
  for (const repository of HELD_BACK) {
    const rows: FunctionRow[] = [];
    for await (const row of readShard<FunctionRow>(join(corpus, 'functions'), repository)) {
      rows.push(row);
    }
    const order = random.shuffle(Uint32Array.from({ length: rows.length }, (_, i) => i));
    const mixed = Array.from(order, (i) => rows[i]!);
    const isDescribed = ({ doc }: FunctionRow) => doc.split(/\s+/).length >= LEAST_WORDS;
    const described = mixed.filter(isDescribed).slice(0, ASKED);
    if (described.length === 0) continue;
    const rest = mixed.filter((row) => !described.includes(row));
    const pool = [...described, ...rest].slice(0, POOL);
    yield {
      repository,
      files: pool.map((row) => ({
        code: withoutName(row),
        ending: languageByName(row.language)?.extensions[0] ?? 'txt',
      })),
      asked: described.map(({ doc }, wanted) => ({
        // Quotation marks and dashes would filter.
        query: doc.replace(/["-]/g, ' ').slice(0, LONGEST_QUERY),
        wanted,
      })),
    };
  }
}

function withoutName({ name, code }: FunctionRow): string {
  const own = name.split(/::|[.#/]/).findLast((part) => part !== '') ?? '';
  if (own.length < 2) return code;
  const literal = own.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return code.replaceAll(new RegExp(`(?<![\\w$])${literal}(?![\\w$])`, 'g'), 'fn');
}
