/** The terminal's grammar: verbs, options, defaults and help. */
import { Command, Option } from 'commander';
import { runCompare } from './compareVerb.ts';
import { type DriftOptions, runDrift } from './driftVerb.ts';
import { runEncode } from './encodeVerb.ts';
import { type ExtractOptions, runExtract } from './extractVerb.ts';
import { type FindDuplicatesOptions, runFindDuplicates } from './findDuplicatesVerb.ts';
import { type FindSimilarOptions, runFindSimilar } from './findSimilarVerb.ts';
import { type IndexOptions, runIndex } from './indexVerb.ts';
import {
  collect,
  failOn,
  LEVELS,
  lineRange,
  placeInFile,
  positiveInteger,
  probability,
  sizeBytes,
} from './optionValues.ts';
import { runSearch, type SearchOptions } from './searchVerb.ts';
import type { Context } from './toolbox.ts';

/** Options every verb takes, as commander hands them over. */
export interface CommonOptions {
  readonly storage?: string;
  readonly model?: string;
  readonly allowDownload?: boolean;
  readonly encoder: boolean;
  readonly exclude: readonly string[];
  readonly include: readonly string[];
  readonly maxFileSize: number;
  readonly color?: boolean;
  readonly human?: boolean;
}

/** Runs a verb; it resolves to true where findings are to fail the run. */
export type RunVerb = (
  options: CommonOptions,
  verb: (context: Context) => Promise<boolean | undefined>,
) => Promise<void>;

/** Larger sources are data or generated more often than not (measured on none; as ripgrep users do). */
export const DEFAULT_MAX_FILE_SIZE_BYTES = 1024 * 1024;
/** Shorter copies are mostly idiom (jscpd's default is 5 lines too). */
export const DEFAULT_MIN_LINES = 5;

const EXIT_STATUS_HELP = `
Exit status:
  0  fine
  1  findings above --fail-on
  2  the command line or an input file is wrong
  3  it could not be done; also when no file was analysed`;

