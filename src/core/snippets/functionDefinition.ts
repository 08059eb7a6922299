/** Functions and methods: what each grammar calls them and where it keeps their names. */
import type { Definition, Reading } from './definition.ts';
import {
  bodyOf,
  fieldText,
  plainName,
  spansLines,
  stringIn,
  stripTypeArguments,
  textOf,
} from './nodeText.ts';
import type { SyntaxNode } from './syntax.ts';

export function functionAt(node: SyntaxNode, reading: Reading): Definition | undefined {
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
