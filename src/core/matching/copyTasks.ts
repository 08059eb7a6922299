/**
 * The parts of a search for copies that wait for nothing else, each a function of the files and of what it is given:
 * done here, or half of it by a second thread that holds the same files.
 */
import { fingerprintOf } from '../decisions/fingerprint.ts';
import type { FileRecord } from '../index/snippetStore.ts';
import { linesWithTokens } from '../structure/tokenStream.ts';
import type { CopyGroup, FoundGroup } from './copyGroup.ts';
import { repeatedPositions } from './copyRuns.ts';
import type { CopyOptions } from './judgeCopy.ts';
import { type Judgements, judgePairs, type PassagePairs } from './judgePairs.ts';
import { distinctItems, type Item } from './nearCopies.ts';
import { type SharedRun, sharedRuns } from './sharedRuns.ts';
import { type TokenFile, tokenFiles, type UnitLimits, Units } from './units.ts';
import { actionability } from './worth/actionability.ts';
import { groupTraits } from './worth/groupTraits.ts';
import { MemberTraitsReader } from './worth/memberTraits.ts';

export interface CopyChannelOptions extends CopyOptions, UnitLimits {}

/** What a group is told by besides its members. */
export type Description = Pick<CopyGroup, 'fingerprints' | 'duplicatedLines' | 'actionability'>;

/** Numbers and plain objects go in and come out: they cross to another thread and back. */
export interface CopyTasks {
  /** Stretches that two places share, six numbers each: file, start and end of either place. */
  runs(): Uint32Array;
  judge(pairs: PassagePairs): Judgements;
  describe(groups: readonly FoundGroup[]): Description[];
}

/** A second thread that holds the same files. */
export interface Assistant {
  /** Begins a task and goes on; what it gives is waited for when it is asked for. */
  begin<Task extends keyof CopyTasks>(
    task: Task,
    ...given: Parameters<CopyTasks[Task]>
  ): () => ReturnType<CopyTasks[Task]>;
}

/** The tasks done in this thread. */
export class OwnCopyTasks implements CopyTasks {
  readonly files: readonly TokenFile[];
  readonly units: Units;
  readonly items: readonly Item[];
  private readonly options: CopyChannelOptions;
  private readonly signal: AbortSignal | undefined;
  private readonly traits = new MemberTraitsReader();

  /** The same for any order of `records`. */
  constructor(records: readonly FileRecord[], options: CopyChannelOptions, signal?: AbortSignal) {
    this.files = tokenFiles(records);
    this.units = new Units(this.files, options);
    this.items = distinctItems(this.units);
    this.options = options;
    this.signal = signal;
  }

  runs(): Uint32Array {
    const { minTokens } = this.options;
    const isRepeated = repeatedPositions(this.units, this.items);
    return packRuns(sharedRuns(this.files, { minTokens, isRepeated }, this.signal));
  }

  judge(pairs: PassagePairs): Judgements {
    return judgePairs(this.files, pairs, this.options);
  }

  describe(groups: readonly FoundGroup[]): Description[] {
    return groups.map((group) => ({
      fingerprints: group.members.map((member) =>
        fingerprintOf(this.files[member.file]!.stream, member),
      ),
      duplicatedLines: this.codeLines(group),
      actionability: actionability(
        group,
        groupTraits(
          group,
          group.members.map(({ file, start, end }) =>
            this.traits.of({ ...this.files[file]!, start, end }),
          ),
        ),
      ),
    }));
  }

  /** Lines with code on them of all copies but the one that is kept: comments and blank lines are nothing to save. */
  private codeLines({ members, canonical }: FoundGroup): number {
    return members.reduce((sum, { file, start, end }, i) => {
      if (i === canonical) return sum;
      return sum + linesWithTokens(this.files[file]!.stream, { start, end });
    }, 0);
  }
}

/** Fewer than this are done before another thread has heard of them (guess). */
const LEAST_TO_SHARE = 64;

/** The tasks done by two: an assistant takes the second half of what can be halved. */
export class SharedCopyTasks implements CopyTasks {
  private readonly own: CopyTasks;
  private readonly assistant: Assistant;
  private readonly begunRuns: () => Uint32Array;

  constructor(own: CopyTasks, assistant: Assistant) {
    this.own = own;
    this.assistant = assistant;
    this.begunRuns = assistant.begin('runs');
  }

  runs(): Uint32Array {
    return this.begunRuns();
  }

  judge(asked: PassagePairs): Judgements {
    const { passages, pairs } = asked;
    if (pairs.length < 2 * LEAST_TO_SHARE) return this.own.judge(asked);
    const middle = 2 * Math.floor(pairs.length / 4);
    const second = this.assistant.begin('judge', { passages, pairs: pairs.slice(middle) });
    const first = this.own.judge({ passages, pairs: pairs.subarray(0, middle) });
    const { verdicts, measures } = second();
    const all: Judgements = {
      verdicts: new Uint8Array(pairs.length / 2),
      measures: new Float64Array((3 * pairs.length) / 2),
    };
    all.verdicts.set(first.verdicts);
    all.verdicts.set(verdicts, middle / 2);
    all.measures.set(first.measures);
    all.measures.set(measures, (3 * middle) / 2);
    return all;
  }

  describe(groups: readonly FoundGroup[]): Description[] {
    if (groups.length < LEAST_TO_SHARE) return this.own.describe(groups);
    const middle = groups.length >> 1;
    const second = this.assistant.begin('describe', groups.slice(middle));
    const first = this.own.describe(groups.slice(0, middle));
    return [...first, ...second()];
  }
}

const RUN_NUMBERS = 6;

function packRuns(runs: readonly SharedRun[]): Uint32Array {
  const packed = new Uint32Array(RUN_NUMBERS * runs.length);
  for (const [i, { fileA, startA, endA, fileB, startB, endB }] of runs.entries()) {
    packed.set([fileA, startA, endA, fileB, startB, endB], RUN_NUMBERS * i);
  }
  return packed;
}

export function unpackRuns(packed: Uint32Array): SharedRun[] {
  return Array.from({ length: packed.length / RUN_NUMBERS }, (_, i) => {
    const [fileA, startA, endA, fileB, startB, endB] = packed.subarray(
      RUN_NUMBERS * i,
      RUN_NUMBERS * (i + 1),
    ) as unknown as [number, number, number, number, number, number];
    return { fileA, startA, endA, fileB, startB, endB };
  });
}
