/** Which side of the encoder a snippet goes through: source as code, sections and prose as text. */
import type { EncoderInput } from '../encoder/encoder.ts';
import type { Snippet } from '../snippets/snippet.ts';

/** Languages whose line windows are prose. */
const PROSE = new Set(['plaintext', 'markdown', 'restructuredtext', 'asciidoc', 'latex']);

export function encoderInput(snippet: Snippet, language: string, text: string): EncoderInput {
  const prose =
    snippet.kind === 'section' ||
    snippet.kind === 'paragraph' ||
    (snippet.kind === 'window' && PROSE.has(language));
  return { text, kind: prose ? 'text' : 'code' };
}
