/** Two texts side by side: what they are to one another, on what evidence, and why they would not be reported. */
import {
  type Calibration,
  type Channel,
  copyProbability,
  type JobEvidence,
  jobFeatures,
  levelScore,
  pairJobProbability,
} from '../calibration/calibration.ts';
import { combinedScore } from '../calibration/combiner.ts';
import { probabilityAt } from '../calibration/isotonic.ts';
import { distanceBetweenRows } from '../encoder/distance.ts';
import { languageByName } from '../snippets/languages.ts';
import { createLexer } from '../structure/lexer.ts';
import { passageOf } from '../structure/passage.ts';
import { disguiseEvidence, undisguise } from './disguiseEvidence.ts';
import {
  type CopyEvidence,
  copyEvidence,
  type PreparedPassage,
  preparePassage,
} from './evidence.ts';
import type { Evidence, Level, MatchType } from './match.ts';
import { isMechanical } from './mechanical.ts';
import { judgeCopy } from './nearCopies.ts';

export interface TextPair {
  readonly a: string;
  readonly b: string;
  /** Ids, aliases or extensions; unknown languages are read by general rules. */
  readonly languageA?: string | undefined;
  readonly languageB?: string | undefined;
}

export interface PairComparison {
  /** 'none': not even the loosest level would report it. */
  readonly type: MatchType | 'none';
  /** Euclidean on unit embeddings, 0..2; undefined where no encoder took part. */
  readonly distance?: number;
  readonly probability: number;
  readonly evidence: Evidence;
  /** The levels at which a workspace scan would report the pair. */
  readonly reportedAt: readonly Level[];
  /** Why not at the others, in sentences. */
  readonly reasons: readonly string[];
}

export interface ComparisonContext {
  readonly calibration: Calibration;
  /** Embeddings of both texts, `(2, dimensions)` row-major; absent: only tokens are compared. */
  readonly embeddings?: { readonly values: Float32Array; readonly dimensions: number } | undefined;
}

const LEVELS: readonly Level[] = ['strict', 'balanced', 'exploratory'];
/** As in findDuplicates. */
const SCAN_MIN_TOKENS = 40;

export function comparePair(
  { a, b, languageA, languageB }: TextPair,
  { calibration, embeddings }: ComparisonContext,
): PairComparison {
  const passageA = passageIn(a, languageA);
  const passageB = passageIn(b, languageB);
  const evidence = copyEvidence(passageA, passageB);
  const copy = judgeCopy(passageA, passageB, { calibration, level: 'exploratory' });
  const copyLevels = LEVELS.filter((level) =>
    judgeCopy(passageA, passageB, { calibration, level }),
  );
  // A table keeps its low probability whatever its score.
  const unlikely = Math.min(0.5, copyProbability(calibration, evidence));
  const distance = embeddings
    ? distanceBetweenRows(embeddings.values, 0, embeddings.values, 1, embeddings.dimensions)
    : undefined;
  const job = distance === undefined ? undefined : judgeJob(calibration, distance, evidence);
  const reportedAt = LEVELS.filter(
    (level) => copyLevels.includes(level) || job?.levels.includes(level),
  );
  return {
    type: copy?.type ?? (job && job.levels.length > 0 ? 'meaning' : 'none'),
    ...(distance === undefined ? {} : { distance }),
    probability: Math.max(copy?.probability ?? unlikely, job?.probability ?? 0),
    evidence: {
      text: evidence.text,
      structure: evidence.structure,
      ...(distance === undefined ? {} : { meaning: Math.max(0, 1 - distance ** 2 / 2) }),
      disguise: disguiseEvidence(undisguise(passageA), undisguise(passageB)).likeness,
    },
    reportedAt,
    reasons: reasons(passageA, passageB, evidence, copyLevels, distance, job, calibration),
  };
}

function judgeJob(
  { sameJob }: Calibration,
  distance: number,
  { lengthRatio }: CopyEvidence,
): { readonly probability: number; readonly levels: readonly Level[] } | undefined {
  if (!sameJob) return undefined;
  const evidence: JobEvidence = { distance, lengthRatio };
  const score = combinedScore(sameJob.combiner, jobFeatures(evidence));
  return {
    probability: pairJobProbability(sameJob, evidence),
    levels: LEVELS.filter((level) => score >= levelScore(sameJob, level)),
  };
}

function passageIn(text: string, language: string | undefined): PreparedPassage {
  const known = language === undefined ? undefined : languageByName(language);
  return preparePassage(passageOf(createLexer(known)(text)));
}

function reasons(
  a: PreparedPassage,
  b: PreparedPassage,
  evidence: CopyEvidence,
  copyLevels: readonly Level[],
  distance: number | undefined,
  job: { readonly probability: number; readonly levels: readonly Level[] } | undefined,
  calibration: Calibration,
): string[] {
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const found: string[] = [];
  if (evidence.tokens < SCAN_MIN_TOKENS) {
    found.push(
      `The shorter text has ${evidence.tokens} tokens; a scan of a folder starts at ${SCAN_MIN_TOKENS}.`,
    );
  }
  if (copyLevels.length < LEVELS.length) {
    found.push(
      `As copies: ${percent(evidence.text)} of the words are shared, ${percent(evidence.structure)} of the structure aligns, probability ${copyProbability(calibration, evidence).toFixed(2)}; ${levelsFrom(calibration.copy)}.`,
    );
    if (isMechanical(a, evidence) || isMechanical(b, evidence)) {
      found.push(
        'It repeats itself or is mostly literals, so it counts as a table and not as a copy.',
      );
    }
  }
  if (distance === undefined) found.push('No encoder took part, so meaning was not compared.');
  else if (!calibration.sameJob)
    found.push('The encoder has no calibration for code of the same job.');
  else if (job && job.levels.length < LEVELS.length) {
    found.push(
      `As code for the same job: distance ${distance.toFixed(2)}, probability ${job.probability.toFixed(2)}; ${levelsFrom(calibration.sameJob)}. A scan of a folder also asks that the two stand out from all else there and that each is about the nearest of the other.`,
    );
  }
  return copyLevels.length === LEVELS.length ? [] : found;
}

/** `strict shows from 0.98, balanced from 0.90`: the thresholds as probabilities. */
function levelsFrom({ curve, levels }: Channel): string {
  const parts = LEVELS.map((level, i) => {
    const own = levels[level];
    const shows = i === 0 ? `${level} shows` : level;
    return own
      ? `${shows} from ${probabilityAt(curve, own.threshold).toFixed(2)}`
      : `${shows} none`;
  });
  return parts.join(', ');
}
