/** The content of a copy as a short text: the same after moving, renaming of variables and reformatting, another after a real change. */
import { createHash } from 'node:crypto';
import type { FileRecord } from '../index/snippetStore.ts';
import type { Place } from '../matching/match.ts';
import { readStream } from '../matching/units.ts';
import { type Passage, passageOf } from '../structure/passage.ts';
import { TOKEN_KIND, tokensInLines } from '../structure/tokenStream.ts';

/** Changes with every change of what is hashed; fingerprints of another version never match. */
const VERSION = 1;

/**
 * Hashes the passage with its variables numbered by first appearance. Names of calls and members, words, operators and
 * literals count as they are: changing one of them is a real change.
 * @returns 24 characters
 */
export function fingerprint({ exact, called, kinds }: Passage): string {
  const numbers = new Map<number, number>();
  const content = new Uint32Array(exact.length + 1);
  content[0] = VERSION;
  for (let i = 0; i < exact.length; i++) {
    const isVariable = kinds[i] === TOKEN_KIND.identifier && called[i] !== exact[i];
    if (!isVariable) {
      content[i + 1] = exact[i]!;
      continue;
    }
    const number = numbers.get(exact[i]!) ?? numbers.size + 1;
    numbers.set(exact[i]!, number);
    content[i + 1] = number;
  }
  return createHash('sha256').update(new Uint8Array(content.buffer)).digest('hex').slice(0, 24);
}

/** The fingerprint of what stands at `place`; undefined where the record has no readable tokens. */
export function fingerprintAt(place: Place, record: FileRecord): string | undefined {
  const stream = readStream(record.tokens);
  if (!stream) return undefined;
  const { startLine, endLine } = place.snippet;
  return fingerprint(passageOf(stream, tokensInLines(stream, startLine, endLine)));
}
