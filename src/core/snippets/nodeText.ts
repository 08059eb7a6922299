/** Reads syntax nodes: names, bodies, fields, the function a value is made of. */
import type { SyntaxNode } from './syntax.ts';

const NAME_TYPES =
  /^(identifier|simple_identifier|type_identifier|property_identifier|private_property_identifier|field_identifier|constant|name|word|function_name|simple_name|variable_declaration|scope_resolution|value_name|class_name|module_name|method_name|user_type|package_identifier)$/;

export function plainName(node: SyntaxNode, { text }: { readonly text: string }): string {
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

export function bodyOf(node: SyntaxNode): SyntaxNode | undefined {
  return (
    node.childForFieldName('body') ??
    node.namedChildren.findLast((child) => BODIES.test(child.type))
  );
}

export function fieldText(node: SyntaxNode, field: string, text: string): string {
  const child = node.childForFieldName(field);
  return child ? textOf(child, text) : '';
}

export function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.startIndex, node.endIndex);
}

export function stringIn(node: SyntaxNode, text: string): string {
  const string = node.namedChildren.find((child) => child.type === 'string');
  return string ? textOf(string, text).replace(/^"|"$/g, '') : '';
}

export function stripTypeArguments(name: string): string {
  let bare = name;
  for (let before = ''; before !== bare; ) {
    before = bare;
    bare = bare.replace(/\s*<[^<>]*>/g, '');
  }
  return bare.trim();
}

export function isScript({ grammar }: { readonly grammar: string }): boolean {
  return grammar === 'typescript' || grammar === 'tsx' || grammar === 'javascript';
}

export function spansLines(node: SyntaxNode, text: string, atLeast: number): boolean {
  let at = node.startIndex;
  for (let found = 1; found < atLeast; found++) {
    at = text.indexOf('\n', at) + 1;
    if (at === 0 || at > node.endIndex) return false;
  }
  return true;
}

/** Literals that are functions or classes, and blocks that are handed to a call. */
export const FUNCTION_VALUES =
  /^(arrow_function|function_expression|function|generator_function|function_definition|anonymous_function|anonymous_function_creation_expression|func_literal|lambda_literal|lambda_expression|lambda|do_block|block|class)$/;

/** The function a value is, or is made of: unwraps casts, parentheses and calls that take a function. */
export function functionIn(value: SyntaxNode, depth = 0): SyntaxNode | undefined {
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

/** The function literal or block among a call's arguments. */
export function blockOf(node: SyntaxNode, depth = 0): SyntaxNode | undefined {
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
