/** What the verbs work with; the composition root hands it over, tests hand over an in-memory twin. */
import type { ToolName } from '../core/agents/toolDefinitions.ts';
import type { Encoder } from '../core/encoder/encoder.ts';
import type { Engine, FolderSettings, Progress } from '../core/engineApi.ts';
import type { FolderConfiguration } from '../core/folderConfiguration.ts';
import type { PairComparison, TextPair } from '../core/matching/comparePair.ts';
import type { TrainedEncoder, TrainRequest } from '../core/siamese/trainRequest.ts';
import type { Terminal } from './terminal.ts';

/** Choices that hold for every verb. */
export interface Choices {
  readonly settings: FolderSettings;
  /** Where indexes are kept, instead of the user's cache folder. */
  readonly storage: string | undefined;
  /** A model folder, or `hub:ORG/NAME`; undefined: the model that ships. */
  readonly model: string | undefined;
  /** The consent to fetch a `hub:` model over the network. */
  readonly allowDownload: boolean;
}

export interface Comparer {
  readonly notices: readonly string[];
  /** One comparison per pair, in order. */
  compare(pairs: readonly TextPair[], signal?: AbortSignal): Promise<PairComparison[]>;
  dispose(): Promise<void>;
}

export interface Toolbox {
  /** @param options `waitsForWriter`, by default: what another process is indexing is waited for */
  openEngine(
    folder: string,
    choices: Choices,
    options?: { readonly waitsForWriter: boolean },
  ): Promise<Engine>;
  openEncoder(choices: Choices): Promise<Encoder>;
  openComparer(choices: Choices): Promise<Comparer>;
  /** What the folder asks for itself. @throws UserError where its file is wrong */
  readConfiguration(folder: string): Promise<FolderConfiguration>;
  /** Text of a file the user named; relative to the current folder. */
  readFile(path: string): Promise<string>;
  writeFile(path: string, text: string): Promise<void>;
  /** The absolute path of what the user named, '/'-separated. */
  absolute(path: string): string;
  /** Trains an encoder by a recipe; stopped by `signal`, the same request goes on where it was. */
  train(request: TrainRequest, progress: Progress, signal: AbortSignal): Promise<TrainedEncoder>;
  /** Serves the tools for language models over standard input and output, until the client goes away. */
  serveMcp(call: CallTool, signal: AbortSignal): Promise<void>;
}

/** Answers a tool call as text; `roots` are the folders the client works in, where it says so. */
export type CallTool = (
  name: ToolName,
  input: unknown,
  run: {
    readonly roots: readonly string[];
    readonly progress: Progress;
    readonly signal: AbortSignal;
  },
) => Promise<string>;

/** What a verb is run with. */
export interface Context {
  readonly toolbox: Toolbox;
  readonly terminal: Terminal;
  readonly choices: Choices;
}

/** Machine output: asked for, or nobody is looking. */
export function wantsJson({ terminal }: Context, options: { readonly json: boolean }): boolean {
  return options.json || !terminal.isHuman;
}
