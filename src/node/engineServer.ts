/** The engine process's side of the wire: answers requests of several folders, watches memory and parent. */
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import type { Engine, FolderSettings, Progress } from '../core/engineApi.ts';
import {
  ASK,
  type Asked,
  NOTICE,
  PART,
  PART_LENGTH,
  PARTED,
  PING,
  PROGRESS,
  toWire,
} from './engineProtocol.ts';
import { callVerb } from './engineVerbs.ts';

export type OpenFolder = (folder: string, settings: FolderSettings) => Promise<Engine>;

interface OpenedFolder {
  readonly settings: string;
  readonly engine: Promise<Engine>;
}

/** Progress notifications per second and request at most: enough for a bar, too few to fill a pipe. */
const PROGRESS_INTERVAL_MS = 100;

/**
 * Answers until the connection closes. Folders are opened on first use, again after `dispose`, and when their settings
 * or what `stateOf` says of them has changed.
 */
export function serveEngine(
  connection: MessageConnection,
  openFolder: OpenFolder,
  stateOf: (folder: string) => Promise<string> = async () => '',
): void {
  const folders = new Map<string, OpenedFolder>();

  const engineOf = async ({ folder, settings }: Asked): Promise<Engine> => {
    const key = `${JSON.stringify(settings)}${await stateOf(folder)}`;
    const opened = folders.get(folder);
    if (opened?.settings === key) return opened.engine;
    const engine = (async () => {
      if (opened) await (await opened.engine).dispose();
      return openFolder(folder, settings);
    })();
    folders.set(folder, { settings: key, engine });
    // A folder that could not be opened is tried again by the next request.
    engine.catch(() => folders.delete(folder));
    return engine;
  };

  connection.onRequest(PING, () => ({ rssBytes: process.memoryUsage.rss() }));
  connection.onRequest(ASK, async (asked, token) => {
    try {
      if (asked.verb === 'dispose') {
        const opened = folders.get(asked.folder);
        folders.delete(asked.folder);
        await (await opened?.engine)?.dispose();
        return null;
      }
      const engine = await engineOf(asked);
      const result = await callVerb(engine, asked.verb, {
        input: asked.input,
        progress: progressTo(connection, asked.progressId),
        signal: signalOf(token),
      });
      return await inParts(connection, asked, result ?? null);
    } catch (error) {
      return toWire(error);
    }
  });
  connection.listen();
}

/** Sends the long list of an answer ahead of it. @returns the rest of the answer, its list empty then. */
async function inParts(
  connection: MessageConnection,
  { verb, partsId }: Asked,
  result: unknown,
): Promise<unknown> {
  const name = PARTED[verb];
  if (partsId === undefined || name === undefined) return result;
  const list = (result as Record<string, unknown>)[name];
  if (!Array.isArray(list) || list.length <= PART_LENGTH) return result;
  for (let at = 0; at < list.length; at += PART_LENGTH)
    await connection.sendNotification(PART, {
      id: partsId,
      items: list.slice(at, at + PART_LENGTH),
    });
  return { ...(result as object), [name]: [] };
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

function progressTo(connection: MessageConnection, id: number | undefined): Progress {
  if (id === undefined) return () => {};
  let sentAt = 0;
  let phase = '';
  return (done, total, what) => {
    const now = performance.now();
    if (what === phase && done < total && now - sentAt < PROGRESS_INTERVAL_MS) return;
    sentAt = now;
    phase = what;
    void connection.sendNotification(PROGRESS, { id, done, total, what }).catch(() => {});
  };
}

/**
 * Ends the process when its memory stays above `limitBytes`: a fresh one starts from the stored index.
 * @returns what stops the watch.
 */
export function watchMemory(
  limitBytes: number,
  connection: MessageConnection,
  end: () => void,
): () => void {
  let above = 0;
  const timer = setInterval(() => {
    above = process.memoryUsage.rss() > limitBytes ? above + 1 : 0;
    if (above < 3) return;
    const message = `The engine used more than ${Math.round(limitBytes / 1e6)} MB and was restarted.`;
    void connection
      .sendNotification(NOTICE, { message })
      .catch(() => {})
      .finally(end);
  }, 1000);
  timer.unref();
  return () => clearInterval(timer);
}
