/** Reads a definition off a syntax node: its kind, its name, and the body that a summary leaves out. */
import type { GrammarRules } from './grammarRules.ts';
import type { SyntaxNode } from './syntax.ts';

export interface Definition {
  readonly kind: 'function' | 'class' | 'place';
  /** Unqualified, '' if it has none. */
  readonly name: string;
  /** What a class summary leaves out. */
  readonly body: SyntaxNode | undefined;
  /** Members take this instead of the name (`impl Trait for Type` → `Type`). */
  readonly prefix?: string;
  /** The type a method belongs to where that is not the enclosing node (receivers, out-of-class definitions). */
  readonly owner?: string;
  /** No definition of its own: more of the one before (a body that follows its signature). */
  readonly continues?: boolean;
  /** A call with a function and no title: inside another function it is a block at most. */
  readonly isUntitled?: boolean;
  /** Definitions are looked for here instead of in the node itself. */
  readonly inside?: SyntaxNode;
}

export interface Reading {
  readonly text: string;
  readonly grammar: string;
  readonly rules: GrammarRules;
}

/** What the node defines, undefined if nothing. */
export function definitionAt(node: SyntaxNode, reading: Reading): Definition | undefined {
  const { rules } = reading;
  const { type } = node;
  if (rules.wrappers.has(type)) return wrapped(node, reading);
  if (rules.functions.has(type)) return functionAt(node, reading);
  if (rules.classes.has(type)) return classAt(node, reading);
  if (rules.places.has(type)) {
    const name = rules.namedPlaces ? plainName(node, reading) : '';
    return { kind: 'place', name, body: undefined };
  }
  // Haskell has nodes called `constructor`, which every object answers to.
  return Object.hasOwn(SPECIAL, type) ? SPECIAL[type]!(node, reading) : undefined;
}

function wrapped(node: SyntaxNode, reading: Reading): Definition | undefined {
  for (const child of node.namedChildren.toReversed()) {
    const definition = definitionAt(child, reading);
    if (definition) return { inside: child, ...definition };
    if (child.type === 'object') return { kind: 'place', name: '', body: undefined };
    const value = functionIn(child);
    if (value) return { kind: 'function', name: 'default', body: bodyOf(value), inside: value };
  }
  return undefined;
}

// ---------------------------------------------------------------- functions

