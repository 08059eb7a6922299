/** Reads functions as training/calibrationFunctions.ts writes them, one a line. */
import { readFile } from 'node:fs/promises';
import type { CalibrationFunction } from '../src/core/calibration/examples.ts';
import { languageByName } from '../src/core/snippets/languages.ts';
import { createLexer, type Lex } from '../src/core/structure/lexer.ts';

export interface ReadFunction extends CalibrationFunction {
  /** Training saw its repository: for copies only. */
  readonly isSeen: boolean;
}

/** A line of the file. */
interface CalibrationRow extends Omit<ReadFunction, 'language' | 'lex'> {
  readonly language: string;
}

/** @throws Error naming the line that lacks a text, a language or a source */
export async function readFunctions(path: string): Promise<ReadFunction[]> {
  const lexers = new Map<string, Lex>();
  return (await readFile(path, 'utf8')).split('\n').flatMap((line, i): ReadFunction[] => {
    if (line.trim() === '') return [];
    const row = JSON.parse(line) as Partial<CalibrationRow>;
    const { text, language: name, source, group = '', file = `${i}` } = row;
    const { startLine = 1, endLine = 1, isSeen = false } = row;
    const language = name === undefined ? undefined : languageByName(name);
    if (!text || !language || !source)
      throw new Error(`${path}, line ${i + 1}: text, language or source is missing`);
    const lex = lexers.get(language.id) ?? createLexer(language);
    lexers.set(language.id, lex);
    return [{ text, language, lex, source, group, file, startLine, endLine, isSeen }];
  });
}
