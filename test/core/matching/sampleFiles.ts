/** File records made from texts by the real lexer, with one snippet per top-level function. */
import { createHash } from 'node:crypto';
import type { FileRecord } from '../../../src/core/index/snippetStore.ts';
import { languageById } from '../../../src/core/snippets/languages.ts';
import type { FileRole, Snippet } from '../../../src/core/snippets/snippet.ts';
import { createLexer } from '../../../src/core/structure/lexer.ts';
import { packTokens } from '../../../src/core/structure/packTokens.ts';

export function fileRecord(path: string, text: string, role: FileRole = 'source'): FileRecord {
  const lines = text.split('\n');
  const hash = (part: string): string =>
    createHash('sha256').update(part).digest('hex').slice(0, 32);
  const snippets = lines.flatMap((line, i): Snippet[] => {
    const name = /^function (\w+)/.exec(line)?.[1];
    if (!name) return [];
    const endLine = lines.indexOf('}', i) + 1;
    const textHash = hash(lines.slice(i, endLine).join('\n'));
    return [{ kind: 'function', name, startLine: i + 1, endLine, doc: '', textHash }];
  });
  return {
    path,
    language: 'javascript',
    role,
    sizeBytes: text.length,
    modifiedMs: 0,
    fileHash: hash(text),
    lineCount: lines.length,
    snippets,
    tokens: packTokens(createLexer(languageById('javascript'))(text)),
  };
}

/** Eleven lines of no great interest. */
export const PARSE = `function parsePairs(text, separator) {
  const pairs = new Map();
  for (const line of text.split('\\n')) {
    const at = line.indexOf(separator);
    if (at < 0) continue;
    const key = line.slice(0, at).trim();
    if (key === '' || pairs.has(key)) throw new Error('bad key ' + key);
    pairs.set(key, line.slice(at + separator.length).trim());
  }
  return pairs;
}`;

export const PARSE_RENAMED = PARSE.replaceAll('pairs', 'table')
  .replaceAll('text', 'source')
  .replaceAll('separator', 'mark')
  .replaceAll('line', 'row')
  .replace('parsePairs', 'readTable')
  .replace('bad key ', 'twice: ');

export const PARSE_EDITED = PARSE.replace('parsePairs', 'parseSettings')
  .replace(
    '    if (at < 0) continue;\n',
    '    if (at < 0) {\n      warnings.push(line);\n      continue;\n    }\n',
  )
  .replace('  return pairs;', '  pairs.delete(ignored);\n  return pairs;');

export const OTHER = `function layout(nodes, width) {
  let x = 0;
  let y = 0;
  for (const node of nodes) {
    if (x + node.width > width) {
      y += node.height + 4;
      x = 0;
    }
    node.moveTo(x, y);
    x += node.width + 4;
  }
  return { width, height: y };
}`;
