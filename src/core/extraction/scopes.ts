/** Which declaration each name of a JavaScript or TypeScript file stands for. Types are left to their names. */
import { type CodeTree, childOf, isFunction, walk } from './codeTree.ts';

export interface Binding {
  readonly name: string;
  /** Where it is declared, a UTF-16 offset; one per binding. */
  readonly start: number;
  /** Declared outside all functions. */
  readonly isModule: boolean;
  readonly keyword: 'const' | 'let' | 'other';
  /** Its type annotation as written, '' where there is none. */
  readonly type: string;
}

export interface Scopes {
  /** By the offset of a name's first character; names that nothing in the file declares are not in it. */
  readonly bindings: ReadonlyMap<number, Binding>;
}

interface Scope {
  readonly names: Map<string, Binding>;
  readonly parent: Scope | undefined;
  readonly isFunction: boolean;
}

/** Names that are read or written as variables. */
export const VARIABLE_TYPES: ReadonlySet<string> = new Set([
  'identifier',
  'shorthand_property_identifier',
  'shorthand_property_identifier_pattern',
]);

const BLOCKS =
  /^(program|statement_block|switch_body|for_statement|for_in_statement|catch_clause|class_static_block)$/;
const NAMED =
  /^(function_declaration|generator_function_declaration|class_declaration|abstract_class_declaration|enum_declaration)$/;

export function scopesOf(root: CodeTree, text: string): Scopes {
  const bindings = new Map<number, Binding>();

  const declare = (scope: Scope, name: CodeTree, keyword: Binding['keyword'], type = ''): void => {
    const written = text.slice(name.start, name.end);
    const known = scope.names.get(written);
    // A second `var` of one name is the same variable.
    const binding = known ?? {
      name: written,
      start: name.start,
      isModule: isModule(scope),
      keyword,
      type,
    };
    scope.names.set(written, binding);
    bindings.set(name.start, binding);
  };

  const declareAll = (scope: Scope, pattern: CodeTree, keyword: Binding['keyword'], type = '') => {
    for (const name of patternNames(pattern)) declare(scope, name, keyword, type);
  };

  const declarators = (scope: Scope, declaration: CodeTree, keyword: Binding['keyword']): void => {
    for (const declarator of declaration.children) {
      const name = childOf(declarator, 'name');
      if (declarator.type !== 'variable_declarator' || !name) continue;
      declareAll(scope, name, keyword, typeOf(declarator, text));
    }
  };

  /** What a block declares, before anything in it is looked at: functions may be used above their place. */
  const hoist = (scope: Scope, block: CodeTree): void => {
    for (const child of block.children) {
      const statement = child.type === 'export_statement' ? childOf(child, 'declaration') : child;
      if (!statement) continue;
      if (statement.type === 'lexical_declaration') {
        const isConst = statement.children[0]?.type === 'const';
        declarators(scope, statement, isConst ? 'const' : 'let');
      } else if (NAMED.test(statement.type)) {
        const name = childOf(statement, 'name');
        if (name) declare(scope, name, 'other');
      } else if (statement.type === 'import_statement') {
        for (const name of importedNames(statement)) declare(scope, name, 'other');
      }
    }
  };

  /** `var` belongs to the function around it, however deep it stands. */
  const hoistVars = (scope: Scope, body: CodeTree): void => {
    for (const tree of walk(body, (below) => below === body || !isFunction(below))) {
      if (tree.type === 'variable_declaration') declarators(scope, tree, 'let');
      if (tree.type === 'for_in_statement' && childOf(tree, 'kind')?.type === 'var') {
        const left = childOf(tree, 'left');
        if (left) declareAll(scope, left, 'let');
      }
    }
  };

  const visit = (tree: CodeTree, outer: Scope): void => {
    let scope = outer;
    if (isFunction(tree)) {
      scope = { names: new Map(), parent: outer, isFunction: true };
      const own = childOf(tree, 'name');
      if (own && /expression|generator_function$/.test(tree.type)) declare(scope, own, 'other');
      const single = childOf(tree, 'parameter');
      if (single) declareAll(scope, single, 'other');
      for (const parameter of childOf(tree, 'parameters')?.children ?? []) {
        declareAll(
          scope,
          childOf(parameter, 'pattern') ?? parameter,
          'other',
          typeOf(parameter, text),
        );
      }
      hoistVars(scope, tree);
    } else if (BLOCKS.test(tree.type)) {
      scope = { names: new Map(), parent: outer, isFunction: tree.type === 'program' };
      hoist(scope, tree);
      const caught = tree.type === 'catch_clause' && childOf(tree, 'parameter');
      if (caught) declareAll(scope, caught, 'other');
      const kind = childOf(tree, 'kind')?.type;
      const left = childOf(tree, 'left');
      if (left && (kind === 'const' || kind === 'let')) declareAll(scope, left, kind);
      if (tree.type === 'program') hoistVars(scope, tree);
    }
    if (VARIABLE_TYPES.has(tree.type) && !bindings.has(tree.start)) {
      const found = lookUp(scope, text.slice(tree.start, tree.end));
      if (found) bindings.set(tree.start, found);
    }
    for (const child of tree.children) visit(child, scope);
  };

  visit(root, { names: new Map(), parent: undefined, isFunction: true });
  return { bindings };
}

function lookUp(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const found = at.names.get(name);
    if (found) return found;
  }
  return undefined;
}

/** Outside all functions, in a block or not. */
function isModule(scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at?.parent; at = at.parent) {
    if (at.isFunction && at.parent.parent) return false;
  }
  return true;
}

/** The names a pattern declares or assigns: `a`, `{ a, b: c, ...d }`, `[a = 1]`. */
export function patternNames(pattern: CodeTree): CodeTree[] {
  const { type } = pattern;
  if (type === 'identifier' || type === 'shorthand_property_identifier_pattern') return [pattern];
  const inner: Readonly<Record<string, string>> = {
    assignment_pattern: 'left',
    object_assignment_pattern: 'left',
    pair_pattern: 'value',
    required_parameter: 'pattern',
    optional_parameter: 'pattern',
  };
  const field = inner[type];
  if (field !== undefined) {
    const only = childOf(pattern, field);
    return only ? patternNames(only) : [];
  }
  return /_pattern$/.test(type) ? pattern.children.flatMap(patternNames) : [];
}

function importedNames(statement: CodeTree): CodeTree[] {
  const names: CodeTree[] = [];
  for (const tree of walk(statement)) {
    if (tree.type === 'import_specifier') {
      const name = childOf(tree, 'alias') ?? childOf(tree, 'name');
      if (name) names.push(name);
    } else if (tree.type === 'import_clause' || tree.type === 'namespace_import') {
      names.push(...tree.children.filter(({ type }) => type === 'identifier'));
    }
  }
  return names;
}

function typeOf(declared: CodeTree, text: string): string {
  const annotation = childOf(declared, 'type');
  if (!annotation) return '';
  return text.slice(annotation.start, annotation.end).replace(/^\s*:\s*/, '');
}
