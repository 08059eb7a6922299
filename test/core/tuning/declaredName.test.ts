import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaredName } from '../../../src/core/tuning/declaredName.ts';

const DECLARATIONS: readonly (readonly [code: string, name: string])[] = [
  ['def parse_options_header(value):\n    pass', 'parse options header'],
  ['async def read(self) -> bytes:', 'read'],
  ['@cached_property\ndef if_modified_since(self):', 'if modified since'],
  ['@Override public void onFailure(Call call, IOException e) {', 'on failure'],
  ['public static <T extends Comparable<T>> T largestOf(List<T> list) {', 'largest of'],
  ['protected override async ValueTask<Outcome<T>> ExecuteCore<TState>(', 'execute core'],
  ['internal fun List<String?>.toQueryString(out: StringBuilder) {', 'to query string'],
  ['fn iter<F: FnMut(StateID)>(&self, mut f: F) {', 'iter'],
  ['#[inline]\npub(crate) fn is_match_at(&self) -> bool {', 'is match at'],
  ['func (s *Server) GracefulStop() {', 'graceful stop'],
  ['void Widget::resizeEvent(QResizeEvent *event)\n{', 'resize event'],
  ['export const isWithinAsar = (path: string) => path.includes(sep);', 'is within asar'],
  ['public get warning() {', 'warning'],
  ['private async _originalPositionFor(location: Location) {', 'original position for'],
  ['class ConnectionPool:\n    size = 3', 'connection pool'],
  ['export interface HTMLParserOptions {', 'html parser options'],
  ['def self.from_json(text)', 'from json'],
  ['function M.find_all(items)', 'find all'],
];

for (const [code, name] of DECLARATIONS) {
  test(`the name that "${code.split('\n').at(-1)}" declares`, () => {
    assert.equal(declaredName(code), name);
  });
}

test('statements, comments and letters declare no name', () => {
  for (const code of [
    '',
    '\n\n',
    'return compute(x);',
    'if (isReady(x)) {',
    '// only(a comment)',
    'fn c(&self) {',
    '1 + 2',
    'async (request) => {',
  ]) {
    assert.equal(declaredName(code), undefined, code);
  }
});

test('a line of a megabyte is read in no time', () => {
  const started = process.cpuUsage();
  declaredName(`function a${'<b'.repeat(300_000)}${' ('.repeat(200_000)}`);
  declaredName(`${'@a.b('.repeat(200_000)}x`);
  declaredName(`${' '.repeat(1_000_000)}x`);
  const { user, system } = process.cpuUsage(started);
  assert.ok(user + system < 1e6, `${(user + system) / 1000} ms`);
});
