/** The tools over the Model Context Protocol (its official SDK), on a pair of streams: standard input and output. */
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  RootsListChangedNotificationSchema,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import { TOOLS_WITH_SOURCE, type ToolName } from '../core/agents/toolDefinitions.ts';
import type { Progress } from '../core/engineApi.ts';
import { UserError } from '../core/userError.ts';

export interface McpHost {
  readonly version: string;
  /**
   * Answers a tool call as text.
   * @param roots folders that the client works in, where it says so
   */
  call(
    name: ToolName,
    input: unknown,
    run: {
      readonly roots: readonly string[];
      readonly progress: Progress;
      readonly signal: AbortSignal;
    },
  ): Promise<string>;
}

export interface McpStreams {
  readonly input: Readable;
  readonly output: Writable;
}

const INSTRUCTIONS =
  'Lookalike knows what the code of this workspace means. Search with it before writing something new, and look for ' +
  'similar code before changing a function that may have copies. Everything runs on this machine.';

/** Progress is told at most this often: clients draw it. */
const PROGRESS_EVERY_MS = 250;

/** Serves until the client goes away or `signal` stops it. */
export async function serveMcp(
  host: McpHost,
  { input, output }: McpStreams,
  signal: AbortSignal,
): Promise<void> {
  const server = new Server(
    { name: 'lookalike', title: 'Lookalike', version: host.version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  let roots: Promise<readonly string[]> | undefined;
  server.setNotificationHandler(RootsListChangedNotificationSchema, () => {
    roots = undefined;
  });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: TOOLS_WITH_SOURCE.map((tool) => ({
      ...tool,
      inputSchema: { ...tool.inputSchema, required: [...(tool.inputSchema.required ?? [])] },
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = TOOLS_WITH_SOURCE.find(({ name }) => name === params.name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `There is no tool "${params.name}".`);
    roots ??= rootsOf(server);
    try {
      const text = await host.call(tool.name, params.arguments, {
        roots: await roots,
        progress: progressOf(extra),
        signal: extra.signal,
      });
      return { content: [{ type: 'text', text }] };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const text = `${error.message} ${error.remedy}`;
      return { isError: true, content: [{ type: 'text', text }] };
    }
  });

  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
  });
  const close = () => void server.close();
  // The SDK does not notice that the client's end of the pipe is gone.
  input.once('end', close);
  input.once('close', close);
  signal.addEventListener('abort', close, { once: true });
  await server.connect(new StdioServerTransport(input, output));
  if (signal.aborted) close();
  await closed;
}

/** The client's folders; none where it does not tell. */
async function rootsOf(server: Server): Promise<readonly string[]> {
  if (!server.getClientCapabilities()?.roots) return [];
  const { roots } = await server.listRoots();
  return roots.filter(({ uri }) => uri.startsWith('file://')).map(({ uri }) => fileURLToPath(uri));
}

/** The protocol wants progress that only grows, although the work starts anew with each of its phases. */
function progressOf({
  _meta,
  sendNotification,
}: RequestHandlerExtra<ServerRequest, ServerNotification>): Progress {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return () => {};
  let before = 0;
  let last = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  return (done, total, what) => {
    if (done < last) before += last;
    last = done;
    const now = performance.now();
    if (now - saidAt < PROGRESS_EVERY_MS) return;
    saidAt = now;
    const params = { progressToken, progress: before + done, total: before + total, message: what };
    // A client that is gone needs no progress.
    sendNotification({ method: 'notifications/progress', params }).catch(() => {});
  };
}
