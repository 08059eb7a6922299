/** Saves a graph again and again until it is killed; says `saving` before each. Argument: path. */
import { writeSync } from 'node:fs';
import { saveGraph } from '../../src/node/hnswFile.ts';
import { HnswIndex, loadHnswlib } from '../../src/node/hnswIndex.ts';
import { hashOf } from '../core/index/storeContract.ts';
import { unitRows } from '../core/index/unitRows.ts';
import { range } from '../core/index/vectorIndexContract.ts';

const [path = ''] = process.argv.slice(2);
const library = await loadHnswlib();
if (library instanceof Error) throw library;
const graph = HnswIndex.create(library, 64);
await graph.add(range(2000), unitRows(2000, 64, 1));
const owner = { encoderId: 'e@1', dimensions: 64, textHash: (id: number) => hashOf(`${id}`) };
for (let generation = 0; ; generation++) {
  writeSync(1, 'saving\n');
  saveGraph(path, graph, { ...owner, generation });
}
