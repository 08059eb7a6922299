/** Token ids of texts, told once and kept end to end: every head of every fold asks for the same ones. */
import type { EncoderInput } from '../encoder/encoder.ts';
import { MAX_TOKENS } from './headRunner.ts';

type TokenIds = (input: EncoderInput) => ArrayLike<number>;

const FIRST_ROOM = 1 << 16;

/** @returns what `tokenIds` says of an input, as far as heads look at it; by identity of the input. */
export function rememberTokens(tokenIds: TokenIds): TokenIds {
  const places = new Map<EncoderInput, number>();
  /** Where each text ends; it begins where the one before it ends. */
  const ends = [0];
  let kept = new Uint32Array(FIRST_ROOM);
  return (input) => {
    const known = places.get(input);
    if (known !== undefined) return kept.subarray(ends[known - 1], ends[known]);
    const told = tokenIds(input);
    const from = ends.at(-1)!;
    const to = from + Math.min(told.length, MAX_TOKENS);
    if (to > kept.length) {
      const larger = new Uint32Array(2 * kept.length);
      larger.set(kept);
      kept = larger;
    }
    for (let i = from; i < to; i++) kept[i] = told[i - from]!;
    places.set(input, ends.push(to) - 1);
    return kept.subarray(from, to);
  };
}
