/** How much each feature of a file counts; fitted by test/quality/search/fit.ts, see docs/search.md. */
import type { Feature } from './fileFeatures.ts';

export type Weights = Readonly<Record<Feature, number>>;

export const WEIGHTS: Weights = {
  words: 1,
  coverage: 2,
  severalSnippets: 1,
  fileName: 1,
  fileNameExact: 2,
  fileNameWhole: 1,
  folder: 0.5,
  definitionName: 1,
  definitionExact: 1,
  codeNameDefined: 1,
  codeNameIsFile: 1,
  meaning: 1,
  meaningSeveral: 1,
  length: 0,
  test: -1,
  generated: -1,
  vendored: -1,
  docs: -0.5,
  example: -0.5,
};
