/**
 * The most specific common form of several pieces of code, and where they differ.
 * Source: G. Plotkin, "A note on inductive generalization" (1970); for clones P. Bulychev, M. Minea (2008). Ours knows
 * which names are variables: a copy's own ones are renamed one to one, the others become parameters.
 */
import { type CodeTree, walk } from './codeTree.ts';
import { type Scopes, VARIABLE_TYPES } from './scopes.ts';
import type { CodeStretch } from './stretch.ts';

export interface Copy {
  readonly text: string;
  readonly scopes: Scopes;
  readonly stretch: CodeStretch;
}

export type HoleKind = 'local' | 'value' | 'key' | 'text' | 'type';

export interface Difference {
  readonly kind: HoleKind;
  /** One per copy. */
  readonly trees: readonly CodeTree[];
  /** In the first copy, innermost last. */
  readonly parents: readonly CodeTree[];
}

export interface CommonForm {
  readonly differences: readonly Difference[];
  /** Per copy: its own variables by their declaration's offset → the first copy's. */
  readonly renames: readonly ReadonlyMap<number, number>[];
}

/** Where the copies have no common form: the trees that stand in the way. */
export class NoCommonForm extends Error {
  override name = 'NoCommonForm';
  readonly tree: CodeTree;
  constructor(tree: CodeTree, message: string) {
    super(message);
    this.tree = tree;
  }
}

/** Expressions that mean the same wherever they are evaluated, as long as nothing in them is assigned. */
const PURE =
  /^(identifier|member_expression|property_identifier|subscript_expression|string|number|regex|true|false|null|undefined|template_string|template_substitution|string_fragment|escape_sequence|unary_expression|binary_expression|ternary_expression|parenthesized_expression|array|object|pair|as_expression|satisfies_expression|non_null_expression|type_identifier|predefined_type)$/;
const EXPRESSION =
  /^(.*_expression|identifier|string|number|regex|true|false|null|undefined|template_string|array|object)$/;
const TYPE_CONTEXT =
  /^(literal_type|type_annotation|type_arguments|union_type|array_type|generic_type|type_query|nested_type_identifier|index_type_query|lookup_type|type_predicate_annotation|asserts_annotation|constraint|extends_type_clause|object_type|function_type|tuple_type)$/;

