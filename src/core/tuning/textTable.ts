/** Distinct texts by number: each is encoded once, however many pairs it stands in. Words are questions here. */
import type { EncoderInput } from '../encoder/encoder.ts';

export class TextTable {
  readonly inputs: EncoderInput[] = [];
  readonly #numbers = new Map<string, number>();

  /** The number of a text; a new one for a new text. */
  id(text: string, kind: EncoderInput['kind'] = 'code'): number {
    const key = `${kind}\n${text}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const id =
      this.inputs.push(kind === 'text' ? { text, kind, isQuestion: true } : { text, kind }) - 1;
    this.#numbers.set(key, id);
    return id;
  }
}
