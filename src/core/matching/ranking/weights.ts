/** How much each feature of a file counts; fitted by test/quality/search/fit.ts, see docs/search.md. */
import type { Feature } from './fileFeatures.ts';

export type Weights = Readonly<Record<Feature, number>>;

export const WEIGHTS: Weights = {
  words: -0.16,
  coverage: 1.88,
  severalSnippets: 2.23,
  wordsPresent: -0.66,
  spread: 0.03,
  wordsTogether: 1.3,
  fileName: -0.69,
  fileNameExact: 5.79,
  fileNameWhole: 0.96,
  folder: 4.06,
  definitionName: 2.03,
  definitionExact: 0.3,
  codeNameDefined: 0.31,
  codeNameIsFile: -0.59,
  symbolDefined: 1.13,
  symbolIsFile: 2.1,
  meaning: 0.62,
  meaningSeveral: 1.49,
  length: 0.23,
  test: -6.1,
  generated: -6,
  vendored: -6,
  docs: -3.89,
  example: -4,
  outdated: -5.53,
  internal: -1.43,
};
