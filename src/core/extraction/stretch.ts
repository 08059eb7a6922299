/** What the lines of a copy hold: one whole function, or whole statements in a row. */
import { type CodeTree, childOf, isFunction } from './codeTree.ts';

/** A copy made ready to be compared. */
export interface CodeStretch {
  /** `function`: its parameters, its return type and its body; `statements`: these. */
  readonly kind: 'function' | 'statements';
  readonly parts: readonly CodeTree[];
  /** From the first part to the last, UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  /** The function, where it is one. */
  readonly function: CodeTree | undefined;
  /** What stands for it in its block: the declaration, the class member. */
  readonly whole: CodeTree;
  /** Around it, innermost last. */
  readonly around: readonly CodeTree[];
}

/**
 * @param start offset of the first character of the copy's lines; end: behind the last one
 * @returns a sentence where the lines hold neither
 */
export function stretchIn(
  root: CodeTree,
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): CodeStretch | string {
  const from = start + (/^\s*/.exec(text.slice(start, end))?.[0].length ?? 0);
  const to = start + text.slice(start, end).trimEnd().length;
  const around: CodeTree[] = [];
  let holder = root;
  for (;;) {
    const inner = holder.children.find((child) => child.start <= from && to <= child.end);
    // A block whose every statement is meant is itself not meant.
    if (!inner || isInside(inner, from, to)) break;
    around.push(holder);
    holder = inner;
  }
  around.push(holder);
  const own = holder.children.filter((child) => child.isNamed && isInside(child, from, to));
  const [first] = own;
  if (!first) return 'the lines hold no whole statement';
  const last = own.at(-1)!;
  if (own.length === 1) {
    const found = functionOf(first);
    if (found) return functionStretch(found, first, around);
  }
  if (/class/.test(first.type)) return 'whole classes cannot become a function';
  if (own.some(({ type }) => type === 'method_definition')) {
    return 'the lines hold several members of a class; each of them has to be looked at by itself';
  }
  const isStatement = /^(program|statement_block|switch_case|switch_default)$/.test(holder.type);
  if (!isStatement) return 'the lines are a part of one expression, not whole statements';
  if (own.some(({ type }) => NO_CODE.test(type))) {
    return 'the lines hold imports, exports or types, which cannot stand in a function';
  }
  const whole = own.length === 1 ? first : holder;
  const { start: begin } = first;
  return {
    kind: 'statements',
    parts: own,
    start: begin,
    end: last.end,
    function: undefined,
    whole,
    around,
  };
}

const NO_CODE =
  /^(import_statement|export_statement|interface_declaration|type_alias_declaration|ambient_declaration|internal_module|module)$/;

function isInside(tree: CodeTree, from: number, to: number): boolean {
  return from <= tree.start && tree.end <= to;
}

function functionStretch(
  found: CodeTree,
  whole: CodeTree,
  around: readonly CodeTree[],
): CodeStretch | string {
  const accessor = found.children.find(({ type }) => type === 'get' || type === 'set');
  if (accessor) return 'a getter or setter cannot take parameters of its own';
  const fields = ['type_parameters', 'parameter', 'parameters', 'return_type', 'body'];
  const parts = fields.flatMap((field) => childOf(found, field) ?? []);
  const last = parts.at(-1);
  if (last?.field !== 'body') return 'the function has no body';
  const { start } = parts[0]!;
  return { kind: 'function', parts, start, end: last.end, function: found, whole, around };
}

/** The one function a statement or a class member is there for. */
function functionOf(tree: CodeTree): CodeTree | undefined {
  if (isFunction(tree)) return tree;
  switch (tree.type) {
    case 'export_statement': {
      const inner = childOf(tree, 'declaration') ?? childOf(tree, 'value');
      return inner && functionOf(inner);
    }
    case 'lexical_declaration':
    case 'variable_declaration': {
      const declarators = tree.children.filter(({ type }) => type === 'variable_declarator');
      return declarators.length === 1 ? functionOf(declarators[0]!) : undefined;
    }
    case 'variable_declarator':
    case 'pair':
    case 'public_field_definition':
    case 'field_definition': {
      const value = childOf(tree, 'value');
      return value && isFunction(value) ? value : undefined;
    }
    case 'expression_statement': {
      const [only] = tree.children;
      const right = only?.type === 'assignment_expression' ? childOf(only, 'right') : undefined;
      return right && isFunction(right) ? right : undefined;
    }
    default:
      return undefined;
  }
}
