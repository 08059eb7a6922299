/** What the ranking's weights are fitted on: candidate files of each query with their features, and which of them answer. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSearchQuery } from '../../../src/core/matching/query/searchQuery.ts';
import { FEATURES, weighed } from '../../../src/core/matching/ranking/fileFeatures.ts';
import { type SearchSources, scoreFiles } from '../../../src/core/matching/searchByText.ts';
import { readQueries } from './benchmark.ts';
import { readDescriptions } from './descriptions.ts';
import { openNumberedFiles } from './numberedFiles.ts';
import { openFolder } from './openFolder.ts';
import { groupBy, mean, meanOfGroups, scoreResults } from './scoring.ts';

export interface Example {
  readonly repo: string;
  /** Files that answer, found or not. */
  readonly wanted: readonly string[];
  /** The candidates. */
  readonly paths: readonly string[];
  /** `(paths, FEATURES)` */
  readonly features: readonly number[];
  /** Positions among the candidates. */
  readonly answers: readonly number[];
}

/** What `read` gives, from the file it was kept in before: reading takes minutes, fitting one. */
export async function kept(
  file: string | undefined,
  read: () => Promise<Example[]>,
): Promise<Example[]> {
  if (file && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Example[];
  const examples = await read();
  if (file) writeFileSync(file, JSON.stringify(examples));
  return examples;
}

/** Questions about repositories, with the files that answer. */
export async function benchmarkExamples(
  folder: string,
  queryFolder: string,
  storage: string,
): Promise<Example[]> {
  const read: Example[] = [];
  for (const [repo, part] of groupBy(readQueries(queryFolder), (query) => query.repo)) {
    const { root } = part[0]!;
    const { sources, close } = await openFolder(join(folder, repo, root), storage);
    for (const { query, relevant } of part) {
      const wanted = new Set(relevant.map(({ file }) => file));
      const prefix = root === '' ? '' : `${root}/`;
      read.push(await example(query, { repo, wanted: [...wanted], prefix }, sources));
    }
    await close();
  }
  return read;
}

/** Descriptions of functions, each function a file with a number for a name. */
export async function descriptionExamples(corpus: string, scratch: string): Promise<Example[]> {
  const read: Example[] = [];
  for await (const { repository, files, asked } of readDescriptions(corpus)) {
    const { sources, path, close } = await openNumberedFiles(files, join(scratch, 'described'));
    for (const { query, wanted } of asked) {
      const target = { repo: repository, wanted: [path(wanted)], prefix: '' };
      read.push(await example(query, target, sources));
    }
    await close();
  }
  return read;
}

async function example(
  text: string,
  target: Pick<Example, 'repo' | 'wanted'> & { readonly prefix: string },
  sources: SearchSources,
): Promise<Example> {
  const { files } = await scoreFiles(parseSearchQuery(text), sources);
  const paths = files.map(({ file }) => target.prefix + file.record.path);
  const { repo, wanted } = target;
  return {
    repo,
    wanted,
    paths,
    features: files.flatMap((file) => FEATURES.map((feature) => weighed(file, feature))),
    answers: [...paths.keys()].filter((i) => wanted.includes(paths[i]!)),
  };
}

/** The candidates by score, best first. */
export function order({ paths, features }: Example, weights: readonly number[]): number[] {
  const width = weights.length;
  const scores = paths.map((_, i) => {
    let score = 0;
    for (let k = 0; k < width; k++) score += weights[k]! * features[i * width + k]!;
    return score;
  });
  return [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
}

/** Mean over repositories of NDCG@10 of whole files. */
export function meanNdcg(
  examples: readonly Example[],
  weightsOf: (example: Example) => readonly number[],
): number {
  const ndcg = (example: Example) => {
    const results = order(example, weightsOf(example))
      .slice(0, 10)
      .map((i) => ({ file: example.paths[i]!, startLine: 1, endLine: 1 }));
    const targets = example.wanted.map((file) => ({ file, start: null, end: null }));
    return scoreResults(results, targets).ndcg;
  };
  return meanOfGroups(examples, ({ repo }) => repo, ndcg);
}

/** Mean reciprocal rank of the file that answers. */
export function meanReciprocalRank(
  examples: readonly Example[],
  weightsOf: (example: Example) => readonly number[],
): number {
  return mean(
    examples.map((example) => {
      const rank = order(example, weightsOf(example)).findIndex((i) => example.answers.includes(i));
      return rank < 0 ? 0 : 1 / (rank + 1);
    }),
  );
}
