/** A file's bytes to its record: is it text, which language, which role, which snippets, which tokens. */
import type { IndexedFile } from '../index/snippetStore.ts';
import { createLexer, type Lex } from '../structure/lexer.ts';
import { packTokens } from '../structure/packTokens.ts';
import { cutFile } from './cutFile.ts';
import { detectLanguage } from './detectLanguage.ts';
import { fileRole } from './fileRole.ts';
import type { Language } from './language.ts';
import type { FileStat, SkippedFile } from './snippet.ts';
import { normalise } from './sourceText.ts';
import type { Parse } from './syntax.ts';
import { decodeText, isMinified } from './textChecks.ts';

/** Characters from which a language is told. */
const HEAD_CHARACTERS = 4000;
/** Configuration beyond this is data that somebody stored as text. */
const MAX_CONFIG_CHARACTERS = 64 * 1024;

/** Changes whenever texts are cut in another way: stores of another version are built anew. */
export const CUT_VERSION = 'syntax-4';

export interface Analysis {
  readonly parse: Parse;
  /** Makes a grammar ready; without one the text is cut into windows. */
  readonly prepare: (grammar: string) => Promise<unknown>;
}

/** @param fileHash of the bytes, as `FileRecord.fileHash`. */
export async function analyzeBytes(
  bytes: Uint8Array,
  stat: FileStat,
  fileHash: string,
  analysis: Analysis,
): Promise<IndexedFile | SkippedFile> {
  const { path } = stat;
  if (bytes.length === 0) return { path, reason: 'empty' };
  const decoded = decodeText(bytes);
  if (decoded === undefined) return { path, reason: 'binary' };
  return analyzeText(decoded, stat, fileHash, analysis);
}

export async function analyzeText(
  decoded: string,
  stat: FileStat,
  fileHash: string,
  analysis: Analysis,
): Promise<IndexedFile | SkippedFile> {
  const { path } = stat;
  const text = normalise(decoded);
  if (text.trim() === '') return { path, reason: 'empty' };
  const head = text.slice(0, HEAD_CHARACTERS);
  const language = detectLanguage(path, head);
  if (language?.nature === 'data') return { path, reason: 'not-text' };
  if (language?.nature === 'config' && text.length > MAX_CONFIG_CHARACTERS) {
    return { path, reason: 'not-text' };
  }
  if (isMinified(text, language)) return { path, reason: 'minified' };
  for (const grammar of grammarsOf(language)) await analysis.prepare(grammar);
  const cuts = cutFile(text, language, analysis.parse);
  const record = {
    ...stat,
    language: language?.id ?? 'unknown',
    role: fileRole(path, head, language),
    fileHash,
    lineCount: countLines(text),
    snippets: cuts.map(({ text: _, ...snippet }) => snippet),
    tokens: packTokens(lexerOf(language)(text)),
  };
  return { record, texts: cuts.map((cut) => cut.text) };
}

function grammarsOf(language: Language | undefined): readonly string[] {
  if (language?.embedded && language.grammar === undefined) {
    return ['typescript', 'tsx', 'javascript', 'python'];
  }
  return language?.grammar === undefined ? [] : [language.grammar];
}

function countLines(text: string): number {
  let lines = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

const lexers = new Map<Language | undefined, Lex>();

function lexerOf(language: Language | undefined): Lex {
  let lexer = lexers.get(language);
  if (!lexer) {
    lexer = createLexer(language);
    lexers.set(language, lexer);
  }
  return lexer;
}
