/**
 * The encoder with whatever head is in force: what is asked goes through it, what is stored by content stays the
 * encoder's own where the head can be applied later, so that a head of another kind or none costs no encoding.
 */
import type { Encoder, EncoderInput } from '../encoder/encoder.ts';
import type { CompileGraph } from '../graph/runner.ts';
import { roundToHalf } from '../index/halfPrecision.ts';
import type { EmbeddingStore } from '../index/snippetStore.ts';
import { effectiveId, type Head, needsText, needsTokens } from './head.ts';
import { type HeadRunner, openHead } from './headRunner.ts';
import { embedNames, type NameRows } from './nameRows.ts';

interface InForce {
  readonly head: Head;
  readonly id: string;
  readonly runner: HeadRunner;
}

export class HeadInForce {
  readonly #base: Encoder;
  readonly #compile: CompileGraph;
  #current: InForce | undefined;

  constructor(base: Encoder, compile: CompileGraph) {
    this.#base = base;
    this.#compile = compile;
    const inForce = this;
    this.asked = {
      get id() {
        return inForce.id;
      },
      dimensions: base.dimensions,
      encode: (inputs, signal) => this.#encode(this.#current, inputs, { signal }),
      dispose: async () => {},
    };
  }

  /** The frozen encoder. */
  get base(): Encoder {
    return this.#base;
  }

  get head(): Head | undefined {
    return this.#current?.head;
  }

  /** What thresholds name: the encoder's id, with the head's hash where there is one. */
  get id(): string {
    return this.#current?.id ?? this.#base.id;
  }

  /**
   * Puts a head in force, or none.
   * @throws RangeError for a head of another encoder.
   */
  async use(head: Head | undefined): Promise<void> {
    if (head && (head.encoderId !== this.#base.id || head.dimensions !== this.#base.dimensions)) {
      throw new RangeError(`a head of ${head.encoderId} over ${this.#base.id}`);
    }
    const before = this.#current;
    this.#current = head && {
      head,
      id: effectiveId(head),
      runner: await openHead(head, this.#compile),
    };
    await before?.runner.dispose();
  }

  /** For questions: always through the head, under its id. */
  readonly asked: Encoder;

  /**
   * For what is stored by content; take it anew for each piece of work. Its id and its embeddings are those of one
   * head, or of the encoder itself, whatever is put in force meanwhile.
   */
  get stored(): Encoder {
    const current = this.#current && needsText(this.#current.head) ? this.#current : undefined;
    const { dimensions } = this.#base;
    return {
      id: current?.id ?? this.#base.id,
      dimensions,
      encode: (inputs, signal) => this.#encode(current, inputs, { signal, areStored: true }),
      dispose: async () => {},
    };
  }

  /** A store whose embeddings come out as they are searched: through a head that is applied to embeddings. */
  view(store: EmbeddingStore): EmbeddingStore {
    return {
      missing: (id, hashes) => store.missing(id, hashes),
      put: (id, hashes, embeddings) => store.put(id, hashes, embeddings),
      sizeBytes: () => store.sizeBytes(),
      close: () => store.close(),
      get: async (id, dimensions, hashes) => {
        const rows = await store.get(id, dimensions, hashes);
        const current = this.#current;
        if (!current || needsText(current.head) || id !== this.#base.id) return rows;
        // As exact as what is stored, so that what is saved of the folder's vectors reads the same.
        return roundToHalf(await current.runner.apply(rows));
      },
    };
  }

  async dispose(): Promise<void> {
    await this.#current?.runner.dispose();
    await this.#base.dispose();
  }

  async #encode(
    current: InForce | undefined,
    inputs: readonly EncoderInput[],
    {
      signal,
      areStored = false,
    }: { readonly signal: AbortSignal | undefined; readonly areStored?: boolean },
  ): Promise<Float32Array> {
    const rows = await this.#base.encode(inputs, signal);
    if (!current) return rows;
    const tokensOf = (input: EncoderInput) =>
      needsTokens(current.head, input.isQuestion === true) ? this.#base.tokenIds?.(input) : [];
    return current.runner.apply(rows, {
      areQuestions: inputs.map(({ isQuestion = false }) => isQuestion),
      tokens: inputs.map((input) => tokensOf(input) ?? []),
      ...(areStored && current.head.names ? { names: await this.#names(inputs, signal) } : {}),
    });
  }

  #names(inputs: readonly EncoderInput[], signal: AbortSignal | undefined): Promise<NameRows> {
    const code = inputs.map(({ text, kind }) => (kind === 'code' ? text : undefined));
    return embedNames(code, (names) => this.#base.encode(names, signal));
  }
}
