/**
 * Says what is wrong with labelled pairs: one JSON object a line, {"id", "a", "b", "isMatch", "labeller"?, "distance"?}.
 * Exits with 1 where labels contradict one another or non-matches are copies.
 *
 * node training/checkLabels.ts FILE.jsonl
 */
import { readFileSync } from 'node:fs';
import { checkLabels } from '../src/core/siamese/labelling/checkLabels.ts';
import { SERIOUS_FAULTS } from '../src/core/siamese/labelling/labelledPair.ts';
import { parseLabelledPairs } from '../src/core/siamese/labelling/parseLabelledPairs.ts';
import { UserError } from '../src/core/userError.ts';

const path = process.argv[2];
if (!path) {
  process.stderr.write('usage: node training/checkLabels.ts FILE.jsonl\n');
  process.exit(2);
}
try {
  const report = checkLabels(parseLabelledPairs(readText(path), path));
  process.stdout.write(
    `${report.pairs} pairs, ${report.matches} matches; non-matches share ${Math.round(report.nonMatchOverlap * 100)} % of their words in the median\n`,
  );
  for (const { fault, ids, explanation } of report.findings) {
    process.stdout.write(`${fault.padEnd(24)} ${ids.join(', ')}: ${explanation}\n`);
  }
  for (const advice of report.advice) process.stdout.write(`advice: ${advice}\n`);
  process.exitCode = report.findings.some(({ fault }) => SERIOUS_FAULTS.has(fault)) ? 1 : 0;
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}. ${error.remedy}\n`);
  process.exitCode = 2;
}

function readText(from: string): string {
  try {
    return readFileSync(from, 'utf8');
  } catch (cause) {
    throw new UserError('no-such-file', `${from} cannot be read`, 'Give a file of JSON lines.', {
      cause,
    });
  }
}
