/** Calls that define something: tests, routes, tasks, and all of Elixir. */
import type { Definition, Reading } from './definition.ts';
import { blockOf, bodyOf, fieldText, spansLines } from './nodeText.ts';
import type { SyntaxNode } from './syntax.ts';

const CALLS =
  /^(call|call_expression|function_call_expression|member_call_expression|scoped_call_expression|await_expression)$/;

/** A statement that is a call with a function inside: named by what is called and its first string. */
export function callback(node: SyntaxNode, reading: Reading): Definition | undefined {
  const { text } = reading;
  if (!CALLS.test(node.type) || !spansLines(node, text, 3)) return undefined;
  const made = blockOf(node);
  if (!made) return undefined;
  const head = text.slice(node.startIndex, Math.min(made.startIndex, node.startIndex + 300));
  const called = /^(?:await\s+)?([\w.$:@?!\\>-]+)/.exec(head.trim())?.[1] ?? '';
  // A function that is called where it stands only holds others.
  if (called === '' || called === 'function') return { kind: 'place', name: '', body: undefined };
  if (CONTROL_CALLS.test(called)) return undefined;
  const said = CALL_STRING.exec(head)
    ?.slice(1)
    .find((part) => part !== undefined);
  const meant =
    said ??
    CALL_SUBJECT.exec(head.slice(head.indexOf(called) + called.length))
      ?.slice(1)
      .find(Boolean);
  const name = `${called.replace(/->|::/g, '.')} ${meant ?? ''}`.trim();
  const statements = bodyOf(made)?.namedChildren ?? made.namedChildren;
  const holds = statements.some((child) => reading.defines(child) && spansLines(child, text, 3));
  if (holds) return { kind: 'place', name: '', body: bodyOf(made), inside: made };
  const isUntitled = said === undefined;
  return { kind: 'function', name, body: bodyOf(made), inside: made, isUntitled };
}

/** What other grammars have statements for. */
const CONTROL_CALLS =
  /^(if|unless|case|cond|with|for|try|receive|quote|fn|loop|lambda|proc|synchronized|Promise\.all|new)$/;
const CALL_STRING = /"([^"\n]{1,200})"|'([^'\n]{1,200})'|`([^`\n]{1,200})`/;
/** A symbol or a class: `task :build do`, `describe Queue do`. */
const CALL_SUBJECT = /[ (]:(\w+)|\b([A-Z]\w*(?:(?:::|\.)[A-Z]\w*)*)/;

const ELIXIR_FUNCTION = /^(def|defp|defmacro|defmacrop|defguard|defguardp|defdelegate|defn|defnp)$/;
const ELIXIR_CLASS = /^(defmodule|defprotocol|defimpl)$/;

export function elixirCall(node: SyntaxNode, reading: Reading): Definition | undefined {
  const { text } = reading;
  const target = fieldText(node, 'target', text);
  const block = node.namedChildren.find((child) => child.type === 'do_block');
  const head = text.slice(
    node.startIndex + target.length,
    Math.min(node.endIndex, node.startIndex + 300),
  );
  if (ELIXIR_FUNCTION.test(target)) {
    const name = /^\s*\(?\s*(?:unquote\(([\w.]+)\)|([\p{L}_][\p{L}\p{N}_]*[?!]?))/u.exec(head);
    return { kind: 'function', name: name?.[1] ?? name?.[2] ?? '', body: block };
  }
  if (ELIXIR_CLASS.test(target)) {
    const name = /^\s*\(?\s*([\w.]+)(?:\s*,\s*for:\s*([\w.]+))?/.exec(head);
    const full = name?.[2] ? `${name[1]} for ${name[2]}` : (name?.[1] ?? '');
    return {
      kind: 'class',
      name: full,
      prefix: full,
      body: block,
      ...(block ? { inside: block } : {}),
    };
  }
  return /^[a-z_]\w*$/.test(target) ? callback(node, reading) : undefined;
}
