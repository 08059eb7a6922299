/** A folder on disk as the engine would see it: its functions, and what the shipped encoder says of their pairs. */
import path from 'node:path';
import type { Encoder } from '../../../src/core/encoder/encoder.ts';
import { isSkipped } from '../../../src/core/indexing/workspaceFiles.ts';
import type { LabelledTextPair } from '../../../src/core/siamese/labelling/labelledPair.ts';
import type { Measuring } from '../../../src/core/tuning/answers.ts';
import { encodeTexts, namesOfPlan, QUESTIONS } from '../../../src/core/tuning/fineTune.ts';
import { Measurer } from '../../../src/core/tuning/measure.ts';
import { planTuning } from '../../../src/core/tuning/planTuning.ts';
import { rememberTokens } from '../../../src/core/tuning/rememberTokens.ts';
import { FunctionCollector, MOST_FUNCTIONS } from '../../../src/core/tuning/workspaceFunctions.ts';
import { readFolderText } from '../../../src/node/folderText.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';
import { DiskWorkspaceFiles } from '../../../src/node/workspaceFiles.ts';

export interface Workspace {
  readonly name: string;
  readonly functions: FunctionCollector;
}

const SETTINGS = { exclude: [], include: [], maxFileSizeBytes: 1 << 20, useEncoder: true };

export async function readWorkspace(folder: string): Promise<Workspace> {
  const functions = new FunctionCollector();
  const paths: string[] = [];
  for await (const found of new DiskWorkspaceFiles(path.resolve(folder), SETTINGS).list()) {
    if (!isSkipped(found) && FunctionCollector.wants(found.path)) paths.push(found.path);
  }
  for (const file of paths.sort()) {
    functions.add(file, await readFolderText(path.resolve(folder), file));
  }
  return { name: path.basename(folder), functions };
}

export const noPause = async (): Promise<void> => {};

/** Plans and encodes once; every head of a workspace and seed is measured on the same questions. */
export async function measuringOf(
  { functions }: Workspace,
  encoder: Encoder,
  seed: number,
  labels: readonly LabelledTextPair[] = [],
): Promise<Measuring> {
  const { sources, tests, short } = functions;
  const limits = { functions: MOST_FUNCTIONS, questions: QUESTIONS };
  const plan = planTuning({ functions: sources, tests, short, edits: [], labels }, limits, seed);
  const embeddings = await encodeTexts(encoder, plan.texts, noPause, () => {});
  return {
    plan,
    embeddings,
    names: await namesOfPlan(plan, encoder, noPause),
    tokenIds: rememberTokens((input) => encoder.tokenIds!(input)),
    compile: compileGraph,
    measurer: await Measurer.create(encoder.dimensions, compileGraph),
    pause: noPause,
    before: { all: new Map(), unlearned: new Map() },
  };
}
