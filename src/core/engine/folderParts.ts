/** The three jobs on one folder's index: hands what is indexed to what finds. */
import type { Calibration } from '../calibration/calibration.ts';
import type { Encoder } from '../encoder/encoder.ts';
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
import { driftOf, extractionOf, type PlanExtraction } from './driftParts.ts';
import type { EngineParts } from './localEngine.ts';
import { enclosingText, similarQuery } from './similarQuery.ts';

export interface FolderParts {
  readonly files: WorkspaceFiles;
  readonly analyzer: FileAnalyzer;
  readonly store: SnippetStore;
  readonly index: WorkspaceIndex;
  readonly reconciler: Reconciler;
  readonly words: WordSplitter;
  readonly calibration: Calibration;
  /** The channel of meaning; undefined where it is switched off or no model could be loaded. */
  readonly meaning: { readonly encoder: Encoder; readonly vectors: TieredIndex } | undefined;
  /** Runs the structural channel elsewhere; left out, it runs here. */
  readonly findCopies?: FindCopies;
  /** Text of a file of the folder as it is on disk. @throws UserError where it cannot be read. */
  readText(path: string): Promise<string>;
  /** Finds the common function of copies, where their files can be parsed. */
  readonly planExtraction?: PlanExtraction;
  /** What version control knows of the folder's files. */
  readonly history?: FileHistory;
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
  const prints = new FilePrints();
  const asked = meaning
    ? { meaning: { encoder: meaning.encoder, index: meaning.vectors } }
    : undefined;
  return {
    async update(progress, signal) {
      const report = await reconciler.reconcile(progress, signal);
      parts.afterwards?.();
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
    },
    plan: (signal) => planFiles(files, parts.analyzer, signal),
    enclosing: (request) => enclosingText(request, parts.readText, index),
    async findSimilar(request, signal) {
      const query = await similarQuery(request, parts.readText, index);
      const sources = { catalog: index.catalog, prints, calibration };
      return findSimilar(query, { ...sources, ...asked }, signal);
    },
    async findDuplicates(request, progress, signal) {
      const source = meaning && {
        catalog: index.catalog,
        join: meaning.vectors,
        dimensions: meaning.vectors.dimensions,
        embedding: (id: number) => meaning.vectors.embedding(id),
      };
      return findDuplicates(
        index.catalog.files(),
        request,
        {
          calibration,
          progress,
          ...(source ? { meaning: source } : {}),
          ...(parts.findCopies ? { findCopies: parts.findCopies } : {}),
        },
        signal,
      );
    },
    drift: (request, signal) =>
      driftOf(
        request,
        { readText: parts.readText, catalog: index.catalog, history: parts.history },
        signal,
      ),
    extract: ({ members }, signal) =>
      extractionOf(members, { ...parts, catalog: index.catalog }, signal),
    async search(request, signal) {
      if (namesOf !== store.generation) {
        fileNames.update(index.catalog.files().map(({ path }) => path));
        namesOf = store.generation;
      }
      const sources = { catalog: index.catalog, lexical: store, fileNames, words };
      return searchByText(request, { ...sources, ...asked }, signal);
    },
    async describe() {
      return {
        files: index.catalog.fileCount,
        snippets: index.catalog.snippetCount,
        encoderId: meaning?.encoder.id,
        sizeBytes: await store.sizeBytes(),
        notices: [...parts.notices(), ...store.notices],
      };
    },
    close: () => parts.close(),
  };
}
