/** What words alone can do: BM25, TF-IDF and Jaccard over terms, the floor a training has to beat. */

/** The terms of a text, each as often as it stands there. */
export type Terms<Term> = Iterable<Term>;

/** Scores of one query against every document, larger is closer. */
export type LexicalScores = (query: number) => Float32Array;

export type LexicalSystem = 'BM25' | 'TF-IDF' | 'Jaccard';

/** k₁ and b as Robertson and Zaragoza (2009) recommend. */
const K1 = 1.2;
const B = 0.75;

/** Document frequencies are counted over `documents`; a query is read when it is asked about. */
export function lexicalBaselines<Term>(
  queries: ArrayLike<Terms<Term>>,
  documents: readonly Terms<Term>[],
): Readonly<Record<LexicalSystem, LexicalScores>> {
  const counted = documents.map(countTerms);
  const n = counted.length;
  const frequency = new Map<Term, number>();
  for (const { counts } of counted) {
    for (const term of counts.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  const index = new Map<Term, Postings>();
  counted.forEach(({ counts }, d) => {
    for (const [term, count] of counts) {
      const list = index.get(term) ?? { documents: [], counts: [] };
      index.set(term, list);
      list.documents.push(d);
      list.counts.push(count);
    }
  });
  const meanLength = counted.reduce((sum, d) => sum + d.length, 0) / Math.max(1, n);
  /** Adds `part` of every document that has the term. */
  const addUp = (scores: Float32Array, term: Term, part: (count: number, d: number) => number) => {
    const list = index.get(term);
    if (!list) return;
    for (let i = 0; i < list.documents.length; i++) {
      const d = list.documents[i]!;
      scores[d]! += part(list.counts[i]!, d);
    }
  };
  const norms = counted.map(({ length }) => K1 * (1 - B + (B * length) / meanLength));
  const bm25Idf = (df: number) => Math.log(1 + (n - df + 0.5) / (df + 0.5));
  const weight = (count: number, term: Term) =>
    (1 + Math.log(count)) * (Math.log((1 + n) / (1 + (frequency.get(term) ?? 0))) + 1);
  const lengthOf = ({ counts }: Counted<Term>) => {
    let squares = 0;
    for (const [term, count] of counts) squares += weight(count, term) ** 2;
    return Math.sqrt(squares) || 1;
  };
  const lengths = counted.map(lengthOf);
  return {
    BM25: (query) => {
      const scores = new Float32Array(n);
      for (const term of countTerms(queries[query]!).counts.keys()) {
        const idf = bm25Idf(frequency.get(term) ?? 0);
        addUp(scores, term, (count, d) => (idf * count * (K1 + 1)) / (count + norms[d]!));
      }
      return scores;
    },
    'TF-IDF': (query) => {
      const scores = new Float32Array(n);
      const terms = countTerms(queries[query]!);
      const own = lengthOf(terms);
      for (const [term, times] of terms.counts) {
        const rarity = Math.log((1 + n) / (1 + (frequency.get(term) ?? 0))) + 1;
        const asked = (weight(times, term) * rarity) / own;
        addUp(scores, term, (count, d) => (asked * (1 + Math.log(count))) / lengths[d]!);
      }
      return scores;
    },
    Jaccard: (query) => {
      const shared = new Float32Array(n);
      const { counts } = countTerms(queries[query]!);
      for (const term of counts.keys()) addUp(shared, term, () => 1);
      return shared.map((both, d) => {
        return both / Math.max(1, counts.size + counted[d]!.counts.size - both);
      });
    },
  };
}

/** The documents that hold a term, and how often. */
interface Postings {
  readonly documents: number[];
  readonly counts: number[];
}

interface Counted<Term> {
  readonly counts: ReadonlyMap<Term, number>;
  readonly length: number;
}

function countTerms<Term>(terms: Terms<Term>): Counted<Term> {
  const counts = new Map<Term, number>();
  let length = 0;
  for (const term of terms) {
    counts.set(term, (counts.get(term) ?? 0) + 1);
    length++;
  }
  return { counts, length };
}
