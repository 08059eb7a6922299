/** What a training is asked for and what it gives: the same in the terminal, in tests and where it runs. */

/** Paths are the user's own. */
export interface TrainRequest {
  /** Path of the recipe. */
  readonly recipe: string;
  /** Folder of `<kind>.pairs`. */
  readonly pairs: string;
  /** Folder of checkpoints, curve and parameters. */
  readonly work: string;
  readonly start?: string;
  readonly teacher: readonly string[];
  readonly export?: string;
  readonly tokenizer?: string;
  readonly maxTokens: number;
  /** Writes the float network too. */
  readonly float: boolean;
}

export interface TrainedEncoder {
  readonly finished: boolean;
  readonly steps: number;
  /** Of the last step. */
  readonly loss: number;
  /** Path of the parameters. */
  readonly parameters: string;
  /** Folder of the model, where one was asked for. */
  readonly exported?: string;
}
