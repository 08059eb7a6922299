/** Runs a command line against fakes, with all that it writes caught. */

import { UserError } from '../../src/core/userError.ts';
import { makeColors } from '../../src/terminal/colors.ts';
import { runCommandLine } from '../../src/terminal/run.ts';
import type { Toolbox } from '../../src/terminal/toolbox.ts';
import { fakeEngine, type INDEX_REPORT } from './fakeEngine.ts';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly calls: readonly string[];
  readonly written: ReadonlyMap<string, string>;
}

export async function runInMemory(
  words: readonly string[],
  world: {
    readonly human?: boolean;
    readonly input?: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly report?: typeof INDEX_REPORT;
    readonly columns?: number;
    readonly toolbox?: Partial<Toolbox>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Ran> {
  const calls: string[] = [];
  const written = new Map<string, string>();
  const keys = [...(world.input ?? '')];
  let out = '';
  let err = '';
  const signal = world.signal ?? new AbortController().signal;
  const tell = (line: string) => {
    err += `${line}\n`;
  };
  const toolbox: Toolbox = {
    openEngine: async () => fakeEngine(calls, world.report),
    openEncoder: async () => ({
      id: 'fake@000000000000',
      dimensions: 2,
      encode: async (inputs) => Float32Array.from(inputs.flatMap(() => [0.6, 0.8])),
      dispose: async () => {},
    }),
    openComparer: async () => ({
      notices: [],
      compare: async (pairs) =>
        pairs.map((pair) => ({
          type: pair.a === pair.b ? ('exact' as const) : ('none' as const),
          distance: pair.a === pair.b ? 0 : 1.25,
          probability: pair.a === pair.b ? 0.999 : 0.012345678,
          evidence: { text: pair.a === pair.b ? 1 : 0.1 },
          reportedAt: pair.a === pair.b ? (['strict'] as const) : [],
          reasons: pair.a === pair.b ? [] : ['Too few shared words.'],
        })),
      dispose: async () => {},
    }),
    readConfiguration: async () => ({}),
    async readFile(name) {
      const text = world.files?.[name];
      if (text === undefined) throw new UserError('no-such-file', `${name} cannot be read.`, 'x');
      return text;
    },
    async writeFile(name, text) {
      written.set(name, text);
    },
    absolute: (path) => `/home/${path}`,
    train: async ({ work, ...request }) => {
      calls.push(`train ${request.recipe}`);
      return { finished: true, steps: 3, loss: 0.25, parameters: `${work}/a.safetensors` };
    },
    serveMcp: async () => {},
    ...world.toolbox,
  };
  const status = await runCommandLine(words, {
    version: '1.2.3',
    toolbox,
    signal,
    tell,
    write: (text) => {
      out += text;
    },
    openTerminal: (choices) => ({
      isHuman: choices.human || world.human === true,
      columns: world.columns ?? 80,
      colors: makeColors(choices.color === true),
      signal,
      tell,
      write: async (text) => {
        out += text;
      },
      readInput: async () => world.input ?? '',
      readKey: async () => keys.shift(),
      startProgress: () => ({ report: () => {}, stop: () => {} }),
    }),
  });
  return { status, out, err, calls, written };
}
