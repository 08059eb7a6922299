/** `lookalike compare`: how much alike the two texts of each pair are, and why. */
import path from 'node:path';
import type { PlaceRef } from '../core/engineApi.ts';
import { detectLanguage } from '../core/snippets/detectLanguage.ts';
import { UserError } from '../core/userError.ts';
import { idOf, optionalStringOf, parseJsonLines, refuseBadLines, stringOf } from './jsonLines.ts';
import { readNamed } from './readNamed.ts';
import { evidenceRecord, rounded } from './records.ts';
import type { Context } from './toolbox.ts';

/** Pairs per call: keeps the encoder busy without holding a whole file's embeddings (guess). */
const PAIRS_PER_CALL = 64;

export interface CompareOptions {
  /** JSON lines of pairs. */
  readonly pairs?: string;
  /** Instead, two places of files. */
  readonly at: readonly PlaceRef[];
  /** What the places' paths are relative to. */
  readonly folder: string;
}

export async function runCompare(context: Context, options: CompareOptions) {
  const { terminal, toolbox, choices } = context;
  const name = options.pairs ?? '';
  const text = options.pairs === undefined ? '' : await readNamed(context, options.pairs);
  const fromPlaces = options.pairs === undefined ? [await placePair(context, options)] : [];
  const read = parseJsonLines(text, (record) => ({
    id: idOf(record),
    a: stringOf(record, 'a'),
    b: stringOf(record, 'b'),
    languageA: optionalStringOf(record, 'languageA'),
    languageB: optionalStringOf(record, 'languageB'),
  }));
  const lines = { ...read, values: [...fromPlaces, ...read.values] };
  const comparer = await toolbox.openComparer(choices);
  for (const notice of comparer.notices) terminal.tell(notice);
  try {
    for (let start = 0; start < lines.values.length; start += PAIRS_PER_CALL) {
      const pairs = lines.values.slice(start, start + PAIRS_PER_CALL);
      const comparisons = await comparer.compare(pairs, terminal.signal);
      for (const [index, comparison] of comparisons.entries()) {
        const { type, distance, probability, evidence, reportedAt, reasons } = comparison;
        const record = {
          id: pairs[index]?.id,
          ...(distance === undefined ? {} : { distance: rounded(distance) }),
          probability: rounded(probability),
          type,
          evidence: evidenceRecord(evidence),
          reportedAt,
          ...(reasons.length > 0 ? { reasons } : {}),
        };
        await terminal.write(`${JSON.stringify(record)}\n`);
      }
    }
  } finally {
    await comparer.dispose();
  }
  refuseBadLines(name, lines);
}

async function placePair({ toolbox }: Context, { at, folder }: CompareOptions) {
  const [a, b, ...more] = at;
  if (!a || !b || more.length > 0) {
    throw new UserError(
      'usage',
      'Say what to compare: two --at PATH:LINES, or --pairs FILE.',
      'See `lookalike compare --help`.',
    );
  }
  const read = async ({ path: file, startLine, endLine }: PlaceRef): Promise<string> => {
    const lines = (await toolbox.readFile(path.join(folder, file))).split(/\r?\n/);
    if (startLine > lines.length) {
      throw new UserError('bad-input', `${file} has ${lines.length} lines.`, 'Check the lines.');
    }
    return lines.slice(startLine - 1, endLine).join('\n');
  };
  return {
    id: `${nameOf(a)} ${nameOf(b)}`,
    a: await read(a),
    b: await read(b),
    languageA: detectLanguage(a.path)?.id,
    languageB: detectLanguage(b.path)?.id,
  };
}

function nameOf({ path: file, startLine, endLine }: PlaceRef): string {
  return `${file}:${startLine}-${endLine}`;
}
