/** `lookalike find-similar`: the lookalikes of a range of a file, or of a text from standard input. */
import type { FindSimilarRequest } from '../core/engineApi.ts';
import type { Match } from '../core/matching/match.ts';
import { UserError } from '../core/userError.ts';
import { folderRelative } from './folderRelative.ts';
import { withReadyEngine } from './readyEngine.ts';
import { matchRecord } from './records.ts';
import type { Terminal } from './terminal.ts';
import { type Context, wantsJson } from './toolbox.ts';
import { chance, count, evidenceWords, placeLine, TYPE_WORDS } from './words.ts';

export interface FindSimilarOptions {
  readonly file?: string;
  readonly lines?: { readonly startLine: number; readonly endLine: number };
  readonly stdin?: boolean;
  readonly language?: string;
  readonly limit: number;
  readonly minProbability?: number;
  readonly json: boolean;
}

export async function runFindSimilar(
  context: Context,
  folder: string,
  options: FindSimilarOptions,
): Promise<void> {
  const request = await requestFrom(context.terminal, folder, options);
  await withReadyEngine(context, folder, async (engine) => {
    const matches = await engine.findSimilar(request, context.terminal.signal);
    if (wantsJson(context, options)) {
      const answer = { results: matches.map(matchRecord) };
      await context.terminal.write(`${JSON.stringify(answer)}\n`);
    } else await context.terminal.write(showMatches(matches, context.terminal));
  });
}

async function requestFrom(
  terminal: Terminal,
  folder: string,
  options: FindSimilarOptions,
): Promise<FindSimilarRequest> {
  const common = {
    limit: options.limit,
    ...(options.minProbability === undefined ? {} : { minProbability: options.minProbability }),
  };
  if (options.stdin === true) {
    if (options.file !== undefined || options.lines !== undefined) {
      throw usage('--stdin takes the text from standard input; leave out --file and --lines.');
    }
    if (options.language === undefined) throw usage('--stdin needs --language, such as python.');
    const text = await terminal.readInput();
    if (text.trim() === '') throw usage('Standard input holds no text.');
    return { ...common, text, language: options.language };
  }
  if (options.file === undefined || options.lines === undefined) {
    throw usage('Say what to look for: --file F --lines A-B, or --stdin --language L.');
  }
  return { ...common, path: folderRelative(folder, options.file), ...options.lines };
}

function usage(whatHappened: string): UserError {
  return new UserError('usage', whatHappened, 'See `lookalike find-similar --help`.');
}

export function showMatches(matches: readonly Match[], terminal: Terminal): string {
  const { colors, columns } = terminal;
  if (matches.length === 0) return 'No lookalike found.\n';
  const lines = [`${count(matches.length, 'lookalike')}, most probable first:`, ''];
  for (const match of matches) {
    const odds = chance(match.probability).padStart(4);
    lines.push(`${colors.bold(odds)}  ${placeLine(match.place, columns - 6, colors)}`);
    const evidence = evidenceWords(match.evidence);
    lines.push(colors.dim(`      ${TYPE_WORDS[match.type]}${evidence ? `: ${evidence}` : ''}`));
  }
  return `${lines.join('\n')}\n`;
}
