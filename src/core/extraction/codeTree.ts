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

/** Where a walk through tree-sitter's tree stands: far cheaper than its nodes, which are objects of their own. */
interface Cursor {
  readonly nodeType: string;
  readonly nodeIsNamed: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldName: string | null;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
  delete(): void;
}

/** Without comments, optional semicolons and commas before a closing bracket. */
export function codeTree(root: SyntaxNode): CodeTree {
  const cursor = (root as SyntaxNode & { walk(): Cursor }).walk();
  try {
    return copyOf(cursor);
  } finally {
    cursor.delete();
  }
}

function copyOf(cursor: Cursor): CodeTree {
  const type = cursor.nodeType;
  const children: CodeTree[] = [];
  const tree: CodeTree = {
    type,
    isNamed: cursor.nodeIsNamed,
    start: cursor.startIndex,
    end: cursor.endIndex,
    field: cursor.currentFieldName ?? undefined,
    children,
  };
  if (WHOLE.has(type) || !cursor.gotoFirstChild()) return tree;
  do {
    if (cursor.nodeType !== 'comment' && cursor.nodeType !== ';') children.push(copyOf(cursor));
  } while (cursor.gotoNextSibling());
  cursor.gotoParent();
  const [comma, closing] = children.slice(-2).map((child) => child.type);
  if (comma === ',' && /^[)\]}]$/.test(closing ?? '')) children.splice(-2, 1);
  return tree;
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
