/** How often a certified threshold breaks its promise: many small draws, each judged on the pairs it did not see. */
import { upperBound } from '../../../src/core/calibration/binomial.ts';
import { type Judged, precisionRecall } from '../../../src/core/calibration/metrics.ts';
import {
  certifiedThreshold,
  DELTA,
  LEVEL_PRECISION,
} from '../../../src/core/calibration/thresholds.ts';
import type { Level } from '../../../src/core/matching/match.ts';
import { Random } from '../../../src/core/siamese/random.ts';

const DRAWS = 200;
/** Pairs a threshold is certified on. */
const PAIRS = 2000;

export interface DrawResult {
  readonly level: Level;
  readonly certified: number;
  readonly violations: number;
  /** Most violations that chance explains at δ: the smallest count whose exact upper tail is below .05. */
  readonly mostByChance: number;
}

export function judgeDraws(pairs: readonly Judged[]): DrawResult[] {
  const random = new Random(23);
  const found = new Map<Level, { certified: number; violations: number }>();
  for (let draw = 0; draw < DRAWS; draw++) {
    const order = random.shuffle(Uint32Array.from(pairs.keys()));
    const drawn = Array.from(order.subarray(0, PAIRS), (i) => pairs[i]!);
    const rest = Array.from(order.subarray(PAIRS), (i) => pairs[i]!);
    for (const [name, promised] of Object.entries(LEVEL_PRECISION)) {
      const level = name as Level;
      const own = found.get(level) ?? { certified: 0, violations: 0 };
      found.set(level, own);
      const threshold = certifiedThreshold(drawn, promised)?.threshold;
      if (threshold === undefined) continue;
      own.certified++;
      if (precisionRecall(rest, threshold).precision < promised) own.violations++;
    }
  }
  return [...found].map(([level, own]) => ({
    level,
    ...own,
    mostByChance: mostByChance(own.certified),
  }));
}

/** δ plus the half-width of an exact interval of that many draws. */
function mostByChance(draws: number): number {
  return Math.floor(draws * upperBound(Math.round(DELTA * draws), draws, DELTA));
}
