/** Opens the engine of a folder from its real parts: disk, SQLite, ONNX; used by terminal and engine process. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BUILT_IN_CALIBRATION } from '../core/calibration/builtInCalibration.ts';
import { type Calibration, parseCalibration } from '../core/calibration/calibration.ts';
import type { Encoder } from '../core/encoder/encoder.ts';
import { folderParts } from '../core/engine/folderParts.ts';
import { Gate } from '../core/engine/gate.ts';
import { LocalEngine } from '../core/engine/localEngine.ts';
import type { Engine, FolderSettings } from '../core/engineApi.ts';

import { Reconciler } from '../core/indexing/reconcile.ts';
import { WorkspaceIndex } from '../core/indexing/workspaceIndex.ts';
import { WordSplitter } from '../core/matching/words.ts';
import { CUT_VERSION } from '../core/snippets/analyzeText.ts';
import { UserError } from '../core/userError.ts';
import { AnalysisPool } from './analysisPool.ts';
import { findCopiesInThread } from './copiesThread.ts';
import { readFolderText } from './folderText.ts';
import { openGitHistory } from './gitHistory.ts';
import { type EncoderChoice, modelFolderOf, openEncoder } from './openEncoder.ts';
import { openVectors } from './openVectors.ts';
import { openSqliteEmbeddings } from './sqliteEmbeddings.ts';
import { openSqliteStore } from './sqliteStore.ts';
import { folderStorage } from './storageFolder.ts';
import { DiskWorkspaceFiles } from './workspaceFiles.ts';

export interface OpenedEncoder {
  readonly encoder: Encoder | undefined;
  readonly calibration: Calibration;
  readonly notices: readonly string[];
}

/**
 * @param waitsForWriter a terminal that finds another process indexing the folder waits for it; a second
 * window of an editor reads what the first stores
 * @throws UserError where the folder or its storage cannot be used.
 */
export async function openEngine(
  folder: string,
  settings: FolderSettings,
  choice: EncoderChoice,
  { waitsForWriter = false } = {},
): Promise<Engine> {
  const {
    root,
    index: indexFolder,
    embeddings: embeddingsFile,
  } = await folderStorage(choice.storage, folder);
  const { encoder, calibration, notices } = settings.useEncoder
    ? await openEncoderOrSay(choice)
    : { encoder: undefined, calibration: BUILT_IN_CALIBRATION, notices: [] };
  const words = new WordSplitter();
  const store = await openSqliteStore(indexFolder, { words, cutVersion: CUT_VERSION });
  const embeddings = encoder && (await openSqliteEmbeddings(embeddingsFile));
  const gate = new Gate();
  const graph = encoder && openVectors(indexFolder, encoder, (signal) => gate.pass(signal));
  const meaning = encoder &&
    embeddings &&
    graph && {
      encoder,
      embeddings,
      vectors: graph.vectors,
      savedRows: () => graph.savedRows(),
    };
  const index = new WorkspaceIndex(store, meaning);
  const files = new DiskWorkspaceFiles(root, settings);
  const analyzer = new AnalysisPool(root, settings);
  const reconciler = new Reconciler(
    { files, analyzer, store, index },
    {
      now: () => performance.now(),
      rest: (signal) => gate.pass(signal),
      ...(waitsForWriter ? { awaitWriter: whileItWrites() } : {}),
    },
  );
  await reconciler.load();
  const parts = folderParts({
    files,
    analyzer,
    store,
    index,
    reconciler,
    words,
    calibration,
    meaning,
    findCopies: findCopiesInThread,
    history: openGitHistory(root),
    planExtraction: (copies, signal) => analyzer.planExtraction(copies, signal),
    readText: (file) => readFolderText(root, file),
    notices: () => [...notices, ...(graph?.notices ?? [])],
    afterwards: () => graph?.care(index.catalog, store.generation),
    async close() {
      await analyzer.dispose();
      await graph?.close();
      await store.close();
      await embeddings?.close();
      await encoder?.dispose();
    },
  });
  return new LocalEngine(parts, gate);
}

/** Longest pause between two batches of a process that is still indexing (guess: a slow encoder). */
const STILL_MS = 15_000;
const RETRY_MS = 200;

/** Patience with another process for as long as what it stores grows. */
function whileItWrites(): (generation: number, signal?: AbortSignal) => Promise<boolean> {
  let reached = -1;
  let since = 0;
  return async (generation, signal) => {
    if (generation !== reached) {
      reached = generation;
      since = performance.now();
    }
    if (performance.now() - since > STILL_MS) return false;
    await setTimeout(RETRY_MS, undefined, signal ? { signal } : {});
    return true;
  };
}

/** A model that cannot be used is no reason to answer nothing: text and structure are compared meanwhile. */
export async function openEncoderOrSay(choice: EncoderChoice): Promise<OpenedEncoder> {
  try {
    const encoder = await openEncoder(choice);
    return { encoder, ...(await calibrationOf(await modelFolderOf(choice), encoder.id)) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (!choice.goesOnWithoutModel && error.code !== 'model-unreadable') throw error;
    return {
      encoder: undefined,
      calibration: BUILT_IN_CALIBRATION,
      notices: [`${error.message} ${error.remedy}`],
    };
  }
}

/** The calibration that came with a model; without one meaning is searched but finds no duplicates. */
async function calibrationOf(model: string, encoderId: string) {
  let json: string;
  try {
    json = await readFile(path.join(model, 'calibration.json'), 'utf8');
  } catch {
    return { calibration: BUILT_IN_CALIBRATION, notices: [] };
  }
  try {
    return { calibration: parseCalibration(json, encoderId), notices: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { calibration: BUILT_IN_CALIBRATION, notices: [`${error.message} ${error.remedy}`] };
  }
}
