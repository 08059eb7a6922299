/** Puts files until the disk is full; says what was acknowledged and how it ended. Argument: folder. */
import { writeSync } from 'node:fs';
import { UserError } from '../../src/core/userError.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { indexedFile } from '../core/index/storeContract.ts';
import { STORE_OPTIONS, textOf } from './scenario.ts';

const [folder = '', most = '5000'] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);

const store = await openSqliteStore(folder, STORE_OPTIONS);
for (const notice of store.notices) say(`notice ${notice}`);
try {
  for (let i = 0; i < Number(most); i++) {
    const path = `${i}.ts`;
    await store.putFiles([indexedFile(path, textOf(i, i).split('\n\n'), i)]);
    say(`ack ${path}`);
  }
  say('all');
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  say(`refused ${error.code} ${error.remedy}`);
}
// A full disk stops writing, not reading.
say(`readable ${(await store.files()).length}`);
await store.close();
say('closed');
