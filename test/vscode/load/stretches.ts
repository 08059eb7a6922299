/** Whose code held the extension host's thread, and for how long at a time: by samples of V8's profiler, ours beside everybody else's and the garbage collector. */
import { Session } from 'node:inspector/promises';

interface Profile {
  readonly nodes: readonly Node[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

interface Node {
  readonly id: number;
  readonly callFrame: { readonly url: string; readonly functionName: string };
  readonly children?: readonly number[];
}

interface Stretch {
  ms: number;
  samples: number;
  /** How many samples were taken in each function. */
  readonly names: Map<string, number>;
  /** The same by what the event loop called: the outermost functions. */
  readonly handlers: Map<string, number>;
}

const SAMPLING_US = 500;
const SHOWN = 5;

export interface Recorded {
  /** Our longest stretch, in milliseconds by samples. */
  readonly oursMs: number;
  /** The longest stretches of our code and of everybody else's. */
  readonly words: string;
}

export async function recordStretches(work: () => Promise<void>): Promise<Recorded> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_US });
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const owners = ownersOf((profile as Profile).nodes);
  const found = (whose: Whose) => stretchesOf(whose, profile as Profile, owners);
  const ours = found('ours');
  return {
    oursMs: inMs(ours[0]?.samples ?? 0),
    words: [
      describe('ours', ours),
      describe('others', found('others')),
      describe('garbage collector', found('garbage collector')),
    ].join('\n'),
  };
}

type Whose = 'ours' | 'others' | 'garbage collector';
interface Owner {
  readonly whose: Whose | undefined;
  readonly handler: string;
}

/** For each node whose it is: ours from the first function of our bundle on, nobody's while the thread has nothing to do. */
function ownersOf(nodes: readonly Node[]): ReadonlyMap<number, Owner> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const owners = new Map<number, Owner>();
  const mark = (node: Node, above: Owner): void => {
    const owner = ownerBelow(node, above);
    owners.set(node.id, owner);
    for (const child of node.children ?? []) mark(byId.get(child)!, owner);
  };
  const [root] = nodes;
  for (const child of root?.children ?? [])
    mark(byId.get(child)!, { whose: undefined, handler: '' });
  return owners;
}

function ownerBelow(node: Node, above: Owner): Owner {
  if (above.whose === 'ours') return above;
  const { url, functionName } = node.callFrame;
  // Also what Node does with messages, the engine's and a few of the TypeScript server's.
  const isMessage = url === 'node:internal/child_process' && functionName === 'channel.onread';
  if (isMessage || /\/dist\/(main|extension|jsonrpc|languages)\.cjs$/.test(url))
    return { whose: 'ours', handler: nameOf(node) };
  if (above.whose) return above;
  if (functionName === '(garbage collector)') return { whose: 'garbage collector', handler: '' };
  const isNobodys = functionName === '(idle)' || functionName === '(program)';
  return { whose: isNobodys ? undefined : 'others', handler: nameOf(node) };
}

/** Longest first. */
function stretchesOf(
  whose: Whose,
  profile: Profile,
  owners: ReadonlyMap<number, Owner>,
): readonly Stretch[] {
  const { nodes, samples, timeDeltas } = profile;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found: Stretch[] = [];
  let now: Stretch | undefined;
  samples.forEach((id, i) => {
    const owner = owners.get(id);
    if (owner?.whose !== whose) {
      now = undefined;
      return;
    }
    if (!now) {
      now = { ms: 0, samples: 0, names: new Map(), handlers: new Map() };
      found.push(now);
    }
    now.ms += timeDeltas[i]! / 1000;
    now.samples++;
    count(now.names, nameOf(byId.get(id)!));
    count(now.handlers, owner.handler);
  });
  return found.sort((a, b) => b.samples - a.samples);
}

function describe(whose: Whose, found: readonly Stretch[]): string {
  const total = found.reduce((sum, stretch) => sum + stretch.samples, 0);
  return [`${whose}: ${inMs(total)} ms in all; the longest stretches:`]
    .concat(found.slice(0, SHOWN).map(inWords))
    .join('\n  ');
}

/** A machine that gives the process no time stretches the clock but takes no samples. */
function inWords({ ms, samples, names, handlers }: Stretch): string {
  const took = `${inMs(samples)} ms by samples, ${ms.toFixed(1)} ms by the clock`;
  return handlers.has('') ? took : `${took}, from ${most(handlers)}; in ${most(names)}`;
}

function most(counts: ReadonlyMap<string, number>): string {
  const first = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 4);
  return first.map(([name, samples]) => `${name} ${inMs(samples)}`).join(', ');
}

function inMs(samples: number): number {
  return (samples * SAMPLING_US) / 1000;
}

function nameOf({ callFrame: { functionName, url } }: Node): string {
  return `${functionName || 'anonymous'} ${url.split('/').slice(-2).join('/')}`;
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