/** @throws NoCommonForm */
export function antiUnify(copies: readonly Copy[]): CommonForm {
  const differences: Difference[] = [];
  const renames = copies.map(() => new Map<number, number>());
  const back = copies.map(() => new Map<number, number>());
  const types = copies.map(typeParameters);

  const textOf = (at: number, tree: CodeTree) => copies[at]!.text.slice(tree.start, tree.end);
  const isLocal = (at: number, tree: CodeTree): boolean => {
    const { scopes, stretch } = copies[at]!;
    const found = scopes.bindings.get(tree.start);
    return found !== undefined && stretch.start <= found.start && found.start < stretch.end;
  };

  const sameVariable = (trees: readonly CodeTree[]): 'local' | 'free' => {
    const locals = trees.filter((tree, at) => isLocal(at, tree)).length;
    if (locals === 0) return 'free';
    if (locals < trees.length) {
      throw new NoCommonForm(
        trees[0]!,
        'a name is the copy’s own in one and comes from outside in another',
      );
    }
    const first = copies[0]!.scopes.bindings.get(trees[0]!.start)!.start;
    for (const [at, tree] of trees.entries()) {
      const own = copies[at]!.scopes.bindings.get(tree.start)!.start;
      if ((renames[at]!.get(own) ?? first) !== first || (back[at]!.get(first) ?? own) !== own) {
        throw new NoCommonForm(trees[0]!, 'the copies use other variables of their own');
      }
      renames[at]!.set(own, first);
      back[at]!.set(first, own);
    }
    return 'local';
  };

  const add = (kind: HoleKind, trees: readonly CodeTree[], parents: readonly CodeTree[]): void => {
    differences.push({ kind, trees, parents });
  };

  /** undefined: the same in all. @throws NoCommonForm */
  const leafKind = (
    trees: readonly CodeTree[],
    parents: readonly CodeTree[],
  ): HoleKind | undefined => {
    const [first] = trees as [CodeTree];
    const parent = parents.at(-1);
    const isSame = trees.every((tree, at) => textOf(at, tree) === textOf(0, first));
    if (VARIABLE_TYPES.has(first.type)) {
      const kind = sameVariable(trees);
      if (isSame) return undefined;
      if (first.type !== 'identifier') {
        throw new NoCommonForm(first, 'a shorthand property has another name in another copy');
      }
      return kind === 'local' ? 'local' : 'value';
    }
    if (isSame) return undefined;
    const isInType = parent !== undefined && TYPE_CONTEXT.test(parent.type);
    switch (first.type) {
      case 'string':
      case 'number':
        if (parent?.type === 'pair' && first.field === 'key') return 'key';
        return isInType ? 'type' : 'value';
      case 'regex':
      case 'true':
      case 'false':
      case 'null':
      case 'undefined':
        return isInType ? 'type' : 'value';
      case 'string_fragment':
        if (parent?.type === 'template_string') return 'text';
        break;
      case 'property_identifier':
        if (parent?.type === 'member_expression' || parent?.type === 'pair') return 'key';
        break;
      case 'statement_identifier':
        return 'local';
      case 'type_identifier':
      case 'predefined_type': {
        const own = trees.filter((tree, at) => types[at]!.has(textOf(at, tree))).length;
        if (own === 0) return 'type';
        if (own === trees.length) return 'local';
        break;
      }
      default:
    }
    throw new NoCommonForm(first, 'they differ in more than names and literals');
  };

  const unify = (trees: readonly CodeTree[], parents: readonly CodeTree[]): void => {
    const [first] = trees as [CodeTree];
    const isAlike = trees.every(
      ({ type, children }) => type === first.type && children.length === first.children.length,
    );
    const found = differences.length;
    try {
      if (!isAlike) throw new NoCommonForm(first, 'they differ in more than names and literals');
      if (first.children.length === 0) {
        const kind = leafKind(trees, parents);
        if (kind) add(kind, trees, parents);
        return;
      }
      const below = [...parents, first];
      for (const at of first.children.keys()) {
        unify(
          trees.map(({ children }) => children[at]!),
          below,
        );
      }
    } catch (error) {
      const isType = trees.every((tree, at) => isFreeType(copies[at]!, tree, types[at]!));
      const isValue = trees.every((tree, at) => isFreeValue(tree, (below) => isLocal(at, below)));
      const isTarget =
        first.field === 'left' || first.field === 'name' || first.field === 'function';
      if (!(error instanceof NoCommonForm) || !(isType || (isValue && !isTarget))) throw error;
      // What lies below goes as one: an expression that is the same thing wherever it is evaluated.
      differences.length = found;
      add(isType ? 'type' : 'value', trees, parents);
    }
  };

  const [first] = copies as [Copy, ...Copy[]];
  for (const at of first.stretch.parts.keys()) {
    const parts = copies.map(({ stretch }) => stretch.parts[at]);
    if (parts.some((part) => part === undefined || part.field !== parts[0]?.field)) {
      throw new NoCommonForm(
        first.stretch.parts[at]!,
        'they differ in more than names and literals',
      );
    }
    unify(parts as CodeTree[], []);
  }
  return {
    differences: differences.sort((a, b) => a.trees[0]!.start - b.trees[0]!.start),
    renames,
  };
}

/** Names of type parameters that the copy itself declares. */
function typeParameters({ text, stretch }: Copy): Set<string> {
  const names = new Set<string>();
  for (const part of stretch.parts) {
    for (const tree of walk(part)) {
      if (tree.type !== 'type_parameter') continue;
      const [name] = tree.children;
      if (name) names.add(text.slice(name.start, name.end));
    }
  }
  return names;
}

function isFreeValue(tree: CodeTree, isLocal: (tree: CodeTree) => boolean): boolean {
  if (!EXPRESSION.test(tree.type)) return false;
  for (const below of walk(tree)) {
    if (!below.isNamed) continue;
    if (!PURE.test(below.type)) return false;
    if (VARIABLE_TYPES.has(below.type) && isLocal(below)) return false;
  }
  return true;
}

/** A type made of names from outside alone. */
function isFreeType({ text }: Copy, tree: CodeTree, own: ReadonlySet<string>): boolean {
  if (!/_type$|^type_identifier$/.test(tree.type)) return false;
  for (const below of walk(tree)) {
    if (below.type === 'type_identifier' && own.has(text.slice(below.start, below.end)))
      return false;
  }
  return true;
}
