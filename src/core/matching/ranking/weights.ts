/** How much each feature of a file counts; fitted by test/quality/search/fit.ts, see docs/search.md. */
import type { Feature } from './fileFeatures.ts';

export type Weights = Readonly<Record<Feature, number>>;

export const WEIGHTS: Weights = {
  words: -0.38,
  coverage: 1.59,
  severalSnippets: 2.56,
  wordsPresent: -0.23,
  spread: -0.13,
  wordsTogether: 0.77,
  fileName: -0.32,
  fileNameExact: 5.97,
  fileNameWhole: 0.88,
  folder: 4.29,
  definitionName: 2.08,
  definitionExact: 1.17,
  codeNameDefined: 0.18,
  codeNameIsFile: -0.64,
  symbolDefined: 1.66,
  symbolIsFile: 1.68,
  meaning: 1.79,
  meaningSeveral: 1.03,
  meaningAlone: 9,
  unnamedMeaning: 15,
  unnamedWords: 12,
  length: 0.16,
  test: -6.12,
  generated: -6,
  vendored: -6,
  docs: -4,
  example: -4.03,
  outdated: -6.24,
  internal: -1.41,
};
