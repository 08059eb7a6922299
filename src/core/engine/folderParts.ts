/** The three jobs on one folder's index: hands what is indexed to what finds. */
import type { ChangedLines } from '../decisions/changedLines.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { configuredRequest, type FolderConfiguration } from '../folderConfiguration.ts';
import type { SnippetStore } from '../index/snippetStore.ts';
import type { TieredIndex } from '../index/tieredIndex.ts';
import { planFiles } from '../indexing/planFiles.ts';
import type { Reconciler } from '../indexing/reconcile.ts';
import type { FileAnalyzer, WorkspaceFiles } from '../indexing/workspaceFiles.ts';
import type { WorkspaceIndex } from '../indexing/workspaceIndex.ts';
import type { FileHistory } from '../matching/fileHistory.ts';
import { FilePrints } from '../matching/filePrints.ts';
import { type FindCopies, findDuplicates } from '../matching/findDuplicates.ts';
import { findSimilar } from '../matching/findSimilar.ts';
import { FileNames } from '../matching/ranking/fileNames.ts';
import { searchByText } from '../matching/searchByText.ts';
import type { WordSplitter } from '../matching/words.ts';
import { withFolded } from '../matching/worth/foldGroups.ts';
import type { FolderCalibration } from './calibration/folderCalibration.ts';
import type { Decisions } from './decisions.ts';
import { driftOf, extractionOf, type PlanExtraction } from './driftParts.ts';
import type { EngineParts } from './localEngine.ts';
import { enclosingText, similarQuery } from './similarQuery.ts';
import type { Tuning } from './tuning.ts';

export interface FolderParts {
  readonly files: WorkspaceFiles;
  readonly analyzer: FileAnalyzer;
  readonly store: SnippetStore;
  readonly index: WorkspaceIndex;
  readonly reconciler: Reconciler;
  readonly words: WordSplitter;
  /** What the probabilities and thresholds are; measured on the folder itself. */
  readonly calibration: FolderCalibration;
  /** The channel of meaning; undefined where it is switched off or no model could be loaded. */
  readonly meaning: { readonly encoder: Encoder; readonly vectors: TieredIndex } | undefined;
  /** Runs the structural channel elsewhere; left out, it runs here. */
  readonly findCopies?: FindCopies;
  /** Drops what is kept from one search for copies to the next. */
  forgetCopies?(): void;
  readonly decisions: Decisions;
  readonly configuration: FolderConfiguration;
  /** @throws UserError where the folder has no such revision or git cannot tell. */
  changedSince(revision: string, signal?: AbortSignal): Promise<ChangedLines[]>;
  /** Text of a file of the folder as it is on disk. @throws UserError where it cannot be read. */
  readText(path: string): Promise<string>;
  /** Finds the common function of copies, where their files can be parsed. */
  readonly planExtraction?: PlanExtraction;
  /** What version control knows of the folder's files. */
  readonly history?: FileHistory;
  /** Undefined where no encoder takes part. */
  readonly tuning?: Tuning | undefined;
  /** Resolves once no head is being exchanged for another: until then questions and index do not fit together. */
  settled?(): Promise<void>;
  /** Sentences for people from opening the parts. */
  readonly notices: () => readonly string[];
  /** Called after each change of the index: care that nobody waits for. */
  afterwards?(): void;
  /** Closes what was opened for this folder. */
  close(): Promise<void>;
}

export function folderParts(parts: FolderParts): EngineParts {
  const { files, store, index, reconciler, words, calibration, meaning } = parts;
  const fileNames = new FileNames(words);
  let namesOf = -1;
  /** A folder that is still being indexed is not measured. */
  let isSettled = false;
  const prints = new FilePrints();
  const asked = meaning
    ? { meaning: { encoder: meaning.encoder, index: meaning.vectors } }
    : undefined;
  return {
    async update(progress, signal) {
      const report = await reconciler.reconcile(progress, signal);
      parts.afterwards?.();
      isSettled = true;
      calibration.start();
      return report;
    },
    async updateFiles(paths) {
      const report = await reconciler.filesChanged(paths);
      parts.afterwards?.();
      return report;
    },
    async forget() {
      const paths = index.catalog.files().map(({ path }) => path);
      await store.clear();
      await index.remove(paths);
      await calibration.forget();
      parts.forgetCopies?.();
    },
    plan: (signal) => planFiles(files, parts.analyzer, signal),
    enclosing: (request) => enclosingText(request, parts.readText, index),
    async findSimilar(request, signal) {
      await parts.settled?.();
      const query = await similarQuery(request, parts.readText, index);
      const sources = {
        catalog: index.catalog,
        prints,
        calibration: await calibration.effective(),
      };
      return findSimilar(query, { ...sources, ...asked }, signal);
    },
    async findDuplicates(wanted, progress, signal) {
      const request = configuredRequest(wanted, parts.configuration);
      await parts.settled?.();
      const source = meaning && {
        catalog: index.catalog,
        join: meaning.vectors,
        dimensions: meaning.vectors.dimensions,
        embedding: (id: number) => meaning.vectors.embedding(id),
      };
      if (isSettled) await calibration.ensure(progress, signal);
      const { changedSince } = request;
      const decisions = await parts.decisions.list();
      const changed =
        changedSince === undefined ? undefined : await parts.changedSince(changedSince, signal);
      const report = await findDuplicates(
        index.catalog.files(),
        request,
        {
          calibration: await calibration.effective(),
          progress,
          decisions,
          ...(changed ? { changed } : {}),
          ...(source ? { meaning: source } : {}),
          ...(parts.findCopies ? { findCopies: parts.findCopies } : {}),
        },
        signal,
      );
      parts.decisions.remember(withFolded([...report.groups, ...report.decided]));
      return report;
    },
    decide: (request) => parts.decisions.decide(request),
    undecide: (request) => parts.decisions.undecide(request),
    decisions: () => parts.decisions.list(),
    drift: (request, signal) =>
      driftOf(
        request,
        { readText: parts.readText, catalog: index.catalog, history: parts.history },
        signal,
      ),
    extract: ({ members }, signal) =>
      extractionOf(members, { ...parts, catalog: index.catalog }, signal),
    async search(request, signal) {
      await parts.settled?.();
      if (namesOf !== store.generation) {
        fileNames.update(index.catalog.files().map(({ path }) => path));
        namesOf = store.generation;
      }
      const sources = { catalog: index.catalog, lexical: store, fileNames, words };
      return searchByText(request, { ...sources, ...asked }, signal);
    },
    calibrate: (progress, signal) => calibration.calibrate(progress, signal),
    calibration: () => calibration.report(),
    label: (request) => calibration.label(request),
    labelQueue: (limit, signal) => calibration.queue(limit, signal),
    async describe() {
      return {
        files: index.catalog.fileCount,
        snippets: index.catalog.snippetCount,
        encoderId: meaning?.encoder.id,
        sizeBytes: await store.sizeBytes(),
        notices: [...parts.notices(), ...store.notices, ...calibration.notices],
      };
    },
    tuning: parts.tuning,
    async close() {
      await calibration.close();
      await parts.close();
    },
  };
}