function functionAt(node: SyntaxNode, reading: Reading): Definition | undefined {
  const { grammar, rules, text } = reading;
  const body = bodyOf(node);
  const isMacro = node.type === 'macro_definition';
  if (rules.needsBody && !body && !isMacro) return undefined;
  const made = (name: string, owner?: string): Definition => ({
    kind: 'function',
    name,
    body,
    ...(owner ? { owner } : {}),
  });
  const header = text.slice(node.startIndex, body?.startIndex ?? node.endIndex);
  switch (grammar) {
    case 'c':
    case 'cpp':
    case 'objc':
      return cFunction(node, reading, made);
    case 'go':
      return made(
        plainName(node, reading),
        /\(\s*(?:\w+\s+)?\*?\s*([A-Za-z_]\w*)/.exec(fieldText(node, 'receiver', text))?.[1],
      );
    case 'swift': {
      if (node.type === 'property_declaration')
        return spansLines(node, text, 4) ? made(plainName(node, reading)) : undefined;
      const word = /\b(?:func\s+([^\s(<]+)|(init|deinit|subscript))/.exec(header);
      return made(word?.[1] ?? word?.[2] ?? '');
    }
    case 'c-sharp':
      return csharpFunction(node, reading, header, made);
    case 'kotlin': {
      if (node.type === 'secondary_constructor') return made('constructor');
      const named =
        /\bfun\s+(?:<[^>]*>\s*)?(?:([\w.]+)(?:<[^()]*>)?\??\.)?(`[^`]+`|\w+)\s*[(<]/.exec(header);
      return made(named?.[2]?.replaceAll('`', '') ?? plainName(node, reading), named?.[1]);
    }
    case 'lua': {
      const name = fieldText(node, 'name', text).replaceAll(':', '.');
      return made(name, name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : undefined);
    }
    case 'ruby':
      return made(
        `${node.type === 'singleton_method' ? 'self.' : ''}${plainName(node, reading)}`.replace(
          /^self\./,
          '',
        ),
      );
    case 'dart':
      return made(dartName(header));
    case 'zig':
      return made(
        node.type === 'test_declaration'
          ? `test ${stringIn(node, text)}`.trim()
          : plainName(node, reading),
      );
    case 'haskell':
      return made(haskellName(node, text));
    case 'ocaml':
      return ocamlBinding(node, reading);
    case 'solidity':
      return made(plainName(node, reading) || header.trim().split(/\W/, 1)[0]!);
    default:
      return made(plainName(node, reading));
  }
}

/** Test frameworks: `TEST_F(QueueTest, Pushes) { … }` defines QueueTest.Pushes. */
const TEST_MACRO =
  /^(TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P|TEST_CASE|BENCHMARK_F|BENCHMARK_DEFINE_F)$/;

type Make = (name: string, owner?: string) => Definition;

/** The declarator is peeled down to what stands before the parameters: `*Origin::find(…)` → owner Origin, name find. */
function cFunction(node: SyntaxNode, reading: Reading, made: Make): Definition | undefined {
  const { text } = reading;
  if (node.type === 'preproc_function_def') {
    return spansLines(node, text, 3) ? made(plainName(node, reading)) : undefined;
  }
  if (node.type === 'method_definition') {
    // Objective-C: `deposit:error:` from its parts.
    const parts = node.namedChildren.filter((child) => child.type === 'identifier');
    const takes = node.namedChildren.some((child) => child.type === 'method_parameter');
    return made(parts.map((part) => textOf(part, text) + (takes ? ':' : '')).join(''));
  }
  let declarator = node.childForFieldName('declarator');
  while (declarator && declarator.type !== 'function_declarator') {
    declarator =
      declarator.childForFieldName('declarator') ??
      declarator.namedChildren.find((child) => child.type.endsWith('declarator')) ??
      null;
  }
  const inner = declarator?.childForFieldName('declarator');
  if (!inner) {
    // Function-like macros that open a function read as a type and a body.
    const opening = /^[\w\s*&:<>,]*?(\w+)\s*\(/.exec(
      text.slice(node.startIndex, node.startIndex + 300),
    );
    return made(opening?.[1] ?? '');
  }
  if (TEST_MACRO.test(textOf(inner, text))) {
    const parameters = declarator?.childForFieldName('parameters');
    const title = parameters ? textOf(parameters, text).replace(/^\(|\)$/g, '') : '';
    return made(
      title
        .split(',')
        .map((part) => part.trim())
        .join('.'),
    );
  }
  const whole = textOf(inner, text).replace(/\s+/g, ' ').trim();
  const bare = whole.startsWith('operator') ? whole : stripTypeArguments(whole);
  const at = bare.startsWith('operator') ? -1 : bare.lastIndexOf('::');
  if (bare.startsWith('operator')) return made(bare);
  if (at < 0) return made(bare.replace(/^\(?\s*\*?\s*/, '').replace(/\)$/, ''));
  return made(bare.slice(at + 2), bare.slice(0, at).replace(/^::/, '').split('::').at(-1)!);
}

function csharpFunction(
  node: SyntaxNode,
  reading: Reading,
  header: string,
  made: Make,
): Definition | undefined {
  switch (node.type) {
    case 'property_declaration':
    case 'indexer_declaration':
    case 'event_declaration':
      if (!spansLines(node, reading.text, 4)) return undefined;
      return made(node.type === 'indexer_declaration' ? 'this' : plainName(node, reading));
    case 'operator_declaration':
    case 'conversion_operator_declaration':
      return made(/\boperator\s+([^\s(]+)/.exec(header)?.[0] ?? 'operator');
    case 'destructor_declaration':
      return made(`~${plainName(node, reading)}`);
    default:
      return made(plainName(node, reading));
  }
}

function dartName(header: string): string {
  const clean = header.replace(/@\w+(\([^)]*\))?\s*/g, '');
  return (
    /\boperator\s*([^\s(]+)/.exec(clean)?.[0] ??
    /\b(?:get|set)\s+(\w+)/.exec(clean)?.[1] ??
    /([\w.]+)\s*(?:<[^()]*>)?\s*\(/.exec(clean)?.[1] ??
    ''
  );
}

function haskellName(node: SyntaxNode, text: string): string {
  const name = fieldText(node, 'name', text);
  if (name !== '') return name.replace(/^\(|\)$/g, '');
  const infix = node.namedChildren.find((child) => child.type === 'infix');
  const operator = infix?.childForFieldName('operator');
  return operator ? textOf(operator, text).replaceAll('`', '') : '';
}

function ocamlBinding(node: SyntaxNode, reading: Reading): Definition | undefined {
  const { text } = reading;
  const name = fieldText(node, 'pattern', text) || plainName(node, reading);
  const takes = node.namedChildren.some((child) =>
    /^(parameter|function_expression|fun_expression)$/.test(child.type),
  );
  if (!takes && !spansLines(node, text, 3)) return undefined;
  return {
    kind: 'function',
    name: /^\w/.test(name) ? name : '',
    body: node.childForFieldName('body') ?? undefined,
  };
}

// ---------------------------------------------------------------- classes

function classAt(node: SyntaxNode, reading: Reading): Definition | undefined {
  const { grammar, text } = reading;
  const body = bodyOf(node);
  const made = (name: string, prefix = name): Definition => ({ kind: 'class', name, prefix, body });
  switch (node.type) {
    case 'impl_item': {
      const type = stripTypeArguments(fieldText(node, 'type', text))
        .split('::')
        .at(-1)!;
      const trait = stripTypeArguments(fieldText(node, 'trait', text))
        .split('::')
        .at(-1)!;
      return made(trait === '' ? `impl ${type}` : `impl ${trait} for ${type}`, type);
    }
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
    case 'class_specifier':
      return body ? made(stripTypeArguments(plainName(node, reading))) : undefined;
    case 'type_definition': {
      if (grammar === 'ocaml') {
        const binding = node.namedChildren.find((child) => child.type === 'type_binding');
        return made(binding ? fieldText(binding, 'name', text) : '');
      }
      if (grammar === 'scala')
        return spansLines(node, text, 3) ? made(plainName(node, reading)) : undefined;
      const named = node.childForFieldName('type');
      if (!named || !bodyOf(named)) return undefined;
      const name = fieldText(node, 'declarator', text) || plainName(named, reading);
      return { ...made(name), inside: bodyOf(named)! };
    }
    case 'type_alias_declaration':
    case 'type_item':
    case 'type_alias':
    case 'type_synomym':
    case 'delegate_declaration':
      return spansLines(node, text, 2) ? made(plainName(node, reading)) : undefined;
    case 'class_declaration': {
      const name = stripTypeArguments(plainName(node, reading));
      const isExtension =
        grammar === 'swift' &&
        /^\s*(?:@\w+\s+|\w+\s+)*?extension\b/.test(
          text.slice(node.startIndex, node.startIndex + 120),
        );
      return isExtension ? made(`extension ${name}`, name) : made(name);
    }
    case 'instance': {
      const head = text.slice(node.startIndex, node.endIndex).split(/\bwhere\b|\n/, 1)[0]!;
      return made(head.replace(/\s+/g, ' ').trim(), fieldText(node, 'name', text));
    }
    case 'extension_definition': {
      const type = /:\s*(\w+)/.exec(text.slice(node.startIndex, node.startIndex + 200))?.[1] ?? '';
      return made(`extension ${type}`.trim(), type);
    }
    case 'module': {
      // Ruby: a module that defines nothing itself is only a place.
      const inBody = node.childForFieldName('body')?.namedChildren ?? [];
      const name = plainName(node, reading).replaceAll('::', '.');
      if (inBody.some((child) => child.type.endsWith('method'))) return made(name);
      return { kind: 'place', name, body };
    }
    default:
      return made(stripTypeArguments(plainName(node, reading)).replaceAll('::', '.'));
  }
}

// ---------------------------------------------------------------- what only some grammars have

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

const FUNCTION_VALUES =
  /^(arrow_function|function_expression|function|generator_function|function_definition|anonymous_function|anonymous_function_creation_expression|func_literal|lambda_literal|lambda_expression|lambda|do_block|block|class)$/;

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

/** The function a value is, or is made of: unwraps casts, parentheses and calls that take a function. */
function functionIn(value: SyntaxNode, depth = 0): SyntaxNode | undefined {
  if (FUNCTION_VALUES.test(value.type)) return value;
  if (depth > 4) return undefined;
  if (
    /^(parenthesized_expression|as_expression|satisfies_expression|await_expression|non_null_expression|argument)$/.test(
      value.type,
    )
  ) {
    const inner = value.namedChildren[0];
    return inner && functionIn(inner, depth + 1);
  }
  if (
    /^(call_expression|new_expression|function_call_expression|member_call_expression|scoped_call_expression)$/.test(
      value.type,
    )
  ) {
    for (const argument of value.childForFieldName('arguments')?.namedChildren ?? []) {
      const found = functionIn(argument, depth + 1);
      if (found) return found;
    }
  }
  return undefined;
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
    const right = inner.childForFieldName('right');
    return left ? namedValue(textOf(left, reading.text), right, reading) : undefined;
  }
  return callback(inner, reading);
}

const CALLS =
  /^(call|call_expression|function_call_expression|member_call_expression|scoped_call_expression|await_expression)$/;

/** A statement that is a call with a function inside: named by what is called and its first string. */
function callback(node: SyntaxNode, reading: Reading): Definition | undefined {
  const { text } = reading;
  if (!CALLS.test(node.type) || !spansLines(node, text, 3)) return undefined;
  const made = blockOf(node);
  if (!made) return undefined;
  const head = text.slice(node.startIndex, Math.min(made.startIndex, node.startIndex + 300));
  const called = /^(?:await\s+)?([\w.$:@?!\\>-]+)/.exec(head.trim())?.[1] ?? '';
  // A function that is called where it stands only holds others.
  if (called === '' || called === 'function') return { kind: 'place', name: '', body: undefined };
  if (CONTROL_CALLS.test(called)) return undefined;
  const said = CALL_STRING.exec(head)
    ?.slice(1)
    .find((part) => part !== undefined);
  const meant =
    said ??
    CALL_SUBJECT.exec(head.slice(head.indexOf(called) + called.length))
      ?.slice(1)
      .find(Boolean);
  const name = `${called.replace(/->|::/g, '.')} ${meant ?? ''}`.trim();
  const statements = bodyOf(made)?.namedChildren ?? made.namedChildren;
  const holds = statements.some(
    (child) => definitionAt(child, reading) !== undefined && spansLines(child, text, 3),
  );
  if (holds) return { kind: 'place', name: '', body: bodyOf(made), inside: made };
  const isUntitled = said === undefined;
  return { kind: 'function', name, body: bodyOf(made), inside: made, isUntitled };
}

/** What other grammars have statements for. */
const CONTROL_CALLS =
  /^(if|unless|case|cond|with|for|try|receive|quote|fn|loop|lambda|proc|synchronized|Promise\.all|new)$/;
const CALL_STRING = /"([^"\n]{1,200})"|'([^'\n]{1,200})'|`([^`\n]{1,200})`/;
/** A symbol or a class: `task :build do`, `describe Queue do`. */
const CALL_SUBJECT = /[ (]:(\w+)|\b([A-Z]\w*(?:(?:::|\.)[A-Z]\w*)*)/;

/** The function literal or block among a call's arguments. */
function blockOf(node: SyntaxNode, depth = 0): SyntaxNode | undefined {
  for (const child of node.namedChildren.toReversed()) {
    if (FUNCTION_VALUES.test(child.type)) return child;
    if (
      depth < 4 &&
      /^(arguments|argument_list|argument|expression_list|call_suffix|annotated_lambda|value_arguments|value_argument|parenthesized_expression|call_expression|await_expression)$/.test(
        child.type,
      )
    ) {
      const found = blockOf(child, depth + 1);
      if (found) return found;
    }
  }
  return undefined;
}

const ELIXIR_FUNCTION = /^(def|defp|defmacro|defmacrop|defguard|defguardp|defdelegate|defn|defnp)$/;
const ELIXIR_CLASS = /^(defmodule|defprotocol|defimpl)$/;

function elixirCall(node: SyntaxNode, reading: Reading): Definition | undefined {
  const { text } = reading;
  const target = fieldText(node, 'target', text);
  const block = node.namedChildren.find((child) => child.type === 'do_block');
  const head = text.slice(
    node.startIndex + target.length,
    Math.min(node.endIndex, node.startIndex + 300),
  );
  if (ELIXIR_FUNCTION.test(target)) {
    const name = /^\s*\(?\s*(?:unquote\(([\w.]+)\)|([\p{L}_][\p{L}\p{N}_]*[?!]?))/u.exec(head);
    return { kind: 'function', name: name?.[1] ?? name?.[2] ?? '', body: block };
  }
  if (ELIXIR_CLASS.test(target)) {
    const name = /^\s*\(?\s*([\w.]+)(?:\s*,\s*for:\s*([\w.]+))?/.exec(head);
    const full = name?.[2] ? `${name[1]} for ${name[2]}` : (name?.[1] ?? '');
    return {
      kind: 'class',
      name: full,
      prefix: full,
      body: block,
      ...(block ? { inside: block } : {}),
    };
  }
  return /^[a-z_]\w*$/.test(target) ? callback(node, reading) : undefined;
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

// ---------------------------------------------------------------- reading nodes

const NAME_TYPES =
  /^(identifier|simple_identifier|type_identifier|property_identifier|private_property_identifier|field_identifier|constant|name|word|function_name|simple_name|variable_declaration|scope_resolution|value_name|class_name|module_name|method_name|user_type|package_identifier)$/;

function plainName(node: SyntaxNode, { text }: Reading): string {
  const named =
    node.childForFieldName('name') ??
    node.namedChildren.find((child) => NAME_TYPES.test(child.type));
  if (!named) return '';
  const name = textOf(named, text);
  return name.length > 120
    ? ''
    : name
        .replace(/^['"`]|['"`]$/g, '')
        .replace(/\s+/g, ' ')
        .replace(/:.*$/s, (rest) => (rest.startsWith('::') ? rest : ''));
}

const BODIES =
  /^(function_body|class_body|enum_class_body|protocol_body|block|compound_statement|do_block|script_block|statement_block|declaration_list|field_declaration_list|enumerator_list|enum_body|extension_body|template_body|contract_body|accessor_list|body_statement|computed_property|preproc_arg|constructor_body|enum_member_declaration_list|arrow_expression_clause)$/;

function bodyOf(node: SyntaxNode): SyntaxNode | undefined {
  return (
    node.childForFieldName('body') ??
    node.namedChildren.findLast((child) => BODIES.test(child.type))
  );
}

function fieldText(node: SyntaxNode, field: string, text: string): string {
  const child = node.childForFieldName(field);
  return child ? textOf(child, text) : '';
}

function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.startIndex, node.endIndex);
}

function stringIn(node: SyntaxNode, text: string): string {
  const string = node.namedChildren.find((child) => child.type === 'string');
  return string ? textOf(string, text).replace(/^"|"$/g, '') : '';
}

function stripTypeArguments(name: string): string {
  let bare = name;
  for (let before = ''; before !== bare; ) {
    before = bare;
    bare = bare.replace(/\s*<[^<>]*>/g, '');
  }
  return bare.trim();
}

function isScript({ grammar }: Reading): boolean {
  return grammar === 'typescript' || grammar === 'tsx' || grammar === 'javascript';
}

function spansLines(node: SyntaxNode, text: string, atLeast: number): boolean {
  let at = node.startIndex;
  for (let found = 1; found < atLeast; found++) {
    at = text.indexOf('\n', at) + 1;
    if (at === 0 || at > node.endIndex) return false;
  }
  return true;
}
