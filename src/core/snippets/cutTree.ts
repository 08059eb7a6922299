/** Cuts a syntax tree: definitions with qualified names, blocks worth finding, and windows over what is left. */
import { coverRest, cutRun } from './coverRest.ts';
import type { Definition, Reading } from './definition.ts';
import { definitionAt } from './definitionAt.ts';
import { cleanDocstring, docBefore, isLicence } from './docComment.ts';
import { GRAMMAR_RULES, type GrammarRules } from './grammarRules.ts';
import type { Language } from './language.ts';
import type { Cut, SourceText } from './sourceText.ts';
import type { SyntaxNode } from './syntax.ts';

/**
 * A block counts from ten lines on (from eight on, nginx had more blocks than functions; shorter ones are idioms) and while it is at most
 * two thirds of what it stands in: a loop that is nearly the whole function would only find itself.
 */
const MIN_BLOCK_LINES = 10;
const MAX_BLOCK_SHARE = 2 / 3;
/** A function inside a function is a snippet of its own from here on; shorter ones are read with their parent. */
const MIN_NESTED_LINES = 5;
/** From here on the lines of a function that no block covers are cut into blocks too: encoders read the start only. */
const LONG_FUNCTION_LINES = 80;
/** Joined clauses beyond this are several definitions, not one. */
const MAX_JOINED_LINES = 60;
/** A summary longer than this is a table; the rest of it is found by its windows. */
const MAX_SUMMARY_CHARACTERS = 6000;
/** Deeper trees than this come from generated or hostile text; their inside is covered by windows. */
const MAX_DEPTH = 300;

interface Scope {
  readonly prefix: string;
  readonly inClass: boolean;
  readonly inFunction: boolean;
  /** Lines of the snippet around, which blocks are measured against. */
  readonly aroundLines: number;
  readonly depth: number;
}

const TOP: Scope = { prefix: '', inClass: false, inFunction: false, aroundLines: 0, depth: 0 };

interface Found extends Cut {
  /** First line of its comment or attributes. */
  readonly outerStart: number;
  /** Text offsets a summary around it leaves out. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

/** All cuts of the tree, by line; every line with words in it is in one of them, imports apart. */
export function cutTree(root: SyntaxNode, source: SourceText, language: Language): Cut[] {
  const grammar = language.grammar ?? '';
  const rules = GRAMMAR_RULES[grammar];
  if (!rules) return coverRest(source, [], language);
  return new TreeCutter(source, language, rules).cut(root);
}

class TreeCutter {
  readonly #source: SourceText;
  readonly #language: Language;
  readonly #rules: GrammarRules;
  readonly #reading: Reading;
  readonly #found: Found[] = [];
  readonly #covered: boolean[];
  readonly #importLines: number[] = [];

  constructor(source: SourceText, language: Language, rules: GrammarRules) {
    this.#source = source;
    this.#language = language;
    this.#rules = rules;
    const reading: Reading = {
      text: source.text,
      grammar: language.grammar ?? '',
      rules,
      defines: (node) => definitionAt(node, reading) !== undefined,
    };
    this.#reading = reading;
    this.#covered = new Array<boolean>(source.lineCount).fill(false);
  }

