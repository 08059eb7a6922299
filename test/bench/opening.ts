/** Opening a folder of 200,000 snippets: store, catalog, embeddings, vectors. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Encoder } from '../../src/core/encoder/encoder.ts';
import { WorkspaceIndex } from '../../src/core/indexing/workspaceIndex.ts';
import { WordSplitter } from '../../src/core/matching/words.ts';
import { openVectors } from '../../src/node/openVectors.ts';
import { openSqliteEmbeddings } from '../../src/node/sqliteEmbeddings.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { unitRows } from '../core/index/unitRows.ts';
import type { Measured } from './measure.ts';

const SNIPPETS_A_FILE = 10;
const FILES_A_BATCH = 50;

export async function measureOpening(
  encoder: Pick<Encoder, 'id' | 'dimensions'>,
  unit: number,
  snippets: number,
): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lookalike-opening-'));
  const open = async () => ({
    store: await openSqliteStore(folder, { words: new WordSplitter(), cutVersion: '1' }),
    embeddings: await openSqliteEmbeddings(join(folder, 'embeddings.sqlite')),
  });
  try {
    const written = await open();
    await fill(written, encoder, snippets / SNIPPETS_A_FILE);
    await written.store.close();
    await written.embeddings.close();
    // The first opening reads the shared store and leaves the rows behind for the next.
    const measured: { wallMs: number; cpuMs: number }[] = [];
    let bytes = 0;
    for (let opening = 0; opening < 2; opening++) {
      const start = performance.now();
      const cpu = process.cpuUsage();
      const { store, embeddings } = await open();
      const graph = openVectors(folder, encoder, async () => {}, {
        crossover: Number.POSITIVE_INFINITY,
      });
      const { vectors } = graph;
      const index = new WorkspaceIndex(store, {
        encoder: encoder as Encoder,
        embeddings,
        vectors,
        savedRows: () => graph.savedRows(),
      });
      await index.refresh();
      const { user, system } = process.cpuUsage(cpu);
      measured.push({ wallMs: performance.now() - start, cpuMs: (user + system) / 1000 });
      if (vectors.size !== snippets) throw new Error(`${vectors.size} vectors of ${snippets}`);
      bytes = (await store.sizeBytes()) + (await embeddings.sizeBytes());
      graph.care(index.catalog, store.generation);
      await graph.close();
      await store.close();
      await embeddings.close();
    }
    const [cold, warm] = measured as [(typeof measured)[0], (typeof measured)[0]];
    const time = (name: string, value: number) => ({
      name,
      value,
      unit: 'ms',
      ratio: value / unit,
    });
    return [
      time(`opening ${snippets} snippets, wall`, warm.wallMs),
      time(`opening ${snippets} snippets, CPU`, warm.cpuMs),
      time(`opening without saved rows, wall`, cold.wallMs),
      { name: `on disk, ${snippets} snippets`, value: bytes / 1e6, unit: 'MB', ratio: bytes / 1e6 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(
  parts: {
    readonly store: Awaited<ReturnType<typeof openSqliteStore>>;
    readonly embeddings: Awaited<ReturnType<typeof openSqliteEmbeddings>>;
  },
  encoder: Pick<Encoder, 'id' | 'dimensions'>,
  files: number,
): Promise<void> {
  const batchRows = FILES_A_BATCH * SNIPPETS_A_FILE;
  const rows = unitRows(batchRows, encoder.dimensions, 1);
  for (let from = 0; from < files; from += FILES_A_BATCH) {
    const batch = Array.from({ length: FILES_A_BATCH }, (_, i) => syntheticFile(from + i));
    const hashes = batch.flatMap(({ record }) => record.snippets.map((s) => s.textHash));
    await parts.embeddings.put(encoder.id, hashes, rows);
    await parts.store.putFiles(batch);
  }
}

function syntheticFile(file: number) {
  const texts = Array.from({ length: SNIPPETS_A_FILE }, (_, i) => syntheticText(file, i));
  return {
    record: {
      path: `src/part${file % 100}/file${file}.ts`,
      language: 'typescript',
      role: 'source' as const,
      sizeBytes: 9000,
      modifiedMs: file,
      fileHash: hash(`file ${file}`),
      lineCount: 200,
      snippets: texts.map((text, i) => ({
        kind: 'method' as const,
        name: `Class${file}.method${i}`,
        startLine: i * 20 + 1,
        endLine: i * 20 + 18,
        doc: i % 3 ? '' : 'Says in a sentence what the method is for.',
        textHash: hash(text),
      })),
      tokens: new Uint8Array(3000).fill(file),
    },
    texts,
  };
}

/** Sixty words, the frequent ones frequent. */
function syntheticText(file: number, snippet: number): string {
  let state = file * 31 + snippet + 1;
  const words = Array.from({ length: 60 }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return `word${Math.floor(20_000 * (state / 2 ** 32) ** 3)}`;
  });
  return `method${snippet} of ${file} ${words.join(' ')}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
