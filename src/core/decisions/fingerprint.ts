/** The content of a copy as a short text: the same after moving, renaming of variables and reformatting, another after a real change. */
import { hash } from 'node:crypto';
import { type Passage, passageOf } from '../structure/passage.ts';
import { TOKEN_KIND, type TokenRange, type TokenStream } from '../structure/tokenStream.ts';

/** Changes with every change of what is hashed; fingerprints of another version never match. */
const VERSION = 1;

/**
 * Hashes the passage with its variables numbered by first appearance. Names of calls and members, words, operators and
 * literals count as they are: changing one of them is a real change.
 * @returns 24 characters
 */
export function fingerprint({
  exact,
  called,
  kinds,
}: Pick<Passage, 'exact' | 'called' | 'kinds'>): string {
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
  return hash('sha256', new Uint8Array(content.buffer), 'hex').slice(0, 24);
}

/** The fingerprint of a range of a file's tokens. */
export function fingerprintOf(stream: TokenStream, range: TokenRange): string {
  return fingerprint(passageOf(stream, range));
}
