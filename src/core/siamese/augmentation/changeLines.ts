/** Crops a function, swaps, drops, repeats and inserts lines. */
import type { Random } from '../random.ts';

const INSERTED = [
  'log.debug("here");',
  'console.log(result);',
  'print(value)',
  'int count = 0;',
  'if (value == null) return;',
  'assert value is not None',
  'final long start = System.currentTimeMillis();',
  'const started = Date.now();',
  'let mut changed = false;',
  'fmt.Println(err)',
  'total += 1',
  '// TODO: check this',
  '# handle the empty case',
  'logger.info("done")',
  'tmp = value',
  'counter++;',
];
/** Fewer lines than this are all of the function there is: nothing is cropped or dropped. */
const SPARED_LINES = 5;

/** @param severity 0..1; the first line (the head) stays unless the crop takes it. */
export function changeLines(code: string, random: Random, severity: number): string {
  let lines = code.split('\n');
  if (lines.length < SPARED_LINES) return code;
  if (random.next() < severity * 0.6) lines = crop(lines, random, severity);
  const changes = Math.round(lines.length * severity * 0.25 * random.next());
  for (let n = 0; n < changes; n++) {
    const at = 1 + random.below(Math.max(1, lines.length - 2));
    const what = random.next();
    if (what < 0.35 && lines.length > SPARED_LINES) lines.splice(at, 1);
    else if (what < 0.6) lines.splice(at, 0, indentLike(lines[at] ?? '', random));
    else if (at + 1 < lines.length - 1) {
      const held = lines[at]!;
      lines[at] = lines[at + 1]!;
      lines[at + 1] = held;
    }
  }
  return lines.join('\n');
}

/** Takes away up to half of the lines, from the start or the end or both. */
function crop(lines: readonly string[], random: Random, severity: number): string[] {
  const away = Math.floor(lines.length * 0.5 * severity * random.next());
  const fromStart = random.next() < 0.5 ? 0 : random.below(away + 1);
  return lines.slice(fromStart, lines.length - (away - fromStart));
}

function indentLike(line: string, random: Random): string {
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return indent + INSERTED[random.below(INSERTED.length)]!;
}
