/** What a syntax node can define, and what is needed to tell. */
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
  /** `definitionAt`, for definitions that depend on what is inside them. */
  readonly defines: (node: SyntaxNode) => boolean;
}