export function makeProgram(version: string, run: RunVerb): Command {
  const program = new Command('lookalike')
    .description('Find code and text that mean the same, offline.')
    .version(version)
    .showHelpAfterError('(lookalike --help shows what there is)')
    .addHelpText('after', EXIT_STATUS_HELP);

  folderVerb(program, 'index', 'bring the index of a folder up to date')
    .option('--dry-run', 'list what would be indexed and what not, and why')
    .option('--rebuild', 'forget the folder’s index first')
    .option('--json', 'one JSON object')
    .action((folder: string, options: Raw<Partial<IndexOptions>>) =>
      run(options, async (context) => {
        const { dryRun = false, rebuild = false, json = false } = options;
        await runIndex(context, folder, { dryRun, rebuild, json });
        return false;
      }),
    );

  folderVerb(program, 'find-similar', 'find the lookalikes of a piece of code')
    .option('--file <file>', 'the file that holds it, relative to the folder')
    .option('--lines <A-B>', 'its lines, counted from 1', lineRange)
    .option('--stdin', 'take the text from standard input instead')
    .option('--language <name>', 'the language of that text, such as python')
    .option('--limit <n>', 'at most this many', positiveInteger, 10)
    .option('--min-probability <p>', 'leave out less probable ones, 0 to 1', probability)
    .option('--json', 'one JSON object')
    .action((folder: string, options: Raw<FindSimilarOptions>) =>
      run(options, async (context) => {
        await runFindSimilar(context, folder, { ...options, json: options.json ?? false });
        return false;
      }),
    );

  folderVerb(program, 'find-duplicates', 'find duplicated code and text in a folder')
    .option('--min-lines <n>', 'shortest snippet that counts', positiveInteger, DEFAULT_MIN_LINES)
    .addOption(
      new Option('--level <level>', 'how sure a finding must be')
        .choices(LEVELS)
        .default('balanced'),
    )
    .option('--limit <n>', 'groups shown to people (reports hold all)', positiveInteger)
    .option('--json', 'one JSON object')
    .option('--markdown', 'Markdown')
    .option('--html <file>', 'also write an HTML page; - is standard output')
    .option('--sarif <file>', 'also write SARIF 2.1.0; - is standard output')
    .option('--jscpd-json <file>', 'also write the JSON that jscpd 5 writes; - is standard output')
    .option(
      '--fail-on <when>',
      'exit 1 on: none, any, more than N groups, more than P% duplicated lines',
      failOn,
      { kind: 'none' },
    )
    .action((folder: string, options: Raw<FindDuplicatesOptions>) =>
      run(options, (context) =>
        runFindDuplicates(context, folder, {
          ...options,
          json: options.json ?? false,
          markdown: options.markdown ?? false,
        }),
      ),
    );

  groupVerb(program, 'drift', 'say what tells the copies of a group apart, with their past in git')
    .option('--limit <n>', 'differences shown to people (other outputs hold all)', positiveInteger)
    .option('--json', 'one JSON object')
    .option('--markdown', 'Markdown')
    .action((folder: string, options: Raw<DriftOptions>) =>
      run(options, async (context) => {
        const { json = false, markdown = false } = options;
        await runDrift(context, folder, { ...options, json, markdown });
        return false;
      }),
    );

  groupVerb(program, 'extract', 'show the function that could take the place of a group’s copies')
    .option('--json', 'one JSON object')
    .action((folder: string, options: Raw<ExtractOptions>) =>
      run(options, async (context) => {
        await runExtract(context, folder, { ...options, json: options.json ?? false });
        return false;
      }),
    );

  folderVerb(program, 'search', 'find code or text by what it means')
    .argument('[words...]', 'what to look for')
    .option('--queries <file>', 'JSON lines {"id","query"} instead of words; - is standard input')
    .option('--limit <n>', 'at most this many', positiveInteger, 10)
    .option('--json', 'one JSON object')
    .action((folder: string, words: string[], options: Raw<SearchOptions>) =>
      run(options, async (context) => {
        await runSearch(context, folder, words, { ...options, json: options.json ?? false });
        return false;
      }),
    );

  withModel(program.command('compare'))
    .description('say how much alike pairs of texts are')
    .requiredOption('--pairs <file>', 'JSON lines {"id","a","b","languageA"?,"languageB"?}')
    .action((options: Raw<{ pairs: string }>) =>
      run(options, async (context) => {
        await runCompare(context, options);
        return false;
      }),
    );

  withModel(program.command('encode'))
    .description('turn texts into embeddings of unit length')
    .requiredOption('--texts <file>', 'JSON lines {"id","text","kind":"code"|"text"}')
    .action((options: Raw<{ texts: string }>) =>
      run(options, async (context) => {
        await runEncode(context, options);
        return false;
      }),
    );
  return program;
}

/** A verb's options as they come: flags that were not given are absent. */
type Raw<T> = Omit<T, 'json' | 'markdown'> & { json?: boolean; markdown?: boolean } & CommonOptions;

function folderVerb(program: Command, name: string, description: string): Command {
  return withModel(program.command(name))
    .description(description)
    .argument('<folder>', 'the folder to work on')
    .option('--exclude <glob>', 'leave out (repeatable)', collect, [])
    .option('--include <glob>', 'take although an ignore file names it (repeatable)', collect, [])
    .option(
      '--max-file-size <size>',
      'skip larger files, such as 500k or 2mb',
      sizeBytes,
      DEFAULT_MAX_FILE_SIZE_BYTES,
    )
    .option('--storage <folder>', 'where indexes are kept (the user’s cache folder)')
    .option('--human', 'results for people although nobody seems to look');
}

/** A verb about one duplicate group. */
function groupVerb(program: Command, name: string, description: string): Command {
  return folderVerb(program, name, description)
    .option('--group <id>', 'the group, as find-duplicates --json names it')
    .option('--at <file:line>', 'the group with a copy around this line', placeInFile)
    .option('--min-lines <n>', 'shortest snippet that counts', positiveInteger, DEFAULT_MIN_LINES)
    .addOption(
      new Option('--level <level>', 'how sure a finding must be')
        .choices(LEVELS)
        .default('balanced'),
    );
}

function withModel(command: Command): Command {
  return command
    .option('--no-encoder', 'compare by text and structure only')
    .option('--model <model>', 'another encoder: a folder, or hub:ORG/NAME')
    .option('--allow-download', 'consent to fetch a hub: model over the network')
    .option('--color', 'colours although nobody seems to look')
    .option('--no-color', 'no colours');
}
