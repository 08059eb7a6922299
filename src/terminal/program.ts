/** The terminal's grammar: verbs, options, defaults and help. */
import { Command, Option } from 'commander';
import { VERDICTS } from '../core/decisions/decision.ts';
import { lossNames } from '../core/siamese/losses/registry.ts';
import { HEAD_KINDS } from '../core/tuning/report.ts';
import { runCalibrate } from './calibrateVerb.ts';
import { type CompareOptions, runCompare } from './compareVerb.ts';
import { type DecideOptions, runDecide } from './decideVerb.ts';
import { type DriftOptions, runDrift } from './driftVerb.ts';
import { runEncode } from './encodeVerb.ts';
import { type ExtractOptions, runExtract } from './extractVerb.ts';
import { type FindDuplicatesOptions, runFindDuplicates } from './findDuplicatesVerb.ts';
import { type FindSimilarOptions, runFindSimilar } from './findSimilarVerb.ts';
import { type FineTuneOptions, runFineTune } from './fineTuneVerb.ts';
import { type HeadsOptions, runHeads } from './headsVerb.ts';
import { type IndexOptions, runIndex } from './indexVerb.ts';
import { type LabelOptions, runLabel } from './labelVerb.ts';
import { type McpOptions, runMcp } from './mcpVerb.ts';
import {
  collect,
  collectPlaces,
  failOn,
  LEVELS,
  lineRange,
  placeOfText,
  positiveInteger,
  probability,
  sizeBytes,
} from './optionValues.ts';
import { runSearch, type SearchOptions } from './searchVerb.ts';
import type { Context } from './toolbox.ts';
import { runTrain, type TrainOptions } from './trainVerb.ts';

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
    .addOption(levelOption())
    .option('--limit <n>', 'groups shown to people (reports hold all)', positiveInteger)
    .option('--json', 'one JSON object')
    .option('--markdown', 'Markdown')
    .option('--html <file>', 'also write an HTML page; - is standard output')
    .option('--sarif <file>', 'also write SARIF 2.1.0; - is standard output')
    .option('--baseline <file>', 'groups in it are not new; - is standard input')
    .option('--write-baseline <file>', 'write what is there now; - is standard output')
    .option('--since <revision>', 'new is what touches lines changed since, as git tells')
    .option('--changed', 'new is what touches lines that are not committed')
    .option('--all', 'show people what is not new too')
    .option('--decided', 'show people decided groups too')
    .option('--jscpd-json <file>', 'also write the JSON that jscpd 5 writes; - is standard output')
    .option(
      '--fail-on <when>',
      'exit 1 on: none, any, new, more than N groups, more than P% duplicated lines',
      failOn,
      { kind: 'none' },
    )
    .action((folder: string, options: Raw<FindDuplicatesOptions>) =>
      run(options, (context) =>
        runFindDuplicates(context, folder, {
          ...options,
          json: options.json ?? false,
          markdown: options.markdown ?? false,
          changed: options.changed ?? false,
          decided: options.decided ?? false,
          all: options.all ?? false,
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

  folderVerb(program, 'decide', 'decide about a duplicate group so that it stays hidden')
    .option('--at <path:line>', 'a line of one of its copies', placeOfText)
    .option('--group <id>', 'its id, where several groups hold the line')
    .addOption(new Option('--verdict <verdict>', 'what it is').choices(VERDICTS))
    .option('--reason <text>', 'why, for whoever reviews it')
    .option('--undo', 'take the decision back')
    .option('--list', 'list every decision and what has become of it')
    .addOption(levelOption())
    .option('--min-lines <n>', 'shortest snippet that counts', positiveInteger, DEFAULT_MIN_LINES)
    .option('--json', 'one JSON object')
    .action((folder: string, options: Raw<DecideOptions>) =>
      run(options, async (context) => {
        const { undo = false, list = false, json = false } = options;
        await runDecide(context, folder, { ...options, undo, list, json });
        return false;
      }),
    );

  folderVerb(program, 'calibrate', 'measure a folder and say what its numbers mean')
    .option('--json', 'one JSON object')
    .action((folder: string, options: Raw<{ json: boolean }>) =>
      run(options, async (context) => {
        await runCalibrate(context, folder, { json: options.json ?? false });
        return false;
      }),
    );

  folderVerb(program, 'label', 'say of pairs whether they match, so that thresholds learn it')
    .option('--queue <n>', 'ask for the pairs most worth it, this many (20)', positiveInteger)
    .option('--a <path:lines>', 'one side of a pair', placeOfText)
    .option('--b <path:lines>', 'the other side', placeOfText)
    .option('--match', 'the pair is a match')
    .option('--no-match', 'it is none')
    .option('--json', 'one JSON object; with --queue the pairs, without asking')
    .action((folder: string, options: Raw<LabelOptions>) =>
      run(options, async (context) => {
        await runLabel(context, folder, { ...options, json: options.json ?? false });
        return false;
      }),
    );

  addTuningVerbs(program, run);
  addTrainVerb(program, run);
  folderVerb(program, 'mcp', 'serve tools for language models over MCP (stdio)', '[folder...]')
    .addOption(levelOption())
    .option('--min-lines <n>', 'shortest snippet that counts', positiveInteger, DEFAULT_MIN_LINES)
    .action((folders: string[], options: McpOptions & CommonOptions) =>
      run(options, async (context) => {
        await runMcp(context, folders, options);
        return false;
      }),
    );

  withModel(program.command('compare'))
    .description('say how much alike pairs of texts are, and why they are not reported')
    .option('--pairs <file>', 'JSON lines {"id","a","b","languageA"?,"languageB"?}')
    .option('--at <path:lines>', 'a place such as src/a.ts:10-40; give two', collectPlaces, [])
    .option('--folder <folder>', 'what these paths are relative to', '.')
    .action((options: Raw<CompareOptions>) =>
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

function addTrainVerb(program: Command, run: RunVerb): void {
  withModel(program.command('train'))
    .description('train an encoder from pairs (docs/training.md)')
    .argument('<recipe>', 'a JSON file as in training/recipes')
    .requiredOption('--pairs <folder>', 'where the corpus builder wrote <kind>.pairs')
    .requiredOption('--work <folder>', 'checkpoints, loss curve and parameters; resumed from there')
    .option('--start <path>', 'start from these parameters (.safetensors) or this model folder')
    .option('--teacher <file>', 'parameters to distil from (repeatable)', collect, [])
    .option('--export <folder>', 'write the encoder there when done; needs --tokenizer')
    .option('--tokenizer <file>', 'the tokenizer.json that made the pairs')
    .option('--max-tokens <n>', 'longest text of the exported encoder', positiveInteger, 256)
    .option('--float', 'export the float network beside the int8 one')
    .option('--json', 'one JSON object')
    .action((recipe: string, options: Raw<TrainOptions>) =>
      run(options, async (context) => {
        const { float = false, json = false } = options;
        await runTrain(context, recipe, { ...options, float, json });
        return false;
      }),
    );
}

function addTuningVerbs(program: Command, run: RunVerb): void {
  folderVerb(program, 'fine-tune', 'teach the encoder this folder’s vocabulary, where it helps')
    .option('--name <name>', 'what the result is called (tuned-1, tuned-2, …)')
    .addOption(new Option('--loss <loss>', 'what training minimises').choices(lossNames))
    .addOption(new Option('--kind <kind>', 'what is trained').choices(HEAD_KINDS))
    .option(
      '--labels <file>',
      'labelled pairs as JSON lines {"a","b","isMatch"}; - is standard input',
    )
    .option('--seed <n>', 'another split and another start', positiveInteger)
    .option('--keep-only', 'keep an accepted head without using it')
    .option('--json', 'one JSON object')
    .action((folder: string, options: Raw<FineTuneOptions>) =>
      run(options, async (context) => {
        const { json = false, keepOnly = false } = options;
        await runFineTune(context, folder, { ...options, json, keepOnly });
        return false;
      }),
    );

  folderVerb(program, 'heads', 'list, choose, export and import what fine-tuning kept')
    .option('--use <name>', 'put it in use; none is the encoder as it ships')
    .option('--export <name>', 'write it to the file of --to')
    .option('--to <file>', 'where --export writes')
    .option('--import <file>', 'keep a head that was exported')
    .option('--delete <name>', 'forget it')
    .option('--json', 'one JSON object')
    .action((folder: string, options: Raw<HeadsOptions>) =>
      run(options, async (context) => {
        await runHeads(context, folder, { ...options, json: options.json ?? false });
        return false;
      }),
    );
}

/** A verb's options as they come: flags that were not given are absent. */
type Raw<T> = Omit<T, Flag> & { [F in Flag & keyof T]?: boolean } & CommonOptions;

type Flag =
  | 'json'
  | 'float'
  | 'markdown'
  | 'changed'
  | 'decided'
  | 'all'
  | 'undo'
  | 'list'
  | 'keepOnly';

function folderVerb(
  program: Command,
  name: string,
  description: string,
  argument = '<folder>',
): Command {
  return withModel(program.command(name))
    .description(description)
    .argument(argument, 'the folder to work on')
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

function levelOption(): Option {
  return new Option('--level <level>', 'how sure a finding must be')
    .choices(LEVELS)
    .default('balanced');
}

/** A verb about one duplicate group. */
function groupVerb(program: Command, name: string, description: string): Command {
  return folderVerb(program, name, description)
    .option('--group <id>', 'the group, as find-duplicates --json names it')
    .option('--at <file:line>', 'the group with a copy around this line', placeOfText)
    .option('--min-lines <n>', 'shortest snippet that counts', positiveInteger, DEFAULT_MIN_LINES)
    .addOption(levelOption());
}

function withModel(command: Command): Command {
  return command
    .option('--no-encoder', 'compare by text and structure only')
    .option('--model <model>', 'another encoder: a folder, or hub:ORG/NAME')
    .option('--allow-download', 'consent to fetch a hub: model over the network')
    .option('--color', 'colours although nobody seems to look')
    .option('--no-color', 'no colours');
}
