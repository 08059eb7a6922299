/** One question put to every system in the same words, and how its answers are marked. */

export interface EvaluationText {
  readonly text: string;
  readonly kind: 'code' | 'text';
}

export type Measure =
  /** Mean over queries of 1 / rank of the first relevant candidate. */
  | 'MRR'
  /** Mean over queries of average precision. */
  | 'MAP'
  /** The same, counted over the first R candidates only, R the number of relevant ones. */
  | 'MAP@R'
  /** Area under the curve of matches against non-matches. */
  | 'AUC'
  /** Rank correlation with human scores. */
  | 'Spearman'
  /** F1 at the best threshold. */
  | 'best F1';

interface Task {
  readonly name: string;
  readonly measure: Measure;
  /** What the encoder has to reach: a number, or a factor on the best of the named systems in the same run. */
  readonly bar?: number | { readonly factor: number; readonly of: readonly string[] };
}

export interface RetrievalTask extends Task {
  readonly measure: 'MRR' | 'MAP' | 'MAP@R';
  readonly queries: readonly EvaluationText[];
  readonly candidates: readonly EvaluationText[];
  /** What a candidate is to a query; `ignored` ones (itself, another text of the same author) take no rank. */
  judge(query: number, candidate: number): 'relevant' | 'irrelevant' | 'ignored';
}

export interface PairTask extends Task {
  readonly measure: 'AUC' | 'Spearman' | 'best F1';
  readonly left: readonly EvaluationText[];
  readonly right: readonly EvaluationText[];
  /** 0 or 1, or a human's score. */
  readonly labels: readonly number[];
}

export type EvaluationTask = RetrievalTask | PairTask;

export function isPairTask(task: EvaluationTask): task is PairTask {
  return 'labels' in task;
}
