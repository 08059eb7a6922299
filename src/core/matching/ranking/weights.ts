/** How much each feature of a file counts; fitted by test/quality/search/fit.ts, see docs/search.md. */
import type { Feature } from './fileFeatures.ts';

export type Weights = Readonly<Record<Feature, number>>;

export const WEIGHTS: Weights = {
  words: -0.07,
  coverage: 2.52,
  severalSnippets: 2.4,
  spread: -0.56,
  wordsPresent: -0.6,
  wordsTogether: 0.87,
  fileName: 0,
  fileNameExact: 5.85,
  fileNameWhole: 0.83,
  folder: 4.13,
  definitionName: 2.78,
  definitionExact: 1.55,
  codeNameDefined: 0.12,
  codeNameIsFile: -0.74,
  symbolDefined: 1.97,
  symbolIsFile: 1.75,
  meaning: 0.7,
  meaningSeveral: 1.25,
  meaningAlone: 8.94,
  unnamedMeaning: 15.24,
  unnamedWords: 8.67,
  length: 0.15,
  test: -6.08,
  generated: -5.81,
  vendored: -6,
  docs: -4.3,
  example: -4,
  outdated: -6.25,
  internal: -1.64,
};
