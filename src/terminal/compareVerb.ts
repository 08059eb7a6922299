/** `lookalike compare`: how much alike the two texts of each pair are, and why. */
import { idOf, optionalStringOf, parseJsonLines, refuseBadLines, stringOf } from './jsonLines.ts';
import { readNamed } from './readNamed.ts';
import { evidenceRecord, rounded } from './records.ts';
import type { Context } from './toolbox.ts';

/** Pairs per call: keeps the encoder busy without holding a whole file's embeddings (guess). */
const PAIRS_PER_CALL = 64;

export async function runCompare(context: Context, options: { readonly pairs: string }) {
  const { terminal, toolbox, choices } = context;
  const lines = parseJsonLines(await readNamed(context, options.pairs), (record) => ({
    id: idOf(record),
    a: stringOf(record, 'a'),
    b: stringOf(record, 'b'),
    languageA: optionalStringOf(record, 'languageA'),
    languageB: optionalStringOf(record, 'languageB'),
  }));
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
  refuseBadLines(options.pairs, lines);
}
