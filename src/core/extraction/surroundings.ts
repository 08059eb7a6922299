/** How a copy hangs together with what is around it: what it takes, changes, gives back, and how it leaves. */
import type { Copy } from './antiUnify.ts';
import { type CodeTree, childOf, isFunction, walk } from './codeTree.ts';
import { type Binding, patternNames, VARIABLE_TYPES } from './scopes.ts';

export interface Surroundings {
  /** Names it uses that are declared outside it, by name; undefined: nothing in the file declares it. */
  readonly taken: ReadonlyMap<string, Binding | undefined>;
  /** Of those, the names it assigns. */
  readonly assigned: ReadonlySet<string>;
  /** Its own variables that are used after it, in the order of their declarations. */
  readonly given: readonly Binding[];
  /** `this`, `super`, `arguments` or `new.target` of a function around it; '' where there is none. */
  readonly receiver: string;
  readonly isAsync: boolean;
  readonly yields: boolean;
  /** Its last statement returns, so that nothing comes after it. */
  readonly endsWithReturn: boolean;
  readonly returns: boolean;
  /** A `break` or `continue` that leaves it. */
  readonly jumps: boolean;
  /** Names of types it uses. */
  readonly types: ReadonlySet<string>;
}

export function surroundingsOf(copy: Copy): Surroundings {
  const { text, scopes, stretch } = copy;
  const isInside = ({ start }: { start: number }) => stretch.start <= start && start < stretch.end;
  const taken = new Map<string, Binding | undefined>();
  const assigned = new Set<string>();
  const types = new Set<string>();
  const all = stretch.parts.flatMap((part) => [...walk(part)]);
  for (const tree of all) {
    const name = text.slice(tree.start, tree.end);
    if (tree.type === 'type_identifier') types.add(name);
    if (!VARIABLE_TYPES.has(tree.type)) continue;
    const binding = scopes.bindings.get(tree.start);
    if (!binding || !isInside(binding)) taken.set(name, binding);
  }
  for (const target of all.flatMap(targetsOf)) {
    const binding = scopes.bindings.get(target.start);
    if (!binding || !isInside(binding)) assigned.add(text.slice(target.start, target.end));
  }
  const given = new Map<number, Binding>();
  for (const [offset, binding] of scopes.bindings) {
    if (isInside(binding) && !isInside({ start: offset })) given.set(binding.start, binding);
  }
  const own = ownCode(stretch.parts, stretch.function !== undefined);
  return {
    taken,
    assigned,
    given: [...given.values()].sort((a, b) => a.start - b.start),
    receiver: receiverIn(copy),
    isAsync: own.some(({ type }) => type === 'await_expression' || type === 'await'),
    yields: own.some(({ type }) => type === 'yield_expression'),
    returns: own.some(({ type }) => type === 'return_statement'),
    endsWithReturn: stretch.parts.at(-1)?.type === 'return_statement',
    jumps: stretch.kind === 'statements' && stretch.parts.some((part) => leaves(part, text)),
    types,
  };
}

/** What an assignment, an increment or a loop writes to, where it is a variable. */
function targetsOf(tree: CodeTree): CodeTree[] {
  switch (tree.type) {
    case 'assignment_expression':
    case 'augmented_assignment_expression': {
      const left = childOf(tree, 'left');
      return left ? patternNames(left) : [];
    }
    case 'update_expression': {
      const argument = childOf(tree, 'argument');
      return argument ? patternNames(argument) : [];
    }
    case 'for_in_statement': {
      const left = childOf(tree, 'left');
      return left && !childOf(tree, 'kind') ? patternNames(left) : [];
    }
    default:
      return [];
  }
}

/** Without the code of functions inside; of a function, its own body is meant. */
function ownCode(parts: readonly CodeTree[], isBody: boolean): CodeTree[] {
  const code = isBody ? parts.filter(({ field }) => field === 'body') : parts;
  return code.flatMap((part) => [...walk(part, (tree) => !isFunction(tree))]);
}

function receiverIn({ text, stretch }: Copy): string {
  // Functions but arrows, and classes, have a `this` of their own.
  const enters = (tree: CodeTree) =>
    (!isFunction(tree) || tree.type === 'arrow_function') && !/^class/.test(tree.type);
  for (const part of stretch.parts) {
    for (const tree of walk(part, enters)) {
      if (tree.type === 'this' || tree.type === 'super') return tree.type;
      if (tree.type === 'meta_property' && text.slice(tree.start, tree.end).startsWith('new')) {
        return 'new.target';
      }
      if (tree.type === 'identifier' && text.slice(tree.start, tree.end) === 'arguments') {
        return 'arguments';
      }
    }
  }
  return '';
}

const LOOP = /^(for_statement|for_in_statement|while_statement|do_statement)$/;

/** Whether some `break` or `continue` goes to a loop, a switch or a label outside the tree. */
function leaves(
  tree: CodeTree,
  text: string,
  inside: { loop: boolean; switch: boolean; labels: readonly string[] } = {
    loop: false,
    switch: false,
    labels: [],
  },
): boolean {
  if (isFunction(tree)) return false;
  if (tree.type === 'break_statement' || tree.type === 'continue_statement') {
    const label = childOf(tree, 'label');
    if (label) return !inside.labels.includes(text.slice(label.start, label.end));
    return !(inside.loop || (tree.type === 'break_statement' && inside.switch));
  }
  let now = inside;
  if (LOOP.test(tree.type)) now = { ...now, loop: true };
  if (tree.type === 'switch_statement') now = { ...now, switch: true };
  const label = tree.type === 'labeled_statement' ? childOf(tree, 'label') : undefined;
  if (label) now = { ...now, labels: [...now.labels, text.slice(label.start, label.end)] };
  return tree.children.some((child) => leaves(child, text, now));
}
