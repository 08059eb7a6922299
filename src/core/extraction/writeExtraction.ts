/** The text of an extracted function and of the calls that would take its copies' place. */
import type { CommonForm } from './antiUnify.ts';
import { type CodeTree, childOf } from './codeTree.ts';
import type { ExtractionCall, ExtractionParameter } from './extractionPlan.ts';
import type { PlacedCopy, WrittenHole } from './placedCopy.ts';
import { commonName, freeName } from './proposeNames.ts';
import { type Binding, patternNames } from './scopes.ts';

interface Parameters {
  readonly parameters: readonly ExtractionParameter[];
  readonly holes: readonly WrittenHole[];
}

/** @param copies without obstacles */
export function writeExtraction(
  copies: readonly PlacedCopy[],
  form: CommonForm,
  { parameters, holes }: Parameters,
): { readonly functionText: string; readonly calls: ExtractionCall[] } {
  const [first] = copies as [PlacedCopy];
  const name = functionName(copies);
  const written = (start: number, end: number) => writtenText(first.text, holes, { start, end });
  const typed = /^(typescript|tsx)$/.test(first.source.language);
  return first.stretch.function
    ? fromFunctions(copies, first.stretch.function, { name, typed, parameters, written })
    : fromStatements(copies, form, { name, typed, parameters, written });
}

interface Writing {
  readonly name: string;
  readonly typed: boolean;
  readonly parameters: readonly ExtractionParameter[];
  /** The first copy's text of a range, in the function's own words. */
  readonly written: (start: number, end: number) => string;
}

function fromFunctions(
  copies: readonly PlacedCopy[],
  own: CodeTree,
  { name, typed, parameters, written }: Writing,
) {
  const [first] = copies as [PlacedCopy];
  const range = (tree: CodeTree | undefined) => (tree ? written(tree.start, tree.end) : '');
  const ownParameters = childOf(own, 'parameters');
  const single = childOf(own, 'parameter');
  const list = ownParameters?.children.filter(({ isNamed }) => isNamed) ?? (single ? [single] : []);
  const declared = parameters
    .filter(({ kind }) => kind !== 'type')
    .map((one) => declaredAs(one, typed));
  // Optional and rest parameters have to stay last.
  const isPlain = list.every(({ type }) => type === 'required_parameter' || type === 'identifier');
  const hasDefault = list.some(
    (one) => childOf(one, 'value') || childOf(one, 'pattern')?.type === 'rest_pattern',
  );
  const added = isPlain && !hasDefault ? 'last' : 'first';
  const order = <T>(theirs: readonly T[], ours: readonly T[]): T[] =>
    added === 'last' ? [...theirs, ...ours] : [...ours, ...theirs];
  const body = childOf(own, 'body')!;
  const isBlock = body.type === 'statement_block';
  const text = range(body);
  const isAsync = own.children.some(({ type }) => type === 'async');
  const head = `${isAsync ? 'async ' : ''}function ${name}${typeParameters(range(childOf(own, 'type_parameters')), parameters, typed)}`;
  const signature = `(${order(list.map(range), declared).join(', ')})${range(childOf(own, 'return_type'))}`;
  const block = isBlock
    ? dedent(text, indentAt(first.text, body.start))
    : `{\n  return ${text};\n}`;
  const calls = copies.map((copy) => wrapper(copy, name, parameters, copies.indexOf(copy), order));
  return { functionText: `${head}${signature} ${block}`, calls };
}

/** A copy that keeps its name and its parameters and calls the function. */
function wrapper(
  { text, stretch, source }: PlacedCopy,
  name: string,
  parameters: readonly ExtractionParameter[],
  at: number,
  order: <T>(theirs: readonly T[], ours: readonly T[]) => T[],
): ExtractionCall {
  const own = stretch.function!;
  const list = childOf(own, 'parameters')?.children.filter(({ isNamed }) => isNamed);
  const single = childOf(own, 'parameter');
  const body = childOf(own, 'body')!;
  const names = (list ?? (single ? [single] : [])).map((parameter) => {
    const pattern = childOf(parameter, 'pattern') ?? parameter;
    const [found] = patternNames(pattern);
    const isRest = pattern.type === 'rest_pattern';
    // A parameter that is taken apart is put together again.
    if (!found || /^(object|array)_pattern$/.test(pattern.type))
      return text.slice(pattern.start, pattern.end);
    return `${isRest ? '...' : ''}${text.slice(found.start, found.end)}`;
  });
  const passed = argumentsOf(parameters, at);
  const call = `${name}(${order(names, passed).join(', ')})`;
  const { start, end } = stretch.whole;
  const head = text.slice(start, body.start);
  const tail = text.slice(body.end, end);
  const shown = body.type === 'statement_block' ? `{\n  return ${call};\n}` : call;
  return {
    ...linesOf(text, start, end, source.path),
    text: `${dedent(head, indentAt(text, start))}${shown}${tail}`,
  };
}

