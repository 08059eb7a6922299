/** Cuts every text into line windows: the analyzer where nothing better is at hand. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { IndexedFile } from '../core/index/snippetStore.ts';
import type { FileAnalyzer } from '../core/indexing/workspaceFiles.ts';
import { detectLanguage } from '../core/snippets/detectLanguage.ts';
import type { SkippedFile, Snippet } from '../core/snippets/snippet.ts';
import { createLexer } from '../core/structure/lexer.ts';
import { packTokens } from '../core/structure/packTokens.ts';

/** About a screen. */
const WINDOW_LINES = 30;

export class WindowAnalyzer implements FileAnalyzer {
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  async hash(file: string): Promise<string> {
    return hashOf(await readFile(path.join(this.root, file)));
  }

  async analyse(file: string): Promise<IndexedFile | SkippedFile> {
    const name = path.join(this.root, file);
    const bytes = await readFile(name);
    if (bytes.length === 0) return { path: file, reason: 'empty' };
    if (bytes.subarray(0, 8192).includes(0)) return { path: file, reason: 'binary' };
    const { size, mtimeMs } = await stat(name);
    const text = bytes.toString('utf8');
    const language = detectLanguage(file, text.slice(0, 200));
    const lines = text.split(/\r?\n/);
    const snippets: Snippet[] = [];
    const texts: string[] = [];
    for (let start = 0; start < lines.length; start += WINDOW_LINES) {
      const piece = lines.slice(start, start + WINDOW_LINES).join('\n');
      if (piece.trim() === '') continue;
      texts.push(piece);
      snippets.push({
        kind: 'window',
        name: '',
        startLine: start + 1,
        endLine: Math.min(lines.length, start + WINDOW_LINES),
        doc: '',
        textHash: hashOf(piece),
      });
    }
    const record = {
      path: file,
      language: language?.id ?? 'plaintext',
      role: 'source' as const,
      sizeBytes: size,
      modifiedMs: mtimeMs,
      fileHash: hashOf(bytes),
      lineCount: lines.length,
      snippets,
      tokens: packTokens(createLexer(language)(text)),
    };
    return { record, texts };
  }
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
