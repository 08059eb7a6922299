/** Which files of a repository training reads, and as what. */
import { isVendoredCopyOfBarred } from '../leakage.ts';
import { miningLanguageOf } from './functionHeads.ts';

export type MiningRole =
  | 'source'
  | 'test'
  | 'prose'
  | 'generated'
  | 'vendored'
  | 'barred'
  | 'other';

const VENDORED =
  /(?:^|\/)(?:vendor|vendored|_vendor|node_modules|third[_-]?party|3rdparty|external|externals|extern|deps|bower_components|pods|carthage|subprojects|godeps|bundled|thirdparty|contrib\/libs|imported|submodules)\//i;
const GENERATED =
  /(?:^|\/)(?:dist|build|out|generated|gen|autogen|__generated__|snapshots?|__snapshots__|fixtures?|testdata|test-data|test_data|migrations|locales?|i18n|translations|cjs|umd|esm|prebuilt|golden|corpus)\/|\.pb\.(?:go|cc|h)$|_pb2(?:_grpc)?\.py$|\.g\.(?:dart|cs)$|\.freezed\.dart$|\.designer\.cs$|\.min\.|\.bundle\.|zz_generated|_generated\.|\.generated\.|\.d\.ts$|parser\.c$|lexer\.c$|amalgam/i;
const TEST =
  /(?:^|\/)(?:tests?|__tests__|testing|spec|specs|e2e|integration[_-]tests?|unit[_-]tests?|androidtest|unittests?|test-suite)\/|_test\.\w+$|\.(?:spec|test)\.\w+$|(?:Test|Tests|Spec|TestCase)\.\w+$|(?:^|\/)test_[^/]*\.py$|_spec\.rb$|conftest|(?:^|\/)[\w.]*tests?[\w.]*\/src\//i;
const PROSE = /\.(?:md|mdx|markdown|rst)$/i;
const NOT_PROSE =
  /(?:^|\/)(?:changelog|changes|history|release|licen[sc]e|authors|contributors|code_of_conduct|news|security|third|notice|copying)[^/]*$|\/(?:zh|ja|ko|ru|fr|de|es|pt|it|tr|pl|uk|vi|id|ar|fa)(?:[-_]\w+)?\/|[._-](?:zh|ja|ko|ru|fr|de|es|pt|it|tr|pl|uk|vi|id|ar|fa|cn|tw|br)(?:[-_]\w+)?\.(?:md|rst)$|changelog|release-?notes/i;

/** LeetCode solutions are read by their number only, never as ordinary files. */
const LEETCODE = /leet[-_ ]?code/i;

export function miningRole(path: string): MiningRole {
  if (LEETCODE.test(path)) return 'barred';
  if (isVendoredCopyOfBarred(path)) return 'barred';
  if (VENDORED.test(path)) return 'vendored';
  if (PROSE.test(path)) return NOT_PROSE.test(path) ? 'other' : 'prose';
  if (!miningLanguageOf(path)) return 'other';
  if (GENERATED.test(path)) return 'generated';
  return TEST.test(path) ? 'test' : 'source';
}
