/** An encoder of words for tests, and a workspace whose own vocabulary it does not know yet. */
import type { Encoder, EncoderInput } from '../../../src/core/encoder/encoder.ts';
import { makeUnitRows } from '../../../src/core/encoder/unitRows.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import type { WorkspaceFunction } from '../../../src/core/tuning/workspaceFunctions.ts';

export const DIMENSIONS = 32;

/** Sums a fixed random direction per word; tells its tokens, so that a table of tokens can be trained. */
export class WordEncoder implements Encoder {
  readonly id = 'words@000000000000';
  readonly dimensions = DIMENSIONS;
  encoded = 0;
  readonly #rows = new Map<string, { id: number; row: Float32Array }>();

  async encode(inputs: readonly EncoderInput[]): Promise<Float32Array> {
    const rows = new Float32Array(inputs.length * DIMENSIONS);
    for (const [i, { text }] of inputs.entries()) {
      this.encoded++;
      for (const word of words(text)) {
        const { row } = this.#word(word);
        for (let k = 0; k < DIMENSIONS; k++) rows[i * DIMENSIONS + k]! += row[k]!;
      }
    }
    makeUnitRows(rows, DIMENSIONS);
    return rows;
  }

  tokenIds({ text }: EncoderInput): number[] {
    return words(text).map((word) => this.#word(word).id);
  }

  async dispose(): Promise<void> {}

  #word(word: string) {
    const known = this.#rows.get(word);
    if (known) return known;
    const random = new Random([...word].reduce((hash, c) => hash * 31 + c.charCodeAt(0), 7));
    const made = {
      id: this.#rows.size,
      row: Float32Array.from({ length: DIMENSIONS }, () => random.normal()),
    };
    this.#rows.set(word, made);
    return made;
  }
}

const IDEAS = 24;

/**
 * Functions about a few ideas, named in the comments by words that the code never uses: `ideaN` in a comment is
 * `termN` in code. An encoder that has not seen the workspace cannot know.
 */
export function ownVocabulary(count: number, seed: number): WorkspaceFunction[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => {
    const ideas = Array.from({ length: 4 }, () => random.below(IDEAS));
    const lines = ideas.map((idea, k) => `  term${idea}(value${k}, common, result);`);
    return {
      path: `src/file${Math.floor(i / 3)}.ts`,
      name: `handle${i}`,
      doc: `Takes ${ideas.map((idea) => `idea${idea}`).join(' and ')} into the result`,
      code: `function handle${i}(common) {\n${lines.join('\n')}\n  return result; // ${i}\n}`,
    };
  });
}

function words(text: string): string[] {
  return text.match(/[A-Za-z]+\d*/g) ?? [];
}
