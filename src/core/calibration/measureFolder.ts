/** One folder's functions → its label-free calibration: in seconds, in slices that let others run, the same for the same code. */
import type { CopyEvidence } from '../matching/evidence.ts';
import { Random } from '../siamese/random.ts';
import { type Calibration, copyScore, type JobEvidence, jobScore } from './calibration.ts';
import type { LocalCalibration } from './localCalibration.ts';
import {
  type MinedFunction,
  type MutantSource,
  mutantEvidence,
  NEAREST,
  nearestByTokens,
} from './minePairs.ts';

const SAMPLED = 700;
/** Mutants wanted in all; a bound of one percent then stands on twenty of them. */
const MUTANTS = 2000;
/** And of one function at most: more are variants of one another. */
const MOST_MUTANTS = 8;
/** Fixed, so that two runs on the same code agree. */
const SEED = 20;

/** What a folder's functions are and where else to look. */
export interface FolderFunctions {
  readonly functions: readonly MinedFunction[];
  /** The text of a function; undefined where it cannot be read any more. */
  text(position: number): Promise<MutantSource | undefined>;
  readonly jobs?: {
    readonly encoder: string;
    /** The nearest functions by meaning of the one at `position`, copies left out, nearest first. */
    near(position: number, limit: number): Promise<readonly JobNeighbor[]>;
  };
}

export interface JobNeighbor extends JobEvidence {
  readonly position: number;
}

export interface MeasureOptions {
  readonly calibration: Calibration;
  readonly generation: number;
  readonly snippets: number;
  /** Functions looked at, default 700: three near ones each are as many non-matches as mutants. */
  readonly sampled?: number;
  readonly progress?: (done: number, total: number) => void;
  readonly rest?: () => Promise<void>;
}

/** @throws the signal's reason, from `rest` */
export async function measureFolder(
  { functions, text, jobs }: FolderFunctions,
  { calibration, generation, snippets, sampled = SAMPLED, progress, rest }: MeasureOptions,
): Promise<LocalCalibration> {
  const random = new Random(SEED);
  const order = random.shuffle(Uint32Array.from(functions.keys()));
  const queries = Array.from(order.subarray(0, sampled)).sort((a, b) => a - b);
  progress?.(0, 4);
  const sources: MutantSource[] = [];
  for (const [i, query] of queries.entries()) {
    if (i % 32 === 0) await rest?.();
    const source = await text(query);
    if (source) sources.push(source);
  }
  progress?.(1, 4);
  const perFunction = Math.min(
    MOST_MUTANTS,
    Math.ceil((1.15 * MUTANTS) / Math.max(1, sources.length)),
  );
  const mutants = await mutantEvidence(sources, { random, perFunction, rest });
  progress?.(2, 4);
  const { near, far, copies } = await nearestByTokens(functions, queries, { rest });
  progress?.(3, 4);
  const jobScores: number[] = [];
  if (jobs && calibration.sameJob) {
    for (const [i, query] of queries.entries()) {
      if (i % 16 === 0) await rest?.();
      for (const pair of await jobs.near(query, NEAREST)) {
        jobScores.push(jobScore(calibration.sameJob, pair));
      }
    }
  }
  progress?.(4, 4);
  const score = ({ evidence }: { readonly evidence: CopyEvidence }): number =>
    copyScore(calibration, evidence);
  return {
    format: 1,
    generation,
    snippets,
    functions: functions.length,
    sampled: queries.length,
    copy: {
      matches: mutants.map((evidence) => score({ evidence })),
      near: near.map(score),
      copies: copies.map(score),
      background: median(far.map(score)),
    },
    ...(jobs && calibration.sameJob
      ? {
          sameJob: {
            encoder: jobs.encoder,
            matches: [],
            near: jobScores,
            copies: [],
            background: null,
          },
        }
      : {}),
  };
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
