/** Edits whole statements of a function, so that what is left is still a program: deletes, inserts, swaps, replaces. */
import type { Random } from '../random.ts';

/** Words that real code uses for its variables. */
const NAMES =
  `item value entry node result current state index buffer source target key record list next size data offset
  count total options config handler context parent child field part left right first last temp acc row column cell token
  name label path file query batch chunk cursor limit start stop flag mode kind`.split(/\s+/);

const STRING_OR_COMMENT =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
export interface StatementOptions {
  /** Share of the lines that are touched, 0..1. */
  readonly share: number;
  /** Lines to insert; of other functions in the same language. */
  readonly foreignLines: readonly string[];
}

/** Touches lines until the wanted share is; fewer where there are no more statements. The first and the last line stay. */
export function changeStatements(
  text: string,
  random: Random,
  { share, foreignLines }: StatementOptions,
): string {
  // The head and the last line hold the function together.
  const lines = text.split('\n').map((line) => ({ line, touched: false }));
  const body = Math.max(1, lines.length - 2);
  const wanted = Math.round(share * body);
  for (let done = 0, tries = 0; done < wanted && tries < 20 * wanted + 20; tries++) {
    const at = 1 + random.below(Math.max(1, lines.length - 2));
    const here = lines[at];
    if (!here || at >= lines.length - 1 || here.touched || !isStatement(here.line)) continue;
    const operator = random.below(4);
    const next = lines[at + 1];
    if (operator === 0) {
      lines.splice(at, 1);
      done++;
    } else if (operator === 1 && foreignLines.length > 0) {
      const indent = /^\s*/.exec(here.line)![0];
      const foreign = foreignLines[random.below(foreignLines.length)]!.trim();
      if (!isStatement(foreign)) continue;
      lines.splice(at, 0, { line: indent + foreign, touched: true });
      done++;
    } else if (
      operator === 2 &&
      next &&
      !next.touched &&
      isStatement(next.line) &&
      at + 2 < lines.length
    ) {
      if (/^\s*/.exec(here.line)![0] !== /^\s*/.exec(next.line)![0]) continue;
      lines[at] = { line: next.line, touched: true };
      lines[at + 1] = { line: here.line, touched: true };
      done += 2;
    } else if (operator === 3 && / = /.test(here.line)) {
      const name = NAMES[random.below(NAMES.length)]!;
      const end = /[;,]?\s*$/.exec(here.line)![0];
      lines[at] = {
        line: `${here.line.replace(/ = .*$/s, ` = ${name}.${NAMES[random.below(NAMES.length)]!}`)}${end}`,
        touched: true,
      };
      done++;
    }
  }
  return lines.map(({ line }) => line).join('\n');
}

/** A line that is a statement of its own, so that what is left without it is still a program. */
export function isStatement(line: string): boolean {
  const text = line.replace(STRING_OR_COMMENT, '0').trim();
  if (
    text.length < 3 ||
    /^[.?:&|+)\]}@#*]|^(else|case|default|elif|except|finally|return|break|continue)\b/.test(text)
  ) {
    return false;
  }
  if (/[{([,:+\-*/&|=?.\\]$/.test(text)) return false;
  const count = (pattern: RegExp): number => (text.match(pattern) ?? []).length;
  return (
    count(/\(/g) === count(/\)/g) && count(/\[/g) === count(/\]/g) && count(/\{/g) === count(/\}/g)
  );
}
