/** The encoder: the network shared by both towers, text → embedding of unit length. */

export interface EncoderInput {
  readonly text: string;
  /** 'code' for source, 'text' for prose and search queries. */
  readonly kind: 'code' | 'text';
  /** Asked in words and never stored: a head may move it otherwise than what it is compared with. */
  readonly isQuestion?: boolean;
}

export interface Encoder {
  /** `<name>@<first 12 hex digits of the model's SHA-256>`: what thresholds and stored embeddings name. */
  readonly id: string;
  readonly dimensions: number;
  /**
   * Embeds a batch, in order.
   * @returns `(inputs.length, dimensions)` row-major, each row of unit length; owned by the caller.
   * @throws RangeError if the network returns a row that is not finite.
   */
  encode(inputs: readonly EncoderInput[], signal?: AbortSignal): Promise<Float32Array>;
  /** The token ids the network sees of a text, where they can be had: what a head of kind `tokens` moves. */
  tokenIds?(input: EncoderInput): ArrayLike<number>;
  dispose(): Promise<void>;
}
