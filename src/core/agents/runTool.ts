/** Runs a tool for a language model on the folders there are: input in, text out. */
import type { Engine, FindDuplicatesRequest, FindSimilarRequest, Progress } from '../engineApi.ts';
import type { Level, Match } from '../matching/match.ts';
import { UserError } from '../userError.ts';
import { type Found, groupsAnswer, placesAnswer } from './toolAnswers.ts';
import { DEFAULT_LIMIT, MAX_LIMIT, type ToolName } from './toolDefinitions.ts';

/** A folder that tools are asked about. */
export interface ToolFolder {
  readonly name: string;
  /** Absolute, '/'-separated. */
  readonly path: string;
  readonly engine: Pick<Engine, 'findSimilar' | 'findDuplicates' | 'search'>;
  readonly preferences: {
    readonly level: Level;
    readonly minLines: number;
    readonly semantic: boolean;
    /** What nobody set, so that the folder's own configuration may. */
    readonly unchosen?: FindDuplicatesRequest['unchosen'];
  };
  /** Text of a file of the folder; left out where models get no source text from us. */
  readonly readText?: (path: string) => Promise<string>;
}

export interface ToolRun {
  readonly folders: readonly ToolFolder[];
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** @throws UserError for input that the tool cannot work with; its remedy says how to ask. */
export async function runTool(name: ToolName, input: unknown, run: ToolRun): Promise<string> {
  const given = new Input(input);
  switch (name) {
    case 'find_similar_code':
      return similar(given, run);
    case 'find_duplicates':
      return duplicates(given, run);
    case 'search_code':
      return search(given, run);
  }
}

async function similar(input: Input, run: ToolRun): Promise<string> {
  const limit = input.limit();
  const text = input.text('text');
  const file = input.text('file');
  const startLine = input.line('startLine');
  const endLine = input.line('endLine') ?? startLine;
  const language = input.text('language') ?? 'plaintext';
  if (text === undefined && (file === undefined || startLine === undefined)) {
    throw new UserError(
      'bad-input',
      'There is nothing to look for.',
      'Give either "text" with its "language", or "file" with "startLine" and "endLine".',
    );
  }
  const request = (folder: ToolFolder): FindSimilarRequest | undefined => {
    if (text !== undefined) return { text, language, limit };
    const path = relativeTo(folder, file!, run.folders);
    return path === undefined
      ? undefined
      : { path, startLine: startLine!, endLine: endLine!, limit };
  };
  const asked = run.folders.map((folder) => ({ folder, request: request(folder) }));
  if (asked.every((each) => each.request === undefined)) {
    throw new UserError(
      'bad-input',
      `${file} is in no folder of the workspace.`,
      'Check the path.',
    );
  }
  const found = await Promise.all(
    asked.map(async ({ folder, request }) => {
      if (!request) return { folder, matches: [] };
      try {
        return { folder, matches: await folder.engine.findSimilar(request, run.signal) };
      } catch (error) {
        // A path without a folder's name is tried in each.
        if (!(error instanceof UserError) || run.folders.length === 1) throw error;
        return { folder, matches: [], error };
      }
    }),
  );
  const failed = found.find(({ error }) => error !== undefined)?.error;
  if (failed && found.every(({ matches }) => matches.length === 0)) throw failed;
  return places(found, input, run, 'No similar code found.');
}

async function search(input: Input, run: ToolRun): Promise<string> {
  const query = input.text('query') ?? '';
  if (query.trim() === '') {
    throw new UserError('bad-input', 'There is nothing to search for.', 'Give a "query" in words.');
  }
  const request = { query, limit: input.limit() };
  const found = await Promise.all(
    run.folders.map(async (folder) => ({
      folder,
      matches: await folder.engine.search(request, run.signal),
    })),
  );
  return places(found, input, run, 'Nothing found.');
}

async function duplicates(input: Input, run: ToolRun): Promise<string> {
  const level = input.choice('level', ['strict', 'balanced', 'exploratory'] as const);
  const minLines = input.line('minLines');
  const under = input.text('path');
  const several = run.folders.length > 1;
  const found = await Promise.all(
    run.folders.map(async (folder) => {
      const within = under === undefined ? '' : relativeTo(folder, under, run.folders);
      if (within === undefined) return [];
      const { preferences } = folder;
      const request = {
        level: level ?? preferences.level,
        minLines: minLines ?? preferences.minLines,
        semantic: preferences.semantic,
        unchosen: (preferences.unchosen ?? []).filter(
          (key) => key === 'semantic' || (key === 'level' ? level : minLines) === undefined,
        ),
      };
      const report = await folder.engine.findDuplicates(request, run.progress, run.signal);
      return report.groups
        .filter(({ members }) => members.some(({ path }) => isUnder(path, within)))
        .map((group) => ({ group, folder: several ? folder.name : '' }));
    }),
  );
  const groups = found.flat();
  return groupsAnswer(groups.slice(0, input.limit()), groups.length);
}

/** The best places of all folders; one folder's keep their order. */
async function places(
  found: readonly { readonly folder: ToolFolder; readonly matches: readonly Match[] }[],
  input: Input,
  { folders, signal }: ToolRun,
  whenNone: string,
): Promise<string> {
  const all = found.flatMap(({ folder, matches }) => matches.map((match) => ({ folder, match })));
  if (folders.length > 1) all.sort((a, b) => b.match.probability - a.match.probability);
  const shown: Found[] = [];
  for (const { folder, match } of all.slice(0, input.limit())) {
    signal?.throwIfAborted();
    const source = input.flag('includeSource') ? await sourceOf(folder, match) : undefined;
    const name = folders.length > 1 ? folder.name : '';
    shown.push({ match, folder: name, ...(source === undefined ? {} : { source }) });
  }
  return placesAnswer(shown, whenNone);
}

/** Undefined where there is none to give, or the file went away meanwhile. */
async function sourceOf(folder: ToolFolder, { place }: Match): Promise<string | undefined> {
  if (!folder.readText) return undefined;
  const { startLine, endLine } = place.snippet;
  try {
    const lines = (await folder.readText(place.path)).split(/\r?\n/);
    return lines.slice(startLine - 1, endLine).join('\n');
  } catch {
    return undefined;
  }
}

/** A path as a model gives it, absolute or not, relative to the folder; undefined: it is elsewhere. */
function relativeTo(
  folder: ToolFolder,
  given: string,
  folders: readonly ToolFolder[],
): string | undefined {
  const path = given.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/$/, '');
  const below = (parent: string) =>
    path === parent
      ? ''
      : path.startsWith(`${parent}/`)
        ? path.slice(parent.length + 1)
        : undefined;
  if (/^(?:\/|[a-z]:\/)/i.test(path)) return below(folder.path);
  if (path === '.') return '';
  const named = folders.length > 1 && folders.some(({ name }) => path.split('/')[0] === name);
  return named ? below(folder.name) : path;
}

function isUnder(path: string, within: string): boolean {
  return within === '' || path === within || path.startsWith(`${within}/`);
}

/** What a model sent, which may be anything. */
class Input {
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(input: unknown) {
    this.values = typeof input === 'object' && input !== null ? { ...input } : {};
  }

  limit(): number {
    return Math.min(MAX_LIMIT, this.line('limit') ?? DEFAULT_LIMIT);
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    throw wrong(name, 'a string');
  }

  /** A whole number from 1 on; models send some as strings. */
  line(name: string): number | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= 1) return number;
    throw wrong(name, 'a whole number from 1 on');
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = choices.find((choice) => choice === value);
    if (value !== undefined && found === undefined) throw wrong(name, choices.join(', '));
    return found;
  }
}

function wrong(name: string, expected: string): UserError {
  return new UserError('bad-input', `"${name}" is not what it should be.`, `Give ${expected}.`);
}
