/** Definitions that are values with a name: functions in variables, fields and tables, containers in constants. */
import { callback, elixirCall } from './callDefinition.ts';
import type { Definition, Reading } from './definition.ts';
import {
  blockOf,
  bodyOf,
  fieldText,
  functionIn,
  isScript,
  plainName,
  spansLines,
  textOf,
} from './nodeText.ts';
import type { SyntaxNode } from './syntax.ts';

/** What the value of this node type defines, by grammar where grammars share a type. */
export function valueAt(node: SyntaxNode, reading: Reading): Definition | undefined {
  // Haskell has nodes called `constructor`, which every object answers to.
  return Object.hasOwn(SPECIAL, node.type) ? SPECIAL[node.type]!(node, reading) : undefined;
}

const SPECIAL: Readonly<
  Record<string, (node: SyntaxNode, reading: Reading) => Definition | undefined>
> = {
  lexical_declaration: declaredValue,
  variable_declaration: (node, reading) =>
    reading.grammar === 'zig' ? zigContainer(node, reading) : declaredValue(node, reading),
  expression_statement: statement,
  public_field_definition: keyedValue,
  field_definition: keyedValue,
  pair: keyedValue,
  call: (node, reading) =>
    reading.grammar === 'elixir' ? elixirCall(node, reading) : callback(node, reading),
  call_expression: (node, reading) =>
    reading.grammar === 'kotlin' || reading.grammar === 'swift' || reading.grammar === 'scala'
      ? callback(node, reading)
      : undefined,
  assignment: rubyClass,
  variable_assignment: luaValue,
  local_variable_declaration: (node, reading) =>
    reading.grammar === 'lua' ? luaValue(node, reading) : undefined,
  field: (node, reading) => (reading.grammar === 'lua' ? luaField(node, reading) : undefined),
  type_declaration: goType,
  function_body: (_node, { grammar }) =>
    grammar === 'dart'
      ? { kind: 'function', name: '', body: undefined, continues: true }
      : undefined,
};

/** JavaScript: `const f = () => …`, `const C = class …`, `const f = wrap(() => …)`, `const table = { f() … }`. */
function declaredValue(node: SyntaxNode, reading: Reading): Definition | undefined {
  if (!isScript(reading)) return undefined;
  const declarators = node.namedChildren.filter((child) => child.type === 'variable_declarator');
  if (declarators.length !== 1) return undefined;
  const value = declarators[0]!.childForFieldName('value');
  return namedValue(fieldText(declarators[0]!, 'name', reading.text), value, reading);
}

function namedValue(
  rawName: string,
  value: SyntaxNode | null,
  { text }: Reading,
): Definition | undefined {
  if (!value) return undefined;
  const name = cleanTarget(rawName);
  if (name.length > 100) return undefined;
  const dot = name.lastIndexOf('.');
  const owner = dot > 0 ? { owner: name.slice(0, dot) } : {};
  const last = dot > 0 ? name.slice(dot + 1) : name;
  if (value.type === 'object') return { kind: 'place', name, body: undefined, inside: value };
  const made = functionIn(value);
  if (!made) return undefined;
  if (made !== value && !spansLines(value, text, 3)) return undefined;
  if (made.type === 'class') return { kind: 'class', name: last, body: bodyOf(made), inside: made };
  return { kind: 'function', name: last, body: bodyOf(made), inside: made, ...owner };
}

/** `module.exports.x`, `exports.x`, `Queue.prototype.x`, `{ 'x': … }` → what people call it. */
function cleanTarget(target: string): string {
  return target
    .replace(/\s+/g, '')
    .replace(/^(module\.)?exports\.?/, '')
    .replace(/\.?prototype\b/, '')
    .replace(/^(this|self|window|global|globalThis)\./, '')
    .replace(/^\.|['"`]/g, '');
}

function keyedValue(node: SyntaxNode, reading: Reading): Definition | undefined {
  const name =
    fieldText(node, 'key', reading.text) ||
    fieldText(node, 'name', reading.text) ||
    fieldText(node, 'property', reading.text);
  if (!isScript(reading) || name === '') return undefined;
  return namedValue(name, node.childForFieldName('value'), reading);
}

/** Assignments of functions, and calls that take one (`it('…', () => …)`, `app.get('/x', …)`). */
function statement(node: SyntaxNode, reading: Reading): Definition | undefined {
  const inner = node.namedChildren[0];
  if (!inner) return undefined;
  if (inner.type === 'assignment_expression') {
    const left = inner.childForFieldName('left');
    let right = inner.childForFieldName('right');
    // `req.get = req.header = function …` goes by its first name.
    while (right?.type === 'assignment_expression') right = right.childForFieldName('right');
    return left ? namedValue(textOf(left, reading.text), right, reading) : undefined;
  }
  return callback(inner, reading);
}

function rubyClass(node: SyntaxNode, reading: Reading): Definition | undefined {
  if (reading.grammar !== 'ruby' || !spansLines(node, reading.text, 3)) return undefined;
  const right = node.childForFieldName('right');
  const isClass =
    right && /^(Class|Struct|Module|Data)\.(new|define)\b/.test(textOf(right, reading.text));
  const block = right && blockOf(right);
  if (!isClass || !block) return undefined;
  return {
    kind: 'class',
    name: fieldText(node, 'left', reading.text),
    body: bodyOf(block) ?? block,
    inside: block,
  };
}

/** Lua: `M.f = function() … end`, `local t = { f = function() … end }`. */
function luaValue(node: SyntaxNode, reading: Reading): Definition | undefined {
  if (reading.grammar !== 'lua') return undefined;
  const [target, values] = node.namedChildren;
  const value = values?.namedChildren[0];
  if (!target || !value) return undefined;
  return luaDefinition(textOf(target, reading.text), value);
}

function luaField(node: SyntaxNode, reading: Reading): Definition | undefined {
  const [key, value] = node.namedChildren;
  return key && value && luaDefinition(textOf(key, reading.text), value);
}

function luaDefinition(target: string, value: SyntaxNode): Definition | undefined {
  const name = target.replaceAll(':', '.').replace(/["'[\]]/g, '');
  if (value.type === 'table') return { kind: 'place', name, body: undefined, inside: value };
  if (value.type !== 'function_definition') return undefined;
  return { kind: 'function', name, body: bodyOf(value), inside: value };
}

function zigContainer(node: SyntaxNode, reading: Reading): Definition | undefined {
  const holds = node.namedChildren.find((child) =>
    /^(struct|union|enum|opaque|error_set)_declaration$/.test(child.type),
  );
  if (!holds || !spansLines(node, reading.text, 2)) return undefined;
  return { kind: 'class', name: plainName(node, reading), body: holds, inside: holds };
}

/** Go: `type T struct {…}` is one definition; a group `type (…)` holds several. */
function goType(node: SyntaxNode, reading: Reading): Definition | undefined {
  const specs = node.namedChildren.filter((child) => /^type_(spec|alias)$/.test(child.type));
  if (specs.length !== 1) return undefined;
  const inside = specs[0]!.childForFieldName('type') ?? specs[0]!;
  return { kind: 'class', name: plainName(specs[0]!, reading), body: undefined, inside };
}
