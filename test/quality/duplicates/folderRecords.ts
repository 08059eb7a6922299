/** A folder of sources as file records, cut and lexed as the product does, with the texts kept for transforming. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileRecord } from '../../../src/core/index/snippetStore.ts';
import { isSkipped } from '../../../src/core/indexing/workspaceFiles.ts';
import { cutFile } from '../../../src/core/snippets/cutFile.ts';
import { detectLanguage } from '../../../src/core/snippets/detectLanguage.ts';
import type { Language } from '../../../src/core/snippets/language.ts';
import type { FileRole } from '../../../src/core/snippets/snippet.ts';
import { createLexer, type Lex } from '../../../src/core/structure/lexer.ts';
import { packTokens, unpackTokens } from '../../../src/core/structure/packTokens.ts';
import { tokensInLines } from '../../../src/core/structure/tokenStream.ts';
import type { TreeSitter } from '../../../src/node/treeSitter.ts';
import { DiskWorkspaceFiles } from '../../../src/node/workspaceFiles.ts';

export interface SourceFile {
  readonly record: FileRecord;
  readonly text: string;
  readonly language: Language;
}

const MAX_FILE_BYTES = 400_000;
const TEST =
  /(^|\/)(tests?|__tests__|testing|testdata|specs?|fixtures?|benchmarks?)(\/|$)|_test\.go$|\.(spec|test)\.[jt]sx?$|Tests?\.java$|(^|\/)test_[^/]*\.py$/i;

export class SourceReader {
  private readonly trees: TreeSitter;
  private readonly lexers = new Map<string, Lex>();

  constructor(trees: TreeSitter) {
    this.trees = trees;
  }

  /** Files in languages with a grammar, by path. */
  async folder(folder: string): Promise<SourceFile[]> {
    const settings = { exclude: [], include: [], maxFileSizeBytes: MAX_FILE_BYTES };
    const paths: string[] = [];
    for await (const file of new DiskWorkspaceFiles(folder, settings).list()) {
      if (!isSkipped(file)) paths.push(file.path);
    }
    const found: SourceFile[] = [];
    for (const path of paths.sort((a, b) => (a < b ? -1 : 1))) {
      const language = detectLanguage(path);
      if (language?.nature !== 'code' || !language.grammar) continue;
      found.push(await this.file(path, await readFile(join(folder, path), 'utf8'), language));
    }
    return found;
  }

  async file(path: string, text: string, language: Language): Promise<SourceFile> {
    await this.trees.prepare(language.grammar!);
    let lex = this.lexers.get(language.id);
    if (!lex) {
      lex = createLexer(language);
      this.lexers.set(language.id, lex);
    }
    const role: FileRole = TEST.test(path) ? 'test' : 'source';
    const snippets = cutFile(text, language, this.trees.parse).map(
      ({ text: _, ...snippet }) => snippet,
    );
    const record: FileRecord = {
      path,
      language: language.id,
      role,
      sizeBytes: text.length,
      modifiedMs: 0,
      fileHash: createHash('sha256').update(text).digest('hex').slice(0, 32),
      lineCount: text.split('\n').length,
      snippets,
      tokens: packTokens(lex(text)),
    };
    return { record, text, language };
  }
}

/** A function of a folder, to be copied. */
export interface FoundFunction {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly isMethod: boolean;
  readonly text: string;
  readonly language: Language;
}

/** What a function must have to be copied: every detector's usual minimum, and a size a person would call one function. */
export interface FunctionLimits {
  readonly minLines: number;
  readonly maxLines: number;
  /** Of the product's lexer, which leaves out comments, imports and semicolons. */
  readonly minTokens: number;
}

/** Functions of source files, none inside another. */
export function functionsOf(
  files: readonly SourceFile[],
  { minLines, maxLines, minTokens }: FunctionLimits,
): FoundFunction[] {
  return files.flatMap(({ record, text, language }) => {
    if (record.role !== 'source') return [];
    const all = text.split('\n');
    const stream = unpackTokens(record.tokens)!;
    return record.snippets.flatMap(({ kind, startLine, endLine }): FoundFunction[] => {
      const length = endLine - startLine + 1;
      const isFunction = kind === 'function' || kind === 'method';
      if (!isFunction || length < minLines || length > maxLines) return [];
      const tokens = tokensInLines(stream, startLine, endLine);
      if (tokens.end - tokens.start < minTokens) return [];
      const own = dedent(all.slice(startLine - 1, endLine));
      return [
        { path: record.path, startLine, endLine, isMethod: kind === 'method', text: own, language },
      ];
    });
  });
}

function dedent(lines: readonly string[]): string {
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^\s*/.exec(line)![0].length);
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(least)).join('\n');
}
