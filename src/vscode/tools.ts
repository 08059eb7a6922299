/** The three jobs as tools for language models in the editor: few words in, places and likelihoods out, no source text. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { FindSimilarRequest } from '../core/engineApi.ts';
import type { Level } from '../core/matching/match.ts';
import type { Desk } from './commands/desk.ts';
import type { FolderIndex } from './folderIndex.ts';
import { abortSignal } from './progress.ts';
import { groupHits, toHits } from './results/hits.ts';
import type { Hit } from './results/resultSet.ts';
import { describeGroup, describeProbability, describeType } from './results/words.ts';
import { preferences } from './settings.ts';

/** A model reads every line: ten places are 300 tokens, and the best is nearly always among them. */
const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 50;

interface FindSimilarInput {
  readonly text?: string;
  readonly language?: string;
  readonly file?: string;
  readonly startLine?: number;
  readonly endLine?: number;
  readonly limit?: number;
}

interface FindDuplicatesInput {
  readonly path?: string;
  readonly level?: Level;
  readonly minLines?: number;
  readonly limit?: number;
}

interface SearchInput {
  readonly query: string;
  readonly limit?: number;
}

export function registerTools(desk: Desk): vscode.Disposable {
  const { t } = vscode.l10n;
  return vscode.Disposable.from(
    tool<FindSimilarInput>(
      desk,
      'lookalike_find_similar_code',
      t('Finding similar code'),
      (input, signal) => similar(desk, input, signal),
    ),
    tool<FindDuplicatesInput>(
      desk,
      'lookalike_find_duplicates',
      t('Finding duplicates'),
      (input, signal) => duplicates(desk, input, signal),
    ),
    tool<SearchInput>(desk, 'lookalike_search_code', t('Searching by meaning'), (input, signal) =>
      search(desk, input, signal),
    ),
  );
}

function tool<T>(
  desk: Desk,
  name: string,
  invocationMessage: string,
  run: (input: T, signal: AbortSignal) => Promise<string>,
): vscode.Disposable {
  return vscode.lm.registerTool<T>(name, {
    prepareInvocation: () => {
      // Reading a workspace for the first time takes a while: the user is asked, not surprised.
      if (desk.indexes.state !== 'empty') return { invocationMessage };
      const message = vscode.l10n.t('Lookalike will read this workspace once, on this machine.');
      return { invocationMessage, confirmationMessages: { title: invocationMessage, message } };
    },
    invoke: async ({ input }, token) => {
      const text = await run(input, abortSignal(token));
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  });
}

async function similar(desk: Desk, input: FindSimilarInput, signal: AbortSignal): Promise<string> {
  const limit = limitOf(input.limit);
  const indexes = await desk.readWhole();
  const request = (index: FolderIndex): FindSimilarRequest | undefined => {
    const { file, startLine, endLine, text, language } = input;
    if (text !== undefined) return { text, language: language ?? 'plaintext', limit };
    const path = file === undefined ? undefined : relativeTo(index, file);
    if (path === undefined || startLine === undefined) return undefined;
    return { path, startLine, endLine: endLine ?? startLine, limit };
  };
  const found = await Promise.all(
    indexes.map(async (index) => {
      const asked = request(index);
      return asked ? toHits(await index.engine.findSimilar(asked, signal), index.folder) : [];
    }),
  );
  if (input.text === undefined && (input.file === undefined || input.startLine === undefined))
    throw new Error(
      'Give either "text" with its "language", or "file" with "startLine" and "endLine".',
    );
  const hits = found.flat().sort((a, b) => b.probability - a.probability);
  return hits.length === 0 ? 'No similar code found.' : hits.slice(0, limit).map(line).join('\n');
}

async function duplicates(
  desk: Desk,
  input: FindDuplicatesInput,
  signal: AbortSignal,
): Promise<string> {
  const indexes = await desk.readWhole();
  const groups = await Promise.all(
    indexes.map(async (index) => {
      const { level, minLines, semantic } = preferences(index.folder);
      const request = {
        level: input.level ?? level,
        minLines: input.minLines ?? minLines,
        semantic,
      };
      const report = await index.engine.findDuplicates(request, undefined, signal);
      const within = input.path === undefined ? '' : (relativeTo(index, input.path) ?? input.path);
      return report.groups
        .filter(({ members }) => members.some(({ path }) => path.startsWith(within)))
        .map((group) => ({ group, hits: groupHits(group, index.folder) }));
    }),
  );
  const shown = groups.flat().slice(0, limitOf(input.limit));
  if (shown.length === 0) return 'No duplicates found.';
  const texts = shown.map(({ group, hits }) => {
    const words = `${describeType(group.type, english)}, ${describeProbability(group.probability, group.type, english)}`;
    const members = hits.map((hit) => `- ${where(hit)} ${hit.place.snippet.name}`.trimEnd());
    return [`${describeGroup(group, english)} (${words})`, ...members].join('\n');
  });
  return `${groups.flat().length} groups, ${shown.length} shown\n${texts.join('\n')}`;
}

async function search(desk: Desk, input: SearchInput, signal: AbortSignal): Promise<string> {
  const limit = limitOf(input.limit);
  const indexes = await desk.readWhole();
  const found = await Promise.all(
    indexes.map(async (index) =>
      toHits(await index.engine.search({ query: input.query, limit }, signal), index.folder),
    ),
  );
  const hits =
    found.length === 1 ? found[0]! : found.flat().sort((a, b) => b.probability - a.probability);
  return hits.length === 0 ? 'Nothing found.' : hits.slice(0, limit).map(line).join('\n');
}

/** `src/queue.ts:10-24 Queue.push, 93 % likely, renamed copy`. */
function line(hit: Hit): string {
  const name = hit.place.snippet.name;
  const kind = hit.why === undefined ? describeType(hit.type, english) : '';
  const words = [describeProbability(hit.probability, hit.type, english), kind].filter(Boolean);
  return `${where(hit)}${name ? ` ${name}` : ''}, ${words.join(', ')}`;
}

/** Paths as the model can open them: with the folder's name where a window has several. */
function where(hit: Hit): string {
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const { startLine, endLine } = hit.place.snippet;
  return `${several ? `${hit.folderName}/` : ''}${hit.place.path}:${startLine}-${endLine}`;
}

/** Models are spoken to in English, whatever the editor's language. */
function english(message: string, ...values: (string | number)[]): string {
  return message.replace(/\{(\d+)\}/g, (_, i) => String(values[Number(i)]));
}

/** A path as a model gives it, absolute or not, relative to the folder; undefined: it is elsewhere. */
function relativeTo(index: FolderIndex, given: string): string | undefined {
  const root = index.folder.uri.path;
  if (!posix.isAbsolute(given)) {
    const prefix = `${index.folder.name}/`;
    const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
    return several && given.startsWith(prefix) ? given.slice(prefix.length) : given;
  }
  const path = posix.relative(root, given);
  return path.startsWith('..') ? undefined : path;
}

function limitOf(limit: number | undefined): number {
  return Math.min(MAX_LIMIT, Math.max(1, Math.floor(limit ?? DEFAULT_LIMIT)));
}
