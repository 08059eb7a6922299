/** A syntax tree as plain data, tokens included: what extraction compares once the parser's own tree is gone. */
import type { SyntaxNode } from '../snippets/syntax.ts';

export interface CodeTree {
  readonly type: string;
  readonly isNamed: boolean;
  /** UTF-16 offsets into the file's text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The role it has in its parent: `name`, `body`, … */
  readonly field: string | undefined;
  readonly children: readonly CodeTree[];
}

/** What tree-sitter's nodes offer beyond what cutting needs. */
interface FullNode extends SyntaxNode {
  readonly isNamed: boolean;
  readonly isMissing: boolean;
  readonly hasError: boolean;
  readonly children: readonly FullNode[];
  fieldNameForChild(index: number): string | null;
}

/** Without comments, optional semicolons and commas before a closing bracket. */
export function codeTree(root: SyntaxNode): CodeTree {
  return copyOf(root as FullNode, undefined);
}

function copyOf(node: FullNode, field: string | undefined): CodeTree {
  const { type, isNamed, startIndex: start, endIndex: end } = node;
  if (WHOLE.has(type)) return { type, isNamed, start, end, field, children: [] };
  const all = node.children;
  const children = all.flatMap((child, at) => {
    if (child.type === 'comment' || child.type === ';') return [];
    const closes = all[at + 1]?.type;
    if (child.type === ',' && (closes === ')' || closes === ']' || closes === '}')) return [];
    return [copyOf(child, node.fieldNameForChild(at) ?? undefined)];
  });
  return { type, isNamed, start, end, field, children };
}

/** Taken as one token whatever is in them. */
const WHOLE = new Set(['string', 'regex', 'number', 'predefined_type']);

export function childOf(tree: CodeTree, field: string): CodeTree | undefined {
  return tree.children.find((child) => child.field === field);
}

/** The tree and all below it, parents first; below a tree that `enters` refuses nothing is visited. */
export function* walk(
  tree: CodeTree,
  enters: (tree: CodeTree) => boolean = () => true,
): Generator<CodeTree> {
  yield tree;
  if (!enters(tree)) return;
  for (const child of tree.children) yield* walk(child, enters);
}

const FUNCTIONS = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'generator_function',
  'arrow_function',
  'method_definition',
]);

export function isFunction({ type }: CodeTree): boolean {
  return FUNCTIONS.has(type);
}
