/** How honest the channel of meaning is about pairs that somebody lays side by side. */
import { readFileSync } from 'node:fs';
import {
  type Calibration,
  jobScore,
  pairJobProbability,
} from '../../../src/core/calibration/calibration.ts';
import {
  areaUnderCurve,
  calibrationError,
  type Judged,
  reliabilityCurve,
} from '../../../src/core/calibration/metrics.ts';
import { distanceBetweenRows } from '../../../src/core/encoder/distance.ts';
import type { Encoder } from '../../../src/core/encoder/encoder.ts';
import { languageByName } from '../../../src/core/snippets/languages.ts';
import { createLexer } from '../../../src/core/structure/lexer.ts';

/** Pairs encoded at a time. */
const BATCH = 32;

interface Row {
  readonly a: string;
  readonly b: string;
  readonly label: number;
  readonly lang: string;
}

export interface JobResult {
  readonly pairs: number;
  readonly matches: number;
  readonly areaUnderCurve: number;
  readonly calibrationError: number;
  readonly reliability: ReturnType<typeof reliabilityCurve>;
}

/** @param file JSON lines {"a", "b", "label", "lang"}; nothing of it was fitted on */
export async function judgeJobs(
  file: string,
  { sameJob }: Calibration,
  encoder: Encoder,
): Promise<JobResult> {
  if (!sameJob) throw new Error('the encoder has no calibration for code of the same job');
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);
  const judged: Judged[] = [];
  const scores: Judged[] = [];
  for (let i = 0; i < rows.length; i += BATCH) {
    const batch = rows.slice(i, i + BATCH);
    const inputs = batch.flatMap(({ a, b }) =>
      [a, b].map((text) => ({ text, kind: 'code' as const })),
    );
    const values = await encoder.encode(inputs);
    for (const [n, { a, b, label, lang }] of batch.entries()) {
      const distance = distanceBetweenRows(values, 2 * n, values, 2 * n + 1, encoder.dimensions);
      const lex = createLexer(languageByName(lang));
      const [short, long] = [a, b].map((text) => lex(text).tokens.length).sort((x, y) => x - y);
      const evidence = { distance, lengthRatio: short! / Math.max(1, long!) };
      const isMatch = label === 1;
      judged.push({ score: pairJobProbability(sameJob, evidence), isMatch });
      scores.push({ score: jobScore(sameJob, evidence), isMatch });
    }
  }
  return {
    pairs: judged.length,
    matches: judged.filter(({ isMatch }) => isMatch).length,
    areaUnderCurve: areaUnderCurve(scores),
    calibrationError: calibrationError(judged),
    reliability: reliabilityCurve(judged, 10),
  };
}
