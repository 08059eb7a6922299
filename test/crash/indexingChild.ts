/**
 * Indexes without end until it is killed, telling each file on standard output once it is durable:
 * `open`, then `ack <path> <version>`. Arguments: folder, seed.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { ExactIndex } from '../../src/core/index/exactIndex.ts';
import type { IndexedFile } from '../../src/core/index/snippetStore.ts';
import { Reconciler } from '../../src/core/indexing/reconcile.ts';
import { WorkspaceIndex } from '../../src/core/indexing/workspaceIndex.ts';
import { openSqliteEmbeddings } from '../../src/node/sqliteEmbeddings.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { seededRandom } from '../core/index/unitRows.ts';
import { CountingEncoder, MemoryWorkspace } from '../core/indexing/memoryWorkspace.ts';
import { FILES, STORE_OPTIONS, textOf } from './scenario.ts';

const [folder = '', seed = '1'] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);

const store = await openSqliteStore(folder, STORE_OPTIONS);
const embeddings = await openSqliteEmbeddings(join(folder, 'embeddings.sqlite'));
for (const notice of store.notices) say(`notice ${notice}`);
say('open');

// Acknowledged is what a resolved `putFiles` says, nothing earlier.
const putFiles = store.putFiles.bind(store);
store.putFiles = async (files: readonly IndexedFile[]) => {
  await putFiles(files);
  for (const { record } of files) say(`ack ${record.path} ${record.modifiedMs}`);
};

const random = seededRandom(Number(seed));
const workspace = new MemoryWorkspace();
const encoder = new CountingEncoder();
const vectors = new ExactIndex(encoder.dimensions);
const index = new WorkspaceIndex(store, { encoder, embeddings, vectors });
const reconciler = new Reconciler(
  { files: workspace, analyzer: workspace, store, index },
  { now: () => 0 },
);
// Versions only ever grow, also from one life to the next.
let version = 0;
for (const { path, modifiedMs } of await store.files()) {
  version = Math.max(version, modifiedMs);
  const file = Number(/\d+/.exec(path)![0]);
  workspace.files.set(path, { text: textOf(file, modifiedMs), modifiedMs });
}
for (;;) {
  const many = random() < 0.3;
  const changed = Array.from({ length: many ? 100 : 3 }, () => Math.floor(random() * FILES));
  for (const file of changed) {
    version++;
    workspace.files.set(`src/${file}.ts`, { text: textOf(file, version), modifiedMs: version });
  }
  if (many) await reconciler.reconcile();
  else await reconciler.filesChanged(changed.map((file) => `src/${file}.ts`));
}
