/** Reads a definition off a syntax node: its kind, its name, and the body that a summary leaves out. */
import { classAt } from './classDefinition.ts';
import type { Definition, Reading } from './definition.ts';
import { functionAt } from './functionDefinition.ts';
import { bodyOf, functionIn, plainName } from './nodeText.ts';
import type { SyntaxNode } from './syntax.ts';
import { valueAt } from './valueDefinition.ts';

/** What the node defines, undefined if nothing. */
export function definitionAt(node: SyntaxNode, reading: Reading): Definition | undefined {
  const { rules } = reading;
  const { type } = node;
  if (rules.wrappers.has(type)) return wrapped(node, reading);
  if (rules.functions.has(type)) return functionAt(node, reading);
  if (rules.classes.has(type)) return classAt(node, reading);
  if (rules.places.has(type)) {
    const name = rules.namedPlaces ? plainName(node, reading) : '';
    return { kind: 'place', name, body: undefined };
  }
  return valueAt(node, reading);
}

function wrapped(node: SyntaxNode, reading: Reading): Definition | undefined {
  for (const child of node.namedChildren.toReversed()) {
    const definition = definitionAt(child, reading);
    if (definition) return { inside: child, ...definition };
    if (child.type === 'object') return { kind: 'place', name: '', body: undefined };
    const value = functionIn(child);
    if (value) return { kind: 'function', name: 'default', body: bodyOf(value), inside: value };
  }
  return undefined;
}
