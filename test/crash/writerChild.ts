/**
 * One of two processes that share a store: says `writer` once it may write, puts numbered files and
 * acknowledges each on standard output. Arguments: folder, name, count (0: without end).
 */
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { indexedFile } from '../core/index/storeContract.ts';
import { STORE_OPTIONS, textOf } from './scenario.ts';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);

const store = await openSqliteStore(folder, STORE_OPTIONS);
say('open');
while (!(await store.acquireWriter())) {
  // A reader goes on reading meanwhile, as a second window does.
  await store.files();
  await store.searchWords(['second1'], 5);
  await setTimeout(20);
}
say('writer');
for (let i = 0; count === '0' || i < Number(count); i++) {
  const path = `${name}/${i}.ts`;
  await store.putFiles([indexedFile(path, textOf(i, i).split('\n\n'), i)]);
  say(`ack ${path}`);
}
await store.close();
say('done');
