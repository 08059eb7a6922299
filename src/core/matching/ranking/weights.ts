/** How much each feature of a file counts; fitted by test/quality/search/fit.ts, see docs/search.md. */
import type { Feature } from './fileFeatures.ts';

export type Weights = Readonly<Record<Feature, number>>;

export const WEIGHTS: Weights = {
  words: -0.08,
  coverage: 2.53,
  severalSnippets: 2.39,
  spread: -0.56,
  wordsPresent: -0.6,
  wordsTogether: 0.83,
  fileName: 0,
  fileNameExact: 5.86,
  fileNameWhole: 0.84,
  folder: 4.13,
  definitionName: 2.77,
  definitionExact: 1.48,
  codeNameDefined: 0.13,
  codeNameIsFile: -0.73,
  symbolDefined: 1.93,
  symbolIsFile: 1.74,
  meaning: 0.69,
  meaningSeveral: 1.26,
  meaningAlone: 8.94,
  unnamedMeaning: 15.09,
  unnamedWords: 9.44,
  length: 0.16,
  test: -6.09,
  generated: -5.81,
  vendored: -6,
  docs: -4.31,
  example: -4,
  outdated: -6.25,
  internal: -1.64,
};
