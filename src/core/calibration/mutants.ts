/**
 * Edited copies of a function, made by documented operators: the positives of calibration and of recall by injection.
 *
 * - rename: a share of the local names, each consistently to another word; names of calls and members stay
 * - literals: a share of the numbers and strings gets other values
 * - statements: until the wanted share of the lines is touched, one of: delete a line, insert a foreign line,
 *   swap two neighbouring lines of one indentation, put another expression after an `=`
 */

import type { Random } from '../siamese/random.ts';
import type { Language } from '../snippets/language.ts';

export interface Mutation {
  /** Share of the local names that are renamed, 0..1. */
  readonly rename: number;
  /** Share of the literals that change, 0..1. */
  readonly literals: number;
  /** Share of the lines that are touched, 0..1. */
  readonly lines: number;
}

export interface MutationContext {
  readonly language: Language | undefined;
  readonly random: Random;
  /** Lines to insert; of other functions in the same language. */
  readonly foreignLines: readonly string[];
}

/** Words that real code uses for its variables; a renamed name looks like any other. */
const NAMES =
  `item value entry node result current state index buffer source target key record list next size data offset
  count total options config handler context parent child field part left right first last temp acc row column cell token
  name label path file query batch chunk cursor limit start stop flag mode kind`.split(/\s+/);

const STRING_OR_COMMENT =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const NAME = /[A-Za-z_]\w*/g;

/** The mutant; equal to `text` where nothing of the wanted kind is there to change. */
export function mutate(
  text: string,
  { rename, literals, lines }: Mutation,
  context: MutationContext,
): string {
  const edited = lines > 0 ? changeLines(text, lines, context) : text;
  const changed = literals > 0 ? changeLiterals(edited, literals, context.random) : edited;
  return rename > 0 ? renameLocals(changed, rename, context) : changed;
}

function renameLocals(text: string, share: number, { language, random }: MutationContext): string {
  const keywords = language?.keywords ?? new Set<string>();
  const spans = protectedSpans(text);
  const names = new Map<string, string>();
  const fixed = new Set<string>();
  for (const match of text.matchAll(NAME)) {
    const [name] = match;
    const at = match.index;
    if (keywords.has(name) || inside(spans, at)) continue;
    const isMember = /[.>:@]\s*$/.test(text.slice(Math.max(0, at - 3), at));
    const isCalled = /^\s*[(!]/.test(text.slice(at + name.length, at + name.length + 3));
    if (isMember || isCalled || /^[A-Z]/.test(name)) fixed.add(name);
    else names.set(name, name);
  }
  const taken = new Set([...names.keys(), ...fixed]);
  for (const name of names.keys()) {
    if (fixed.has(name) || random.next() >= share) continue;
    let other = '';
    do {
      other = NAMES[random.below(NAMES.length)]!;
      if (random.next() < 0.4)
        other += NAMES[random.below(NAMES.length)]!.replace(/^./, (c) => c.toUpperCase());
    } while (taken.has(other) || keywords.has(other));
    taken.add(other);
    names.set(name, other);
  }
  return text.replace(NAME, (name, at: number) => {
    if (fixed.has(name) || inside(spans, at)) return name;
    return names.get(name) ?? name;
  });
}

function changeLiterals(text: string, share: number, random: Random): string {
  return text
    .replace(/(["'])((?:\\.|(?!\1)[^\\\n])*)\1/g, (all, quote: string, inner: string) =>
      inner.length > 1 && random.next() < share
        ? `${quote}${NAMES[random.below(NAMES.length)]!}${quote}`
        : all,
    )
    .replace(/(?<![\w.])\d+(?![\w.])/g, (all) =>
      random.next() < share ? String(random.below(1000)) : all,
    );
}

function changeLines(
  text: string,
  share: number,
  { random, foreignLines }: MutationContext,
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

function protectedSpans(text: string): readonly (readonly [number, number])[] {
  return [...text.matchAll(STRING_OR_COMMENT)].map((match) => [
    match.index,
    match.index + match[0].length,
  ]);
}

function inside(spans: readonly (readonly [number, number])[], at: number): boolean {
  return spans.some(([start, end]) => start <= at && at < end);
}
