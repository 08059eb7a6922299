/** Copies → the function that could take their place: its parameters, its text, each copy's call; or why there is none. */
import { languageByName } from '../snippets/languages.ts';
import type { Parse } from '../snippets/syntax.ts';
import { antiUnify, type CommonForm, type Copy, NoCommonForm } from './antiUnify.ts';
import { type CodeTree, codeTree } from './codeTree.ts';
import type { ExtractionParameter, ExtractionPlan } from './extractionPlan.ts';
import type { CopySource, PlacedCopy, WrittenHole } from './placedCopy.ts';
import { freeName, parameterName } from './proposeNames.ts';
import { type Scopes, scopesOf } from './scopes.ts';
import { stretchIn } from './stretch.ts';
import { surroundingsOf } from './surroundings.ts';
import { writeExtraction } from './writeExtraction.ts';

/** More copies than anybody reads calls of. */
const MAX_COPIES = 40;
/** Beyond this a call is harder to read than the copy (guess). */
const MANY_PARAMETERS = 6;

/** The languages extraction can read. */
export function isExtractable(language: string): boolean {
  return /^(typescript|tsx|javascript|jsx)$/.test(languageByName(language)?.grammar ?? '');
}

/** @param parse with the grammars of the copies' languages ready */
export function planExtraction(sources: readonly CopySource[], parse: Parse): ExtractionPlan {
  const copies: PlacedCopy[] = [];
  const files = new Map<string, ParsedFile | undefined>();
  for (const source of sources.slice(0, MAX_COPIES)) {
    if (!files.has(source.path)) files.set(source.path, parsedFile(source, parse));
    const read = readCopy(source, files.get(source.path));
    if (typeof read === 'string') return impossible(`${where(source)}: ${read}.`);
    copies.push(read);
  }
  if (copies.length < 2) return impossible('There are fewer than two copies.');
  let form: CommonForm;
  try {
    form = antiUnify(copies);
  } catch (error) {
    if (!(error instanceof NoCommonForm)) throw error;
    return impossible(
      `Line ${lineAt(copies[0]!, error.tree)} of ${copies[0]!.source.path}: ${error.message}.`,
    );
  }
  const { parameters, holes } = parametersOf(copies, form);
  const template = templateOf(copies[0]!, holes);
  const obstacles = obstaclesIn(copies, form);
  const plan = {
    obstacles,
    notes: notesOn(copies, parameters, sources.length),
    parameters,
    template,
  };
  if (obstacles.length > 0) return { ...plan, functionText: '', calls: [] };
  return { ...plan, ...writeExtraction(copies, form, { parameters, holes }) };
}

function impossible(obstacle: string): ExtractionPlan {
  return { obstacles: [obstacle], notes: [], parameters: [], functionText: '', calls: [] };
}

interface ParsedFile {
  readonly root: CodeTree;
  readonly scopes: Scopes;
}

function parsedFile({ text, language }: CopySource, parse: Parse): ParsedFile | undefined {
  const grammar = languageByName(language)?.grammar;
  const root = grammar === undefined ? undefined : parse(text, grammar, codeTree);
  return root && { root, scopes: scopesOf(root, text) };
}

