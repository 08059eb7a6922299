/** The verbs of `Engine` that cross the process border, each with what its arguments are, in order. */
import type { Engine, Progress } from '../core/engineApi.ts';

/** `input` crosses as JSON, `progress` as notifications, `signal` as JSON-RPC's cancellation. */
export type ArgumentKind = 'input' | 'progress' | 'signal';

/** The kinds of a verb's arguments by their types, so that a wrong row below does not compile. */
type KindsOf<Arguments extends readonly unknown[]> = {
  readonly [I in keyof Arguments]: Arguments[I] extends Progress
    ? 'progress'
    : Arguments[I] extends AbortSignal
      ? 'signal'
      : 'input';
};

export const VERBS: { readonly [V in keyof Engine]: KindsOf<Required<Parameters<Engine[V]>>> } = {
  index: ['progress', 'signal'],
  dryRun: ['signal'],
  filesChanged: ['input'],
  enclosing: ['input'],
  findSimilar: ['input', 'signal'],
  findDuplicates: ['input', 'progress', 'signal'],
  drift: ['input', 'signal'],
  extract: ['input', 'signal'],
  search: ['input', 'signal'],
  fineTune: ['input', 'progress', 'signal'],
  heads: [],
  useHead: ['input'],
  deleteHead: ['input'],
  exportHead: ['input'],
  importHead: ['input'],
  decide: ['input'],
  undecide: ['input'],
  decisions: [],
  calibrate: ['progress', 'signal'],
  calibration: [],
  label: ['input'],
  labelQueue: ['input', 'signal'],
  status: [],
  pause: [],
  resume: [],
  rebuild: ['progress', 'signal'],
  dispose: [],
};

export type Verb = keyof Engine;

export interface Given {
  readonly input: unknown;
  readonly progress: Progress | undefined;
  readonly signal: AbortSignal | undefined;
}

/** An engine whose every verb is asked of `ask`; what is null there is undefined here. */
export function engineAsking(ask: (verb: Verb, given: Given) => Promise<unknown>): Engine {
  const asking =
    (verb: Verb) =>
    async (...args: readonly unknown[]) => {
      const at = (kind: ArgumentKind) => args[kindsOf(verb).indexOf(kind)];
      const given = {
        input: at('input') ?? null,
        progress: at('progress') as Progress | undefined,
        signal: at('signal') as AbortSignal | undefined,
      };
      return (await ask(verb, given)) ?? undefined;
    };
  const verbs = Object.keys(VERBS) as Verb[];
  return Object.fromEntries(verbs.map((verb) => [verb, asking(verb)])) as unknown as Engine;
}

/** Calls a verb of an engine with what came over the wire; both ends are this package at the same version. */
export function callVerb(engine: Engine, verb: Verb, given: Given): Promise<unknown> {
  const call = engine[verb] as (...args: readonly unknown[]) => Promise<unknown>;
  return call.apply(
    engine,
    kindsOf(verb).map((kind) => given[kind]),
  );
}

function kindsOf(verb: Verb): readonly ArgumentKind[] {
  return VERBS[verb];
}
