/** The tower: a network that both sides of a pair share, as a graph over named parameters. */
import type { Graph } from '../graph/graph.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Emphasis } from './emphasis.ts';
import type { Weights } from './weights.ts';

export type Initial =
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'constant'; readonly value: number }
  /** ln of the token's inverse document frequency, which the trainer counts. */
  | { readonly kind: 'log-idf' }
  /** The known pairs of neighboring tokens, and the same of them: the trainer chooses them. */
  | { readonly kind: 'bigrams' }
  | { readonly kind: 'bigram-log-idf' };

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: Initial;
  /** One row per vocabulary entry: training sees only the rows of the batch. */
  readonly perToken: boolean;
  /** What a `perToken` table has rows for: tokens, or known pairs of neighbors. */
  readonly rows?: 'bigrams';
  /** The id that its first row stands for, where other tables stand before it; 0 if left out. */
  readonly firstRow?: number;
  /** Chosen once and never trained; no input of the training graph. */
  readonly fixed?: true;
}

/** What stands in the texts of a batch, as row numbers of tables. */
export interface TokenRows {
  /** `(batch, tokens)` integer */
  readonly ids: Tensor;
  /** `(batch, tokens)` 1 for a token, 0 for padding */
  readonly mask: Tensor;
  /** `(batch, tokens)` (1 + ln c)/c for a token that stands c times in its text, so that c of them weigh 1 + ln c; by place where the tower has an emphasis */
  readonly frequency: Tensor;
}

export interface TowerInput extends TokenRows {
  /** Known pairs of neighbors, for towers that have any. */
  readonly bigrams?: TokenRows;
}

export interface TowerOutput {
  /** `(batch, dimensions)` unit length */
  readonly embedding: Tensor;
  /** Adds nodes for `(batch, tokens, dimensions)` whose mean over the mask, brought to unit length, is the embedding. */
  tokenStates(): Tensor;
}

export interface Tower {
  readonly kind: string;
  readonly dimensions: number;
  /** Whether the order of tokens matters; where not, training may merge equal ones. */
  readonly ordered: boolean;
  /** The only text length it takes, where it has one: shorter texts are padded, longer ones cut. */
  readonly fixedTokens?: number;
  /** The longest text it takes, where it has one. */
  readonly maxTokens?: number;
  /** How many pairs of neighboring tokens it knows, where it knows any. */
  readonly bigrams?: number;
  /** Weights tokens by where they stand. */
  readonly emphasis?: Emphasis;
  readonly parameters: readonly ParameterSpec[];
  build(graph: Graph, weights: Weights, input: TowerInput): TowerOutput;
}

/** Spreads a start of about unit scale over `inner` summed terms (Glorot and Bengio, 2010). */
export function spread(inner: number): Initial {
  return { kind: 'normal', deviation: 1 / Math.sqrt(inner) };
}