function readCopy(source: CopySource, file: ParsedFile | undefined): PlacedCopy | string {
  if (!file) return 'the file cannot be parsed';
  const { text, startLine, endLine } = source;
  const lines = text.split('\n');
  const start = lines.slice(0, startLine - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const end = lines
    .slice(startLine - 1, endLine)
    .reduce((sum, line) => sum + line.length + 1, start);
  const stretch = stretchIn(file.root, text, { start, end: Math.min(end, text.length) });
  if (typeof stretch === 'string') return stretch;
  const copy = { text, stretch, scopes: file.scopes };
  return { ...copy, ...surroundingsOf(copy), source };
}

function where({ path, startLine, endLine }: CopySource): string {
  return `${path}:${startLine}-${endLine}`;
}

function lineAt({ text }: Copy, tree: CodeTree): number {
  return text.slice(0, tree.start).split('\n').length;
}

/** Differences that are the same in every copy share a parameter; then what the copies take from functions around them. */
function parametersOf(copies: readonly PlacedCopy[], { differences }: CommonForm) {
  const [first] = copies as [PlacedCopy];
  const used = new Set(
    copies.flatMap(
      ({ text, stretch }) => text.slice(stretch.start, stretch.end).match(/[\w$]+/g) ?? [],
    ),
  );
  const parameters: ExtractionParameter[] = [];
  const numbers = new Map<string, number>();
  const textIn = (at: number) => (tree: CodeTree) => copies[at]!.text.slice(tree.start, tree.end);
  // What is taken under one name by all keeps it.
  for (const name of sharedNames(copies)) {
    const type = commonType(copies, name);
    numbers.set(JSON.stringify(['value', copies.map(() => name)]), parameters.length);
    parameters.push({ name, kind: 'value', values: copies.map(() => name), ...type });
  }
  const holes = differences.map((difference): WrittenHole => {
    const { kind, trees } = difference;
    const [tree] = trees as [CodeTree];
    const values = trees.map((one, at) => textIn(at)(one));
    const range = { start: tree.start, end: tree.end };
    if (kind === 'local') {
      return { ...range, values, parameter: null, written: { ...range, text: values[0]! } };
    }
    const asPassed = values.map((value) => passed(kind, tree, value));
    const key = JSON.stringify([kind, asPassed]);
    let number = numbers.get(key);
    if (number === undefined) {
      number = parameters.length;
      numbers.set(key, number);
      const name = freeName(parameterName(difference, values, textIn(0)), used);
      const type = literalType(trees);
      parameters.push({ name, kind, values: asPassed, ...(type === '' ? {} : { type }) });
    }
    return {
      ...range,
      values,
      parameter: number,
      written: writtenAs(difference, parameters[number]!.name, first),
    };
  });
  return { parameters, holes };
}

/** The argument that brings a value: a property's name or a piece of a template goes as a string. */
function passed(kind: string, tree: CodeTree, value: string): string {
  if (kind === 'text') return `\`${value}\``;
  return kind === 'key' && tree.type === 'property_identifier' ? `'${value}'` : value;
}

function writtenAs(
  { kind, trees, parents }: CommonForm['differences'][number],
  name: string,
  first: Copy,
) {
  const [{ start, end, field }] = trees as [CodeTree];
  const parent = parents.at(-1);
  if (kind === 'text') return { start, end, text: `\${${name}}` };
  if (kind === 'key' && parent?.type === 'member_expression') {
    const before = first.text.slice(0, start);
    const dot = /\s*(\?)?\.\s*$/.exec(before)!;
    return { start: start - dot[0].length, end, text: `${dot[1] ? '?.' : ''}[${name}]` };
  }
  if (kind === 'key' && field === 'key') return { start, end, text: `[${name}]` };
  if (parent?.type === 'jsx_attribute') return { start, end, text: `{${name}}` };
  return { start, end, text: name };
}

function literalType(trees: readonly CodeTree[]): string {
  const types = new Set(
    trees.map(({ type }) =>
      type === 'string' || type === 'number' ? type : /^(true|false)$/.test(type) ? 'boolean' : '',
    ),
  );
  return types.size === 1 ? [...types][0]! : '';
}

/** Names that every copy takes from a function around it, and that none declares elsewhere. */
function sharedNames(copies: readonly PlacedCopy[]): string[] {
  const [first] = copies as [PlacedCopy];
  return [...first.taken.keys()].filter(
    (name) =>
      copies.every(({ taken }) => taken.has(name)) &&
      copies.some(({ taken }) => taken.get(name)?.isModule === false),
  );
}

function commonType(copies: readonly PlacedCopy[], name: string): { type?: string } {
  const types = new Set(copies.map(({ taken }) => taken.get(name)?.type ?? ''));
  const [type = ''] = types;
  return types.size === 1 && type !== '' ? { type } : {};
}

function templateOf({ text, stretch }: Copy, holes: readonly WrittenHole[]) {
  return {
    text: text.slice(stretch.start, stretch.end),
    holes: holes.map(({ start, end, values, parameter }) => ({
      start: start - stretch.start,
      end: end - stretch.start,
      values,
      parameter,
    })),
  };
}

function obstaclesIn(copies: readonly PlacedCopy[], { differences }: CommonForm): string[] {
  const found = new Set<string>();
  const isOneFile = new Set(copies.map(({ source }) => source.path)).size === 1;
  const differing = new Set(differences.flatMap(({ trees }) => trees.map(({ start }) => start)));
  for (const copy of copies) {
    const { stretch, receiver, assigned, taken, source } = copy;
    const at = where(source);
    if (receiver !== '')
      found.add(`${at} uses \`${receiver}\`, which a function outside does not have.`);
    for (const name of assigned) {
      const binding = taken.get(name);
      const isShared =
        isOneFile && binding?.isModule !== false && !isDiffering(copy, name, differing);
      if (!isShared) found.add(`${at} assigns \`${name}\`, which is declared outside it.`);
    }
    if (copy.yields) found.add(`${at} yields: a generator’s steps cannot move into a function.`);
    if (stretch.kind === 'function') continue;
    if (copy.jumps)
      found.add(`${at} leaves by \`break\` or \`continue\`, which a function cannot do for it.`);
    if (copy.returns && !copy.endsWithReturn) {
      found.add(`${at} returns in its middle: a call cannot tell that from running to its end.`);
    }
  }
  const kinds = new Set(copies.map(({ stretch }) => signatureOf(stretch.function)));
  if (kinds.size > 1)
    found.add('Some of the functions are `async` or generators and others are not.');
  return [...found];
}

function signatureOf(own: CodeTree | undefined): string {
  const words = own?.children.filter(({ type }) => type === 'async' || type === '*') ?? [];
  return words.map(({ type }) => type).join(' ');
}

function isDiffering({ text, stretch }: Copy, name: string, starts: ReadonlySet<number>): boolean {
  return [...starts].some(
    (start) => stretch.start <= start && start < stretch.end && text.startsWith(name, start),
  );
}

function notesOn(
  copies: readonly PlacedCopy[],
  parameters: readonly ExtractionParameter[],
  all: number,
): string[] {
  const notes: string[] = [];
  const [first] = copies as [PlacedCopy];
  const paths = new Set(copies.map(({ source }) => source.path));
  const declared = [...first.taken]
    .filter(([, binding]) => binding?.isModule === true)
    .map(([name]) => `\`${name}\``);
  if (paths.size > 1 && declared.length > 0) {
    notes.push(
      `It uses ${declared.join(', ')}, which each file imports or declares: see that they are the same, and import them where the function goes.`,
    );
  }
  const added = parameters.filter(({ values }) => new Set(values).size > 1).length;
  if (added > MANY_PARAMETERS) {
    notes.push(
      `It takes ${added} parameters for what differs: the copies may have less in common than it seems.`,
    );
  }
  if (all > copies.length)
    notes.push(`The first ${copies.length} of ${all} copies were looked at.`);
  return notes;
}