function fromStatements(
  copies: readonly PlacedCopy[],
  form: CommonForm,
  { name, typed, parameters, written }: Writing,
) {
  const [first] = copies as [PlacedCopy];
  const given = givenBack(copies, form);
  const { start, end } = first.stretch;
  const indent = indentAt(first.text, start);
  const isAsync = first.isAsync;
  const lines = dedent(written(start, end), indent).split('\n');
  const names = given.map(({ binding }) => binding.name);
  const result = names.length === 1 ? names[0]! : `{ ${names.join(', ')} }`;
  if (given.length > 0) lines.push(`return ${result};`);
  const declared = parameters
    .filter(({ kind }) => kind !== 'type')
    .map((one) => declaredAs(one, typed));
  const types = typeParameters('', parameters, typed);
  const head = `${isAsync ? 'async ' : ''}function ${name}${types}(${declared.join(', ')})`;
  const body = lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n');
  const calls = copies.map((copy, at): ExtractionCall => {
    const own = given.map(({ names: all }) => all[at]!);
    const call = `${isAsync ? 'await ' : ''}${name}(${argumentsOf(parameters, at).join(', ')})`;
    const keyword = given.some(({ isChanged }) => isChanged) ? 'let' : 'const';
    const target =
      own.length === 1
        ? own[0]!
        : `{ ${own.map((as, i) => (as === names[i] ? as : `${names[i]}: ${as}`)).join(', ')} }`;
    const text = copy.endsWithReturn
      ? `return ${call};`
      : own.length === 0
        ? `${call};`
        : `${keyword} ${target} = ${call};`;
    return { ...linesOf(copy.text, copy.stretch.start, copy.stretch.end, copy.source.path), text };
  });
  return { functionText: `${head} {\n${body}\n}`, calls };
}

interface Given {
  /** The first copy's variable. */
  readonly binding: Binding;
  /** Its name in each copy. */
  readonly names: readonly string[];
  /** Some copy assigns it again later. */
  readonly isChanged: boolean;
}

/** What any copy uses after its stretch, in the first one's variables. */
function givenBack(copies: readonly PlacedCopy[], { renames }: CommonForm): Given[] {
  const [first] = copies as [PlacedCopy];
  const wanted = new Set<number>();
  for (const [at, { given }] of copies.entries()) {
    for (const { start } of given)
      wanted.add(at === 0 ? start : (renames[at]!.get(start) ?? start));
  }
  return [...wanted]
    .sort((a, b) => a - b)
    .flatMap((start) => {
      const binding = first.scopes.bindings.get(start);
      if (!binding) return [];
      const names = copies.map(({ scopes }, at) => {
        const own = at === 0 ? start : [...renames[at]!].find(([, to]) => to === start)?.[0];
        return (own !== undefined && scopes.bindings.get(own)?.name) || binding.name;
      });
      return [{ binding, names, isChanged: binding.keyword !== 'const' }];
    });
}

function functionName(copies: readonly PlacedCopy[]): string {
  const names = copies.map(({ stretch, text }) => nameIn(stretch.whole, text));
  const used = new Set(copies.flatMap(({ text }) => text.match(/[\w$]+/g) ?? []));
  const shared = names.some((name) => name === '') ? '' : commonName(names);
  return freeName(shared === '' ? 'extracted' : shared, used);
}

/** What the declaration around a function calls it. */
function nameIn(whole: CodeTree, text: string): string {
  for (let tree: CodeTree | undefined = whole; tree; ) {
    const name: CodeTree | undefined =
      childOf(tree, 'name') ?? childOf(tree, 'key') ?? childOf(tree, 'property');
    if (name) return text.slice(name.start, name.end).replace(/^['"]|['"]$/g, '');
    tree =
      childOf(tree, 'declaration') ??
      childOf(tree, 'left') ??
      tree.children.find(({ isNamed }) => isNamed);
  }
  return '';
}

function declaredAs({ name, type, kind }: ExtractionParameter, typed: boolean): string {
  const known = kind === 'key' || kind === 'text' ? 'string' : type;
  return typed && known !== undefined ? `${name}: ${known}` : name;
}

function typeParameters(
  own: string,
  parameters: readonly ExtractionParameter[],
  typed: boolean,
): string {
  const added = typed
    ? parameters.filter(({ kind }) => kind === 'type').map(({ name }) => name)
    : [];
  if (added.length === 0) return own;
  return own === '' ? `<${added.join(', ')}>` : own.replace(/>\s*$/, `, ${added.join(', ')}>`);
}

function argumentsOf(parameters: readonly ExtractionParameter[], at: number): string[] {
  return parameters.filter(({ kind }) => kind !== 'type').map(({ values }) => values[at]!);
}

function writtenText(
  text: string,
  holes: readonly WrittenHole[],
  { start, end }: { readonly start: number; readonly end: number },
): string {
  let shown = '';
  let at = start;
  for (const { written } of holes) {
    if (written.start < start || written.end > end) continue;
    shown += text.slice(at, written.start) + written.text;
    at = written.end;
  }
  return shown + text.slice(at, end);
}

function linesOf(text: string, start: number, end: number, path: string) {
  const line = (offset: number) => text.slice(0, offset).split('\n').length;
  return { path, startLine: line(start), endLine: line(end) };
}

/** The blanks before the first character of the line that holds an offset. */
function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart))![0];
}

function dedent(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line, at) => (at > 0 && line.startsWith(indent) ? line.slice(indent.length) : line))
    .join('\n');
}
