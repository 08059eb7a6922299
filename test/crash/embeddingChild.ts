/** Opens a shared embedding store the moment it is told to, and puts batches into it. Arguments: path, name, batches. */
import { openSqliteEmbeddings } from '../../src/node/sqliteEmbeddings.ts';
import { hashOf } from '../core/index/storeContract.ts';
import { unitRows } from '../core/index/unitRows.ts';

const [path = '', name = '', batches = '0'] = process.argv.slice(2);
process.once('message', async () => {
  const store = await openSqliteEmbeddings(path);
  for (let batch = 0; batch < Number(batches); batch++) {
    const hashes = [0, 1, 2].map((i) => hashOf(`${name} ${batch} ${i}`));
    await store.put('e@1', hashes, unitRows(3, 16, batch));
    if ((await store.missing('e@1', hashes)).length > 0) throw new Error('put, but not there');
  }
  await store.close();
  process.disconnect();
});
process.send?.('ready');
