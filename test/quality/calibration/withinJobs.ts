/**
 * *Same job* within a repository, by weak labels: two functions under different names whose comments begin with the same
 * sentence do the same job, functions whose comments share few words do not.
 * `node test/quality/calibration/withinJobs.ts CORPUS [--model models/lookalike]`
 *
 * CORPUS: what training/corpus/mine.ts wrote; its held-back repositories are read. The encoder sees the code without the
 * comment.
 */
import { parseArgs } from 'node:util';
import {
  type JobEvidence,
  jobProbability,
  pairJobProbability,
} from '../../../src/core/calibration/calibration.ts';
import { JOB_PREVALENCE } from '../../../src/core/calibration/effectiveCalibration.ts';
import { mixture } from '../../../src/core/calibration/evenly.ts';
import { NEIGHBOR_RANKS } from '../../../src/core/calibration/examples.ts';
import {
  areaUnderCurve,
  brierScore,
  calibrationError,
  type Judged,
} from '../../../src/core/calibration/metrics.ts';
import { relationOf } from '../../../src/core/calibration/minePairs.ts';
import { distanceBetweenRows } from '../../../src/core/encoder/distance.ts';
import { preparePassage } from '../../../src/core/matching/evidence.ts';
import { languageByName } from '../../../src/core/snippets/languages.ts';
import { createLexer } from '../../../src/core/structure/lexer.ts';
import { passageOf } from '../../../src/core/structure/passage.ts';
import { openEncoderOrSay } from '../../../src/node/openEngine.ts';
import { HELD_BACK } from '../../../training/corpus/heldBack.ts';
import { type FunctionRow, readShard } from '../../../training/corpus/shards.ts';

/** A shorter sentence ("Returns the value") says nothing of the job. */
const LEAST_WORDS = 6;
const LEAST_CHARACTERS = 200;
/** Share of the words of two sentences that two jobs may have in common. */
const OTHER_JOB = 0.3;
/** Pairs of one sentence, lest one family outweighs a repository. */
const MOST_OF_SENTENCE = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string' } },
});
const [corpus = ''] = positionals;
if (!corpus) throw new Error('CORPUS is needed; see the head of the script');
const { encoder, calibration } = await openEncoderOrSay({
  model: values.model,
  shipped: ['models'],
  storage: '',
  allowDownload: false,
});
const channel = calibration.sameJob;
if (!encoder || !channel) throw new Error('no encoder that knows what its distances mean');
const { dimensions } = encoder;

/** `proposed`: the likelihood that a search through a folder shows that is not measured. */
interface JudgedPair extends Judged {
  readonly proposed: number;
}
const judged: JudgedPair[] = [];
const nearest: JudgedPair[] = [];
let repositories = 0;
for (const repository of HELD_BACK) {
  const matchesBefore = judged.filter(({ isMatch }) => isMatch).length;
  await judgeRepository(repository);
  if (judged.filter(({ isMatch }) => isMatch).length > matchesBefore) repositories++;
}
await encoder.dispose();
const matches = judged.filter(({ isMatch }) => isMatch);
const others = judged.filter(({ isMatch }) => !isMatch);
console.log(`${matches.length} matches, ${others.length} others, of ${repositories} repositories`);
console.log(`AUC ${areaUnderCurve(judged).toFixed(3)}`);
console.log(`AUC against the nearest ${areaUnderCurve([...matches, ...nearest]).toFixed(3)}`);
console.log(
  `calibration error, as many matches as others ${calibrationError(balanced()).toFixed(3)}`,
);

const proposed = (ones: readonly JudgedPair[]): number[] => ones.map((one) => one.proposed);
const asProposed = mixture(proposed(matches), proposed(nearest), JOB_PREVALENCE);
console.log(
  `calibration error, as a search proposes them ${calibrationError(asProposed).toFixed(3)}`,
);
// Most of what is proposed is given much the same likelihood, next to an edge of the error's bins; this has no bins.
console.log(`Brier score, as a search proposes them ${brierScore(asProposed).toFixed(4)}`);

/** Each match as often as it takes to have as many as others. */
function balanced(): Judged[] {
  const times = Math.max(1, Math.round(others.length / matches.length));
  return [...others, ...matches.flatMap((one) => Array.from({ length: times }, () => one))];
}

async function judgeRepository(repository: string): Promise<void> {
  const rows: FunctionRow[] = [];
  for await (const row of readShard<FunctionRow>(`${corpus}/functions`, repository)) {
    if (sentence(row.doc).length >= LEAST_WORDS && row.code.length > LEAST_CHARACTERS) {
      rows.push(row);
    }
  }
  const embeddings = await encoder!.encode(
    rows.map(({ code }) => ({ text: code, kind: 'code' as const })),
  );
  const passages = rows.map(({ code, language }) =>
    preparePassage(passageOf(createLexer(languageByName(language))(code))),
  );
  const words = rows.map(({ doc }) => new Set(sentence(doc)));
  const keys = rows.map(({ doc }) => sentence(doc).join(' '));
  const isCopy = (i: number, j: number): boolean => {
    const place = (n: number) => ({
      passage: passages[n]!,
      language: rows[n]!.language,
      file: `${n}`,
      startLine: 1,
      endLine: 1,
    });
    return relationOf(place(i), place(j))?.isCopy ?? true;
  };
  const likelihoods = (i: number, j: number): { score: number; proposed: number } => {
    const [short, long] = [passages[i]!, passages[j]!]
      .map(({ exact }) => exact.length)
      .sort((a, b) => a - b);
    const evidence: JobEvidence = {
      distance: distanceBetweenRows(embeddings, i, embeddings, j, dimensions),
      lengthRatio: short! / Math.max(1, long!),
    };
    return {
      score: pairJobProbability(channel!, evidence),
      proposed: jobProbability(channel!, evidence),
    };
  };
  const ofSentence = new Map<string, number>();
  for (let i = 0; i < rows.length; i++) {
    const mates: number[] = [];
    const strangers: { score: number; proposed: number }[] = [];
    for (let j = 0; j < rows.length; j++) {
      if (rows[i]!.language !== rows[j]!.language || i === j) continue;
      if (keys[i] === keys[j]) {
        if (j > i && rows[i]!.name !== rows[j]!.name && !isCopy(i, j)) mates.push(j);
      } else if (shared(words[i]!, words[j]!) < OTHER_JOB) {
        strangers.push(likelihoods(i, j));
      }
    }
    const known = ofSentence.get(keys[i]!) ?? 0;
    const taken = mates.slice(0, MOST_OF_SENTENCE - known);
    if (taken.length === 0) continue;
    ofSentence.set(keys[i]!, known + taken.length);
    judged.push(...taken.map((j) => ({ ...likelihoods(i, j), isMatch: true })));
    strangers.sort((a, b) => b.score - a.score);
    for (const rank of NEIGHBOR_RANKS) {
      const one = strangers[rank];
      if (!one) continue;
      judged.push({ ...one, isMatch: false });
      if (rank === 0) nearest.push({ ...one, isMatch: false });
    }
  }
}

/** The words of a comment's first sentence. */
function sentence(doc: string): string[] {
  const [first = ''] = doc.trim().split(/(?<=[.!?])\s|\n\n|[@:]param/);
  return first.toLowerCase().match(/[a-z]{2,}/g) ?? [];
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const word of a) if (b.has(word)) common++;
  return common / Math.max(1, Math.max(a.size, b.size));
}
