/** What to look for, as text: a range of a file is read, from the editor's unsaved text where there is one. */
import type { Enclosing, EnclosingRequest, FindSimilarRequest } from '../engineApi.ts';
import type { WorkspaceIndex } from '../indexing/workspaceIndex.ts';
import type { SimilarQuery } from '../matching/findSimilar.ts';
import { detectLanguage } from '../snippets/detectLanguage.ts';
import { languageByName } from '../snippets/languages.ts';
import { UserError } from '../userError.ts';
import { enclosingLines, type Lines } from './enclosing.ts';

/** @throws UserError where the range holds nothing to look for. */
export async function similarQuery(
  request: FindSimilarRequest,
  readText: (path: string) => Promise<string>,
  { catalog }: Pick<WorkspaceIndex, 'catalog'>,
): Promise<SimilarQuery> {
  const { limit, minProbability } = request;
  const common = { limit, ...(minProbability === undefined ? {} : { minProbability }) };
  if ('text' in request) {
    const language = languageByName(request.language)?.id ?? request.language;
    return { ...common, text: request.text, language };
  }
  const { path, unsavedText } = request;
  const whole = unsavedText ?? (await readText(path));
  const { startLine, endLine } = await linesOf(request, whole, readText, catalog);
  const text = textOf(whole, { startLine, endLine });
  if (text.trim() === '') {
    throw new UserError(
      'bad-input',
      `Lines ${startLine}-${endLine} of ${path} hold nothing to look for.`,
      'Choose lines with code or prose in them.',
    );
  }
  const language = catalog.file(path)?.language ?? detectLanguage(path, whole.slice(0, 256))?.id;
  return { ...common, text, language: language ?? 'plaintext', self: { path, startLine, endLine } };
}

/** What a cursor stands in, with its text. */
export async function enclosingText(
  { path, line, unsavedText }: EnclosingRequest,
  readText: (path: string) => Promise<string>,
  { catalog }: Pick<WorkspaceIndex, 'catalog'>,
): Promise<Enclosing | undefined> {
  const whole = unsavedText ?? (await readText(path));
  const lines = await linesOf({ path, startLine: line, endLine: line }, whole, readText, catalog);
  const text = textOf(whole, lines);
  return text.trim() === '' ? undefined : { ...lines, text };
}

function textOf(whole: string, { startLine, endLine }: Lines): string {
  return whole
    .split(/\r?\n/)
    .slice(startLine - 1, endLine)
    .join('\n');
}

/** A single line is a place in a snippet, more are the lines they are. */
async function linesOf(
  { path, startLine, endLine }: Lines & { readonly path: string },
  whole: string,
  readText: (path: string) => Promise<string>,
  catalog: WorkspaceIndex['catalog'],
): Promise<Lines> {
  if (startLine !== endLine) return { startLine, endLine };
  // A file that is gone or not readable meanwhile is as it is in the editor.
  const indexed = await readText(path).catch(() => whole);
  return enclosingLines(startLine, catalog.file(path)?.snippets ?? [], { indexed, now: whole });
}