  cut(root: SyntaxNode): Cut[] {
    this.#visit(root.namedChildren, TOP);
    const cuts: Cut[] = this.#found.map(({ outerStart, bodyStart, bodyEnd, ...cut }) => cut);
    this.#coverHead();
    const withoutImports = this.#covered.slice();
    for (const line of this.#importLines) withoutImports[line - 1] = true;
    const rest = coverRest(this.#source, withoutImports, this.#language);
    cuts.push(...rest.map((cut) => this.#withComment(cut)));
    // A file of nothing but imports (a barrel, a package's face) is found by them.
    if (cuts.length === 0) cuts.push(...coverRest(this.#source, this.#covered, this.#language));
    return cuts.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
  }

  #visit(children: readonly SyntaxNode[], scope: Scope): void {
    if (scope.depth > MAX_DEPTH) return;
    let attributeLine: number | undefined;
    for (const node of children) {
      const { type } = node;
      if (this.#rules.attributes.has(type)) {
        attributeLine ??= this.#startLine(node);
        continue;
      }
      if (type.includes('comment') || type === 'haddock') continue;
      if (this.#rules.imports.has(type)) {
        if (!scope.inFunction) this.#markImports(node);
        continue;
      }
      const definition = definitionAt(node, this.#reading);
      const isBlock = scope.inFunction && definition?.isUntitled === true;
      if (definition && !isBlock) this.#define(node, definition, scope, attributeLine);
      else this.#descend(node, scope);
      attributeLine = undefined;
    }
  }

  /** What is no definition may hold some; what spans too few lines cannot hold any that count. */
  #descend(node: SyntaxNode, scope: Scope): void {
    const lines = this.#endLine(node) - this.#startLine(node) + 1;
    if (lines < (scope.inFunction ? MIN_NESTED_LINES : 2)) return;
    if (!scope.inFunction || !this.#rules.blocks.has(node.type)) {
      this.#visit(node.namedChildren, { ...scope, depth: scope.depth + 1 });
      return;
    }
    const counts = lines >= MIN_BLOCK_LINES && lines <= scope.aroundLines * MAX_BLOCK_SHARE;
    if (counts) this.#addBlock(this.#startLine(node), this.#endLine(node));
    const aroundLines = counts ? lines : scope.aroundLines;
    this.#visit(node.namedChildren, { ...scope, aroundLines, depth: scope.depth + 1 });
  }

  #define(
    node: SyntaxNode,
    definition: Definition,
    scope: Scope,
    attributeLine: number | undefined,
  ): void {
    const startLine = attributeLine ?? this.#startLine(node);
    const endLine = this.#endLine(node);
    if (definition.continues) {
      this.#continuePrevious(node, endLine, scope);
      return;
    }
    const owner = definition.owner ?? '';
    const prefix =
      owner === '' || scope.prefix.split('.').at(-1) === owner
        ? scope.prefix
        : join(scope.prefix, owner);
    const name = definition.name === '' ? prefix : join(prefix, definition.name);
    const inside = definition.inside ?? definition.body ?? node;
    const depth = scope.depth + 1;
    if (definition.kind === 'place') {
      // `namespace a {` alone says nothing that its members' paths do not.
      if (this.#rules.places.has(node.type) && !scope.inFunction)
        this.#covered[startLine - 1] = true;
      this.#visit(inside === node ? node.namedChildren : inside.namedChildren, {
        ...scope,
        prefix: name,
        // A container inside a function is a world of its own.
        inFunction:
          scope.inFunction && definition.name === '' && node.type !== 'struct_declaration',
        depth,
      });
      return;
    }
    const lines = endLine - startLine + 1;
    if (definition.kind === 'function' && scope.inFunction && lines < MIN_NESTED_LINES) return;
    const doc = this.#doc(startLine, definition, node, attributeLine);
    const bodyStart = definition.body?.startIndex ?? node.endIndex;
    const bodyEnd = definition.body?.endIndex ?? node.endIndex;
    const isClass = definition.kind === 'class';
    const place = this.#found.length;
    const kind = isClass ? 'class' : scope.inClass || owner !== '' ? 'method' : 'function';
    const found: Found = { kind, name, startLine, endLine, ...doc, bodyStart, bodyEnd };
    if (this.#joinPrevious(found)) return;
    this.#found.push(found);
    const memberPrefix = isClass ? join(scope.prefix, definition.prefix ?? definition.name) : name;
    this.#visit(inside.namedChildren, {
      prefix: memberPrefix,
      inClass: isClass,
      inFunction: !isClass,
      aroundLines: lines,
      depth,
    });
    this.#finish(place, isClass);
    for (let line = doc.outerStart; line <= endLine; line++) this.#covered[line - 1] = true;
  }

  /** Class texts list their members; so do functions that mostly hold other functions. */
  #finish(place: number, isClass: boolean): void {
    const found = this.#found[place]!;
    const lines = found.endLine - found.startLine + 1;
    const members: Found[] = [];
    let memberLines = 0;
    let line = found.startLine;
    for (let i = place + 1; i < this.#found.length; i++) {
      const member = this.#found[i]!;
      if (member.kind === 'block' || member.startLine < line) continue;
      members.push(member);
      memberLines += member.endLine - member.startLine + 1;
      line = member.endLine;
    }
    if (!isClass && lines > LONG_FUNCTION_LINES) this.#cutLong(found, place);
    if (members.length === 0 || (!isClass && memberLines < lines / 2)) return;
    this.#found[place] = { ...found, text: this.#summary(found, members) };
  }

  #summary(found: Found, members: readonly Found[]): string {
    const { text } = this.#source;
    let at = this.#source.lineStart(found.startLine);
    const end = this.#source.lineStart(found.endLine + 1);
    let kept = '';
    for (const { bodyStart, bodyEnd } of members) {
      if (bodyStart < at || bodyEnd > end) continue;
      kept += text.slice(at, bodyStart).trimEnd();
      at = bodyEnd;
    }
    kept += text.slice(at, end);
    const lines = kept.split('\n').filter((line) => line.trim() !== '');
    const summary = dedentLines(lines);
    return summary.length > MAX_SUMMARY_CHARACTERS
      ? summary.slice(0, MAX_SUMMARY_CHARACTERS)
      : summary;
  }

