/** Opens the engine of a folder from its real parts: disk, SQLite, ONNX; used by terminal and engine process. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BUILT_IN_CALIBRATION } from '../core/calibration/builtInCalibration.ts';
import type { Calibration } from '../core/calibration/calibration.ts';
import { parseCalibration } from '../core/calibration/parseCalibration.ts';
import type { Encoder } from '../core/encoder/encoder.ts';
import { FolderCalibration } from '../core/engine/calibration/folderCalibration.ts';
import { Decisions } from '../core/engine/decisions.ts';
import { folderParts } from '../core/engine/folderParts.ts';
import { Gate } from '../core/engine/gate.ts';
import { labelledTexts } from '../core/engine/labelledTexts.ts';
import { LocalEngine } from '../core/engine/localEngine.ts';
import type { Engine, FolderSettings } from '../core/engineApi.ts';
import { configuredSettings } from '../core/folderConfiguration.ts';
import { Reconciler } from '../core/indexing/reconcile.ts';
import { WorkspaceIndex } from '../core/indexing/workspaceIndex.ts';
import { LABELS } from '../core/labels/labelFile.ts';
import { WordSplitter } from '../core/matching/words.ts';
import { CUT_VERSION } from '../core/snippets/analyzeText.ts';
import { UserError } from '../core/userError.ts';
import { AnalysisPool } from './analysisPool.ts';
import { readConfiguration } from './configurationFile.ts';
import { copiesInThread } from './copiesThread.ts';
import { decisionsOnDisk, linesOnDisk } from './decisionsOnDisk.ts';
import { budgetOf, type Effort, effortNow } from './effort.ts';
import { readFolderText } from './folderText.ts';
import { changedSince } from './gitChanges.ts';
import { openGitHistory } from './gitHistory.ts';
import { type EncoderChoice, modelFolderOf, openEncoder } from './openEncoder.ts';
import { openHead, openTuning } from './openTuning.ts';
import { openVectors } from './openVectors.ts';
import { savedCalibration } from './savedCalibration.ts';
import { savedPairs } from './savedPairs.ts';
import { openSqliteEmbeddings } from './sqliteEmbeddings.ts';
import { openSqliteStore } from './sqliteStore.ts';
import { folderStorage } from './storageFolder.ts';
import { DiskWorkspaceFiles } from './workspaceFiles.ts';

export interface OpenedEncoder {
  readonly encoder: Encoder | undefined;
  readonly calibration: Calibration;
  readonly notices: readonly string[];
}

export interface OpenOptions {
  /**
   * A terminal that finds another process indexing the folder waits for it; a second window of an editor reads what
   * the first stores.
   */
  readonly waitsForWriter?: boolean;
  /** Default `high`: who starts a program in a terminal waits for it. */
  readonly effort?: Effort;
}

/**
 * @throws UserError where the folder or its storage cannot be used.
 */
export async function openEngine(
  folder: string,
  chosen: FolderSettings,
  choice: EncoderChoice,
  { waitsForWriter = false, effort = 'high' }: OpenOptions = {},
): Promise<Engine> {
  const {
    root,
    index: indexFolder,
    embeddings: embeddingsFile,
  } = await folderStorage(choice.storage, folder);
  const configuration = await readConfiguration(root);
  const settings = configuredSettings(chosen, configuration);
  const { encoder, calibration, notices } = settings.useEncoder
    ? await openEncoderOrSay(choice)
    : { encoder: undefined, calibration: BUILT_IN_CALIBRATION, notices: [] };
  const words = new WordSplitter();
  const store = await openSqliteStore(indexFolder, { words, cutVersion: CUT_VERSION });
  const embeddings = encoder && (await openSqliteEmbeddings(embeddingsFile));
  const gate = new Gate();
  const tuned = encoder && (await openHead(encoder, indexFolder));
  const graph =
    tuned && openVectors(indexFolder, tuned.inForce.asked, (signal) => gate.pass(signal));
  const meaning = tuned && graph && { encoder: tuned.inForce.asked, vectors: graph.vectors };
  const index = new WorkspaceIndex(
    store,
    tuned &&
      embeddings &&
      graph && {
        get encoder() {
          return tuned.inForce.stored;
        },
        embeddings: tuned.inForce.view(embeddings),
        vectors: graph.vectors,
        savedRows: () => graph.savedRows(),
      },
  );
  const files = new DiskWorkspaceFiles(root, settings);
  const analyzer = new AnalysisPool(root, {
    ...settings,
    budget: () => budgetOf(effortNow(effort)),
  });
  const reconciler = new Reconciler(
    { files, analyzer, store, index },
    {
      now: () => performance.now(),
      rest: (signal) => gate.pass(signal),
      ...(waitsForWriter ? { awaitWriter: whileItWrites() } : {}),
    },
  );
  await reconciler.load();
  const readText = (file: string) => readFolderText(root, file);
  const decisions = new Decisions(decisionsOnDisk(root), index.catalog);
  const labels = linesOnDisk(root, LABELS.file);
  const folderCalibration = new FolderCalibration({
    get shipped() {
      return tuned?.calibration(calibration) ?? calibration;
    },
    catalog: index.catalog,
    generation: () => store.generation,
    meaning: meaning && {
      get encoder() {
        return meaning.encoder.id;
      },
      vectors: meaning.vectors,
    },
    readText,
    labels,
    decisions: () => decisions.list(),
    saved: savedCalibration(indexFolder),
    rest: (signal) => gate.pass(signal),
  });
  const tuning =
    tuned &&
    graph &&
    openTuning(tuned, {
      root,
      index,
      reconciler,
      graph,
      gate,
      readText,
      generation: () => store.generation,
      labels: () =>
        labelledTexts({
          labels,
          decisions: () => decisions.list(),
          catalog: index.catalog,
          readText,
          rest: () => gate.pass(),
        }),
      recalibrate: () => folderCalibration.start(),
    });
  const pairs = savedPairs(indexFolder);
  const parts = folderParts({
    files,
    analyzer,
    store,
    index,
    reconciler,
    words,
    calibration: folderCalibration,
    meaning,
    ...(tuning ? { tuning: tuning.verbs, settled: tuning.settled } : {}),
    findCopies: copiesInThread(pairs),
    forgetCopies: () => pairs.forget(),
    decisions,
    configuration,
    changedSince: (revision, signal) => changedSince(root, revision, signal),
    history: openGitHistory(root),
    planExtraction: (copies, signal) => analyzer.planExtraction(copies, signal),
    readText,
    notices: () => [...notices, ...(tuned?.notices() ?? []), ...(graph?.notices ?? [])],
    afterwards: () => graph?.care(index.catalog, store.generation),
    async close() {
      await analyzer.dispose();
      await graph?.close();
      await store.close();
      await embeddings?.close();
      await tuned?.inForce.dispose();
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
