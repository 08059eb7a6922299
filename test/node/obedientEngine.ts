/** An engine program for the supervision tests: does what the query says, slowly, never, or fatally. */
import process from 'node:process';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { UserError } from '../../src/core/userError.ts';
import { serveEngine } from '../../src/node/engineServer.ts';
import { DUPLICATES, fakeEngine } from '../cli/fakeEngine.ts';

const connection = createMessageConnection(
  new IPCMessageReader(process),
  new IPCMessageWriter(process),
);
process.once('disconnect', () => process.exit(0));

serveEngine(connection, async (folder) => {
  if (folder === '/missing') throw new UserError('no-such-folder', 'It is gone.', 'Open another.');
  return {
    ...fakeEngine(),
    async index(progress, signal) {
      for (let done = 0; done < 100; done++) {
        signal?.throwIfAborted();
        progress?.(done, 100, 'index');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return fakeEngine().index();
    },
    /** As many groups as lines are asked for. */
    async findDuplicates({ minLines }) {
      const groups = Array.from({ length: minLines }, (_, i) => ({
        ...DUPLICATES.groups[0]!,
        id: String(i),
      }));
      return { ...DUPLICATES, groups };
    },
    async search({ query }) {
      if (query === 'hang') for (;;);
      if (query === 'die') process.exit(7);
      if (query === 'refuse') throw new UserError('bad-input', 'No such filter.', 'Use lang:.');
      if (query === 'defect') throw new TypeError('a defect');
      await new Promise((resolve) => setTimeout(resolve, Number(query) || 0));
      return fakeEngine().search({ query, limit: 1 });
    },
  };
});