  /** Blocks over the lines of a long function that neither a block nor a nested function covers. */
  #cutLong(found: Found, place: number): void {
    const inner = new Uint8Array(found.endLine + 2);
    let reached = found.startLine;
    for (let i = place + 1; i < this.#found.length; i++) {
      const { startLine, endLine } = this.#found[i]!;
      // What lies in what was just seen adds nothing.
      if (endLine > reached) inner.fill(1, Math.max(startLine, reached), endLine + 1);
      reached = Math.max(reached, endLine);
    }
    for (let line = found.startLine; line <= found.endLine; line++) {
      if (inner[line] === 1) continue;
      let end = line;
      while (end < found.endLine && inner[end + 1] === 0) end++;
      for (const cut of cutRun(this.#source, line, end, this.#language)) {
        if (cut.endLine - cut.startLine + 1 >= MIN_BLOCK_LINES)
          this.#addBlock(cut.startLine, cut.endLine);
      }
      line = end;
    }
  }

  #addBlock(startLine: number, endLine: number): void {
    const { length } = this.#source.text;
    this.#found.push({
      kind: 'block',
      name: '',
      startLine,
      endLine,
      doc: '',
      outerStart: startLine,
      bodyStart: length,
      bodyEnd: length,
    });
  }

  #joinPrevious(found: Found): boolean {
    const previous = this.#rules.joinsClauses
      ? this.#found.findLast((cut) => cut.kind !== 'block')
      : undefined;
    if (!previous || previous.name !== found.name || previous.kind !== found.kind) return false;
    if (found.kind === 'class' || found.endLine - previous.startLine >= MAX_JOINED_LINES)
      return false;
    for (let line = previous.endLine + 1; line < found.outerStart; line++) {
      if (this.#source.line(line).trim() !== '') return false;
    }
    const doc = previous.doc === '' ? found.doc : previous.doc;
    this.#found[this.#found.lastIndexOf(previous)] = {
      ...previous,
      endLine: found.endLine,
      bodyEnd: found.bodyEnd,
      doc,
    };
    for (let line = previous.outerStart; line <= found.endLine; line++)
      this.#covered[line - 1] = true;
    return true;
  }

  /** Grammars that give a signature and its body as neighbours (Dart). */
  #continuePrevious(node: SyntaxNode, endLine: number, scope: Scope): void {
    const place = this.#found.findLastIndex((cut) => cut.kind !== 'block');
    const previous = this.#found[place];
    if (!previous || this.#startLine(node) > previous.endLine + 1) return;
    this.#found[place] = {
      ...previous,
      endLine,
      bodyStart: node.startIndex,
      bodyEnd: node.endIndex,
    };
    const aroundLines = endLine - previous.startLine + 1;
    for (let line = previous.startLine; line <= endLine; line++) this.#covered[line - 1] = true;
    this.#visit(node.namedChildren, {
      prefix: previous.name,
      inClass: false,
      inFunction: true,
      aroundLines,
      depth: scope.depth + 1,
    });
    this.#finish(place, false);
  }

  #doc(
    startLine: number,
    definition: Definition,
    node: SyntaxNode,
    attributeLine: number | undefined,
  ): { doc: string; outerStart: number } {
    const before = docBefore(this.#source, startLine, this.#language);
    const outerStart = before?.startLine ?? startLine;
    if (before && before.doc !== '') {
      const isHead = before.startLine <= 3 && isLicence(before.doc);
      return { doc: isHead ? '' : before.doc, outerStart };
    }
    if (this.#language.id === 'elixir') {
      const { text } = this.#source;
      const attributes =
        attributeLine === undefined
          ? ''
          : text.slice(this.#source.lineStart(attributeLine), node.startIndex);
      const inside =
        definition.kind === 'class' && definition.body
          ? text.slice(definition.body.startIndex, definition.body.endIndex).slice(0, 6000)
          : '';
      const literal = (ELIXIR_DOC.exec(attributes) ?? ELIXIR_MODULE_DOC.exec(inside))?.[1];
      return { doc: literal === undefined ? '' : cleanDocstring(literal), outerStart };
    }
    // Docstrings: a string that is the first statement.
    const first = definition.body?.namedChildren.find((child) => child.type !== 'comment');
    const literal = first?.type === 'expression_statement' ? first.namedChildren[0] : undefined;
    if (this.#language.id !== 'python' || literal?.type !== 'string')
      return { doc: '', outerStart };
    return {
      doc: cleanDocstring(this.#source.text.slice(literal.startIndex, literal.endIndex)),
      outerStart,
    };
  }

  /** A licence at the top of the file is nobody's code. */
  #coverHead(): void {
    const total = this.#source.lineCount;
    let first = 1;
    while (first <= total && /^\s*$|^#!|^<\?php\s*$/.test(this.#source.line(first))) first++;
    const opening = this.#source.line(first).trim();
    const block = this.#language.blockComments.find(([open]) => opening.startsWith(open));
    let last = first;
    if (block) {
      while (last < total && !this.#source.line(last).includes(block[1])) last++;
    } else if (this.#language.lineComments.some((mark) => opening.startsWith(mark))) {
      while (last < total && /^\s*[^\s\w"'@([{<]/.test(this.#source.line(last + 1))) last++;
    } else return;
    if (!isLicence(this.#source.lines.slice(first - 1, last).join('\n'))) return;
    for (let line = first; line <= last; line++) this.#covered[line - 1] = true;
  }

  /** The comment a window opens with says what it is about. */
  #withComment(cut: Cut): Cut {
    for (
      let line = cut.startLine + 1;
      line <= Math.min(cut.endLine + 1, cut.startLine + 60);
      line++
    ) {
      const comment = docBefore(this.#source, line, this.#language);
      if (comment?.startLine !== cut.startLine) continue;
      if (
        line <= cut.endLine &&
        docBefore(this.#source, line + 1, this.#language)?.startLine === cut.startLine
      )
        continue;
      return { ...cut, doc: comment.doc };
    }
    return cut;
  }

  #markImports(node: SyntaxNode): void {
    const body = node.childForFieldName('body');
    if (body) {
      // Scala: a package that holds what it names.
      this.#visit(body.namedChildren, TOP);
      return;
    }
    const end = this.#endLine(node);
    for (let line = this.#startLine(node); line <= end; line++) this.#importLines.push(line);
  }

  #startLine(node: SyntaxNode): number {
    return this.#source.lineAt(node.startIndex);
  }

  #endLine(node: SyntaxNode): number {
    return this.#source.endLineAt(node.startIndex, node.endIndex);
  }
}

const ELIXIR_DOC = /@(?:type)?doc\s+(?:~[sS])?("""[\s\S]*?"""|"(?:[^"\\]|\\.)*")/;
/** The first statement of a module, so that a nested module's is not taken. */
const ELIXIR_MODULE_DOC = /^do\s+@moduledoc\s+(?:~[sS])?("""[\s\S]*?"""|"(?:[^"\\]|\\.)*")/;

function join(prefix: string, name: string): string {
  if (prefix === '') return name;
  return name === '' || name.startsWith(`${prefix}.`) ? name || prefix : `${prefix}.${name}`;
}

function dedentLines(lines: readonly string[]): string {
  let cut = Number.POSITIVE_INFINITY;
  for (const line of lines) cut = Math.min(cut, /^[ \t]*/.exec(line)![0].length);
  return lines.map((line) => line.slice(cut).trimEnd()).join('\n');
}
