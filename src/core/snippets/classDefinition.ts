/** Classes and whatever else has members: structs, interfaces, traits, extensions, type declarations. */
import type { Definition, Reading } from './definition.ts';
import { bodyOf, fieldText, plainName, spansLines, stripTypeArguments } from './nodeText.ts';
import type { SyntaxNode } from './syntax.ts';

export function classAt(node: SyntaxNode, reading: Reading): Definition | undefined {
  const { grammar, text } = reading;
  const body = bodyOf(node);
  const made = (name: string, prefix = name): Definition => ({ kind: 'class', name, prefix, body });
  switch (node.type) {
    case 'impl_item': {
      const type = stripTypeArguments(fieldText(node, 'type', text))
        .split('::')
        .at(-1)!;
      const trait = stripTypeArguments(fieldText(node, 'trait', text))
        .split('::')
        .at(-1)!;
      return made(trait === '' ? `impl ${type}` : `impl ${trait} for ${type}`, type);
    }
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
    case 'class_specifier':
      return body ? made(stripTypeArguments(plainName(node, reading))) : undefined;
    case 'type_definition': {
      if (grammar === 'ocaml') {
        const binding = node.namedChildren.find((child) => child.type === 'type_binding');
        return made(binding ? fieldText(binding, 'name', text) : '');
      }
      if (grammar === 'scala')
        return spansLines(node, text, 3) ? made(plainName(node, reading)) : undefined;
      const named = node.childForFieldName('type');
      if (!named || !bodyOf(named)) return undefined;
      const name = fieldText(node, 'declarator', text) || plainName(named, reading);
      return { ...made(name), inside: bodyOf(named)! };
    }
    case 'type_alias_declaration':
    case 'type_item':
    case 'type_alias':
    case 'type_synomym':
    case 'delegate_declaration':
      return spansLines(node, text, 2) ? made(plainName(node, reading)) : undefined;
    case 'class_declaration': {
      const name = stripTypeArguments(plainName(node, reading));
      const isExtension =
        grammar === 'swift' &&
        /^\s*(?:@\w+\s+|\w+\s+)*?extension\b/.test(
          text.slice(node.startIndex, node.startIndex + 120),
        );
      return isExtension ? made(`extension ${name}`, name) : made(name);
    }
    case 'instance': {
      const head = text.slice(node.startIndex, node.endIndex).split(/\bwhere\b|\n/, 1)[0]!;
      return made(head.replace(/\s+/g, ' ').trim(), fieldText(node, 'name', text));
    }
    case 'extension_definition': {
      const type = /:\s*(\w+)/.exec(text.slice(node.startIndex, node.startIndex + 200))?.[1] ?? '';
      return made(`extension ${type}`.trim(), type);
    }
    case 'module': {
      // Ruby: a module that defines nothing itself is only a place.
      const inBody = node.childForFieldName('body')?.namedChildren ?? [];
      const name = plainName(node, reading).replaceAll('::', '.');
      if (inBody.some((child) => child.type.endsWith('method'))) return made(name);
      return { kind: 'place', name, body };
    }
    default:
      return made(stripTypeArguments(plainName(node, reading)).replaceAll('::', '.'));
  }
}
