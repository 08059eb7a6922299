/** The pairs of a folder whose label would tell most, with what a person needs to judge them. */

import type { Channel } from '../../calibration/calibration.ts';
import { type Calibration, copyScore, jobScore } from '../../calibration/calibration.ts';
import { probabilityAt } from '../../calibration/isotonic.ts';
import { nearestByTokens } from '../../calibration/minePairs.ts';
import type { ChannelName, PairSide, PairToLabel } from '../../calibration/report.ts';
import { fingerprint } from '../../decisions/fingerprint.ts';
import { choosePairs } from '../../labels/choosePairs.ts';
import { Random } from '../../siamese/random.ts';
import type { PlacedFunctions } from './folderFunctions.ts';

interface Candidate {
  readonly channel: ChannelName;
  readonly a: number;
  readonly b: number;
  readonly score: number;
  readonly distance?: number;
}

export interface QueueOptions {
  readonly calibration: Calibration;
  readonly limit: number;
  /** Pairs with a label already, `a b` by fingerprint, `a` ≤ `b`. */
  readonly labelled: ReadonlySet<string>;
  readonly rest: () => Promise<void>;
}

/** Functions around which pairs are looked for. */
const LOOKED_AT = 400;
const PER_FUNCTION = 3;
const SEED = 3;

export async function labelQueue(
  folder: PlacedFunctions,
  { calibration, limit, labelled, rest }: QueueOptions,
): Promise<PairToLabel[]> {
  const { functions, jobs, places } = folder;
  const order = new Random(SEED).shuffle(Uint32Array.from(functions.keys()));
  const queries = Array.from(order.subarray(0, LOOKED_AT)).sort((x, y) => x - y);
  const { near } = await nearestByTokens(functions, queries, { rest });
  const candidates: Candidate[] = near.map(({ a, b, evidence }) => ({
    channel: 'copy',
    a,
    b,
    score: copyScore(calibration, evidence),
  }));
  const { sameJob } = calibration;
  for (const a of jobs && sameJob ? queries : []) {
    await rest();
    for (const { position: b, ...evidence } of await jobs!.near(a, PER_FUNCTION)) {
      const { distance } = evidence;
      candidates.push({ channel: 'sameJob', a, b, distance, score: jobScore(sameJob!, evidence) });
    }
  }
  const prints = functions.map(() => '');
  const printOf = (position: number): string => {
    prints[position] ||= fingerprint(functions[position]!.passage);
    return prints[position]!;
  };
  const seen = new Set<string>(labelled);
  const open = candidates.filter(({ a, b }) => {
    const key = [printOf(a), printOf(b)].sort().join(' ');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const channelOf = ({ channel }: Candidate): Channel =>
    channel === 'copy' ? calibration.copy : sameJob!;
  const chosen = choosePairs(
    open.map((candidate) => ({
      probability: probabilityAt(channelOf(candidate).curve, candidate.score),
      score: candidate.score,
      thresholds: Object.values(channelOf(candidate).levels).map(({ threshold }) => threshold),
      paths: [places[candidate.a]!.path, places[candidate.b]!.path],
    })),
    limit,
  );
  const side = async (position: number): Promise<PairSide> => ({
    place: places[position]!,
    fingerprint: printOf(position),
    text: (await folder.text(position))?.text ?? '',
  });
  return Promise.all(
    chosen.map(async (i): Promise<PairToLabel> => {
      const { a, b, channel, score, distance } = open[i]!;
      const probability = probabilityAt(channelOf(open[i]!).curve, score);
      return {
        a: await side(a),
        b: await side(b),
        channel,
        probability,
        ...(distance === undefined ? {} : { distance }),
        why: whyOf(channelOf(open[i]!), score),
      };
    }),
  );
}

function whyOf({ levels }: Channel, score: number): string {
  let nearest = '';
  let least = Number.POSITIVE_INFINITY;
  for (const [level, { threshold }] of Object.entries(levels)) {
    const away = Math.abs(score - threshold);
    if (away >= least) continue;
    least = away;
    nearest = level;
  }
  if (nearest === '') return 'no level is certified here yet';
  return least < 1 ? `close to where ${nearest} begins` : 'uncertain, and unlike the others';
}
