/** What the cutter asks of a parser: syntax nodes as tree-sitter has them, whatever library made the tree. */

export interface SyntaxNode {
  readonly type: string;
  /** UTF-16 offsets into the text, end exclusive. */
  readonly startIndex: number;
  readonly endIndex: number;
  readonly namedChildren: readonly SyntaxNode[];
  childForFieldName(name: string): SyntaxNode | null;
}

/** Parses text by the grammar of that name; undefined where it cannot (no grammar, out of time or memory). */
export type Parse = <T>(
  text: string,
  grammar: string,
  read: (root: SyntaxNode) => T,
) => T | undefined;
