/** `lookalike encode`: the embedding of each text, of unit length. */
import { idOf, type JsonRecord, parseJsonLines, refuseBadLines, stringOf } from './jsonLines.ts';
import { readNamed } from './readNamed.ts';
import type { Context } from './toolbox.ts';

/** Texts per call: see compare. */
const TEXTS_PER_CALL = 128;

export async function runEncode(context: Context, options: { readonly texts: string }) {
  const { terminal, toolbox, choices } = context;
  const lines = parseJsonLines(await readNamed(context, options.texts), (record) => ({
    id: idOf(record),
    text: stringOf(record, 'text'),
    kind: kindOf(record),
  }));
  const encoder = await toolbox.openEncoder(choices);
  try {
    const { dimensions } = encoder;
    for (let start = 0; start < lines.values.length; start += TEXTS_PER_CALL) {
      const texts = lines.values.slice(start, start + TEXTS_PER_CALL);
      const embeddings = await encoder.encode(texts, terminal.signal);
      for (const [index, { id }] of texts.entries()) {
        const row = embeddings.subarray(index * dimensions, (index + 1) * dimensions);
        await terminal.write(`${JSON.stringify({ id, embedding: Array.from(row, shortest) })}\n`);
      }
    }
  } finally {
    await encoder.dispose();
  }
  refuseBadLines(options.texts, lines);
}

/** The shortest number that is the same float32: half the text of the float64 it is printed as. */
function shortest(value: number): number {
  const short = Number(value.toPrecision(8));
  return Math.fround(short) === value ? short : value;
}

function kindOf(record: JsonRecord): 'code' | 'text' {
  const kind = record['kind'] ?? 'code';
  if (kind === 'code' || kind === 'text') return kind;
  throw new TypeError('"kind" must be "code" or "text"');
}
