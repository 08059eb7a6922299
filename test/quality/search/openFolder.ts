/** Opens an indexed folder below the engine, to see what ranking sees. */
import { ExactIndex } from '../../../src/core/index/exactIndex.ts';
import { WorkspaceIndex } from '../../../src/core/indexing/workspaceIndex.ts';
import { FileNames } from '../../../src/core/matching/ranking/fileNames.ts';
import type { SearchSources } from '../../../src/core/matching/searchByText.ts';
import { WordSplitter } from '../../../src/core/matching/words.ts';
import { CUT_VERSION } from '../../../src/core/snippets/analyzeText.ts';
import { openEncoder } from '../../../src/node/openEncoder.ts';
import { openEngine } from '../../../src/node/openEngine.ts';
import { openSqliteEmbeddings } from '../../../src/node/sqliteEmbeddings.ts';
import { openSqliteStore } from '../../../src/node/sqliteStore.ts';
import { folderStorage } from '../../../src/node/storageFolder.ts';
import { SETTINGS, SHIPPED } from './setting.ts';

/** @param storage keeps the index; brought up to date first */
export async function openFolder(
  folder: string,
  storage: string,
): Promise<{ readonly sources: SearchSources; close(): Promise<void> }> {
  const choice = { shipped: SHIPPED, storage, model: undefined, allowDownload: false };
  const engine = await openEngine(folder, SETTINGS, choice);
  await engine.index();
  await engine.dispose();

  const { index: indexFolder, embeddings: embeddingsFile } = await folderStorage(storage, folder);
  const words = new WordSplitter();
  const encoder = await openEncoder(choice);
  const store = await openSqliteStore(indexFolder, { words, cutVersion: CUT_VERSION });
  const embeddings = await openSqliteEmbeddings(embeddingsFile);
  const vectors = new ExactIndex(encoder.dimensions);
  const index = new WorkspaceIndex(store, { encoder, embeddings, vectors });
  await index.refresh();
  const { catalog } = index;
  const fileNames = new FileNames(words);
  fileNames.update(catalog.files().map(({ path }) => path));
  const meaning = { encoder, index: vectors };
  return {
    sources: { catalog, lexical: store, fileNames, words, meaning },
    async close() {
      await store.close();
      await embeddings.close();
      await encoder.dispose();
    },
  };
}
