/** What training never sees, so that the encoder can be measured on it: repositories and problems. */
import { createHash } from 'node:crypto';

/**
 * The repositories that training never sees, so that the encoder can be measured on code of strangers: fixed before
 * the first training, across languages, with well documented functions.
 */
export const HELD_BACK: readonly string[] = [
  'scrapy/scrapy',
  'UKPLab/sentence-transformers',
  'pallets/werkzeug',
  'apache/commons-collections',
  'apache/commons-text',
  'grpc/grpc-go',
  'gonum/gonum',
  'microsoft/vscode-js-debug',
  'typeorm/typeorm',
  'date-fns/date-fns',
  'webpack/webpack',
  'google/leveldb',
  'jekyll/jekyll',
  'doctrine/orm',
  'ReactiveX/RxSwift',
  'square/okhttp',
  'felangel/bloc',
  'rust-lang/regex',
  'App-vNext/Polly',
  'jqlang/jq',
  'luarocks/luarocks',
  'playframework/playframework',
  'elixir-lang/ex_doc',
];

/** A tenth of the LeetCode problems that training may see is kept for measuring. @param group as `problemGroup` gives it */
export function isHeldBackProblem(group: string): boolean {
  return (
    group.startsWith('leetcode:') &&
    createHash('md5').update(`held back ${group}`).digest()[0]! < 26
  );
}
