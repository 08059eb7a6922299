/** `lookalike mcp`: the tools for language models, served to an agent over standard input and output. */
import { runTool, type ToolFolder } from '../core/agents/runTool.ts';
import type { Engine } from '../core/engineApi.ts';
import type { Level } from '../core/matching/match.ts';
import { refuseNothing } from './readyEngine.ts';
import type { Context } from './toolbox.ts';

export interface McpOptions {
  readonly level: Level;
  readonly minLines: number;
}

/** Agents wait a minute for an answer: what is indexed by then answers, and says so. */
const WAIT_MS = 40_000;
/** Calls follow one another: a look over all files of a large folder takes a second. */
const FRESH_MS = 2000;

/** @param folders none: those the client works in, else the current one */
export async function runMcp(
  context: Context,
  folders: readonly string[],
  options: McpOptions,
): Promise<void> {
  const { toolbox, terminal } = context;
  const opened = new Map<string, Promise<ServedFolder>>();
  const folderAt = (path: string): Promise<ServedFolder> => {
    let folder = opened.get(path);
    if (!folder) {
      folder = openFolder(context, path, options);
      opened.set(path, folder);
      // What could not be opened is tried anew by the next call.
      folder.catch(() => opened.delete(path));
    }
    return folder;
  };
  try {
    await toolbox.serveMcp(async (name, input, { roots, progress, signal }) => {
      const paths = folders.length > 0 ? folders : roots.length > 0 ? roots : ['.'];
      const served = await Promise.all(paths.map((path) => folderAt(toolbox.absolute(path))));
      const partly = await Promise.all(served.map((folder) => folder.freshen(progress, signal)));
      const answer = await runTool(name, input, { folders: served, progress, signal });
      return [...partly.filter((said) => said !== ''), answer].join('\n');
    }, terminal.signal);
  } finally {
    const all = await Promise.allSettled(opened.values());
    for (const each of all) if (each.status === 'fulfilled') await each.value.close();
  }
}

interface ServedFolder extends ToolFolder {
  /** Brings the index up to date as far as time allows; what is missing, in words. */
  freshen(progress: Parameters<Engine['index']>[0], signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

async function openFolder(
  { toolbox, choices }: Context,
  path: string,
  { level, minLines }: McpOptions,
): Promise<ServedFolder> {
  const engine = await toolbox.openEngine(path, choices, { waitsForWriter: false });
  const name = path.split('/').at(-1)!;
  const indexInBackground = new AbortController();
  let freshAt = Number.NEGATIVE_INFINITY;
  return {
    name,
    path,
    engine,
    preferences: { level, minLines, semantic: true },
    readText: (file) => toolbox.readFile(`${path}/${file}`),
    async freshen(progress, signal) {
      signal.throwIfAborted();
      if (performance.now() - freshAt < FRESH_MS) return '';
      // It goes on when this call is answered or cancelled: the next one needs it too.
      const run = engine.index(progress, indexInBackground.signal);
      const report = await soon(run, signal);
      if (report) {
        refuseNothing(path, report);
        freshAt = performance.now();
        return '';
      }
      const { done, total } = await engine.status();
      return `Of ${name} only ${done} of ${total} files are read so far; ask again for the rest.`;
    },
    async close() {
      indexInBackground.abort();
      await engine.dispose();
    },
  };
}

/** The result of `work`, or undefined once it takes too long. @throws the signal's reason */
async function soon<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let stop = () => {};
  const patience = new Promise<undefined>((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), WAIT_MS);
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, patience]);
  } finally {
    stop();
  }
}
