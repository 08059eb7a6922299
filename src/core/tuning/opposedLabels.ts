/**
 * Labels turned into their opposite: most call what is as near as a changed copy no match, or what is as far as any two
 * functions a match.
 *
 * Near and far are taken from this folder. Honest labels of hard pairs do so in a fifth to two fifths of all cases,
 * labels of plain pairs turned around in two thirds and more (measured on three repositories, 30 labels each).
 */
import type { JudgedTexts, Questions, TuningPlan } from './planTuning.ts';

/** Copies nearer than this share of all copies are not counted as plain, nor strangers farther than it. */
const QUARTER = 0.25;
const MOST_OPPOSED = 0.5;
/** Pairs that near and far are taken from. */
const LOOKED_AT = 400;
/** Fewer pairs or labels say nothing. */
const FEWEST = 20;
const FEWEST_LABELS = 8;

/**
 * The plan as it is, or without any label where most are opposed, and the sentence that says so.
 * @param embeddings `(texts, dimensions)` by the frozen encoder
 */
export function withoutOpposedLabels(
  plan: TuningPlan,
  embeddings: Float32Array,
  dimensions: number,
): { readonly plan: TuningPlan; readonly notices: readonly string[] } {
  const { labels, questions, candidates } = plan;
  const cosine = ([a, b]: readonly [number, number]) => {
    let dot = 0;
    for (let k = 0; k < dimensions; k++) {
      dot += embeddings[a * dimensions + k]! * embeddings[b * dimensions + k]!;
    }
    return dot;
  };
  const copies = (plan.pairs.get('mutant') ?? [])
    .slice(0, LOOKED_AT)
    .map(({ anchor, positive }) => cosine([anchor, positive]));
  // The candidates are shuffled: neighbors in the list are strangers.
  const strangers = candidates
    .slice(1, LOOKED_AT + 1)
    .map((text, i) => cosine([text, candidates[i]!]));
  const asItIs = { plan, notices: [] };
  if (labels.length < FEWEST_LABELS || Math.min(copies.length, strangers.length) < FEWEST) {
    return asItIs;
  }
  const near = quantile(copies, QUARTER);
  const far = quantile(strangers, 1 - QUARTER);
  const isOpposed = ({ a, b, isMatch }: JudgedTexts) =>
    isMatch ? cosine([a, b]) <= far : cosine([a, b]) >= near;
  const opposed = labels.filter(isOpposed).length;
  if (opposed <= MOST_OPPOSED * labels.length) return asItIs;
  const notice = `${opposed} of ${labels.length} labels contradict what is plain here: as near as changed copies and called no match, or as far as any two functions and called a match. None of them was used; were they meant the other way round?`;
  const pairs = new Map([...plan.pairs].filter(([source]) => source !== 'label'));
  const unlabelled = (part: Questions): Questions => ({ ...part, labelledPairs: [] });
  return {
    plan: {
      ...plan,
      pairs,
      labels: [],
      questions: {
        choose: questions.choose.map(unlabelled),
        untouched: unlabelled(questions.untouched),
      },
    },
    notices: [notice],
  };
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
}
