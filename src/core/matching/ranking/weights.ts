/** How much each feature of a file counts; fitted by test/quality/search/fit.ts, see docs/search.md. */
import type { Feature } from './fileFeatures.ts';

export type Weights = Readonly<Record<Feature, number>>;

export const WEIGHTS: Weights = {
  words: -1.54,
  coverage: 2.09,
  severalSnippets: 3.9,
  wordsPresent: -0.76,
  wordsTogether: 2.64,
  fileName: -4.33,
  fileNameExact: 8.78,
  fileNameWhole: 0.43,
  folder: 4.87,
  definitionName: 2.03,
  definitionExact: 0.34,
  codeNameDefined: 0.57,
  codeNameIsFile: -0.54,
  symbolDefined: 0.49,
  symbolIsFile: 2.48,
  meaning: 4,
  meaningSeveral: 4,
  length: 0.15,
  test: -7.52,
  generated: -4,
  vendored: -4,
  docs: -2.23,
  example: -2.08,
  outdated: -3.72,
  internal: -1.39,
};
