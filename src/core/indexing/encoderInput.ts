/** Which side of the encoder a snippet goes through: source as code, sections and prose as text. */
import type { EncoderInput } from '../encoder/encoder.ts';
import { languageById } from '../snippets/languages.ts';
import type { Snippet } from '../snippets/snippet.ts';

export function encoderInput(snippet: Snippet, language: string, text: string): EncoderInput {
  const prose =
    snippet.kind === 'section' ||
    snippet.kind === 'paragraph' ||
    (snippet.kind === 'window' && languageById(language)?.nature === 'prose');
  return { text, kind: prose ? 'text' : 'code' };
}
