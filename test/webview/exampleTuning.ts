/** A fine-tuning report, the heads of a folder and pairs to label, as an engine gives them. */
import type { PairToLabel } from '../../src/core/calibration/report.ts';
import type { FineTuneReport, HeadSummary, TaskOutcome } from '../../src/core/tuning/report.ts';

const UNTOUCHED: readonly TaskOutcome[] = [
  {
    task: 'docToCode',
    measure: 'MRR',
    questions: 412,
    before: 0.412,
    after: 0.478,
    change: { low: 0.031, high: 0.098 },
    verdict: 'better',
  },
  {
    task: 'clones',
    measure: 'MRR',
    questions: 380,
    before: 0.923,
    after: 0.926,
    change: { low: -0.006, high: 0.012 },
    verdict: 'same',
  },
  {
    task: 'labelledPairs',
    measure: 'AP',
    questions: 31,
    before: 0.81,
    after: 0.842,
    change: { low: -0.021, high: 0.07 },
    verdict: 'same',
  },
];

export const HEADS: readonly HeadSummary[] = [
  {
    name: 'tuned-2',
    id: 'lookalike@6cc1007339c8+0f3c5a7e9b1d',
    encoderId: 'lookalike@6cc1007339c8',
    kind: 'residual',
    loss: 'infoNce',
    createdAt: '2026-11-25T14:03:00Z',
    sizeBytes: 66_560,
    inUse: true,
    fits: true,
    untouched: UNTOUCHED,
  },
  {
    name: 'tuned-1',
    id: 'lookalike@1a2b3c4d5e6f+9b1d0f3c5a7e',
    encoderId: 'lookalike@1a2b3c4d5e6f',
    kind: 'linear',
    loss: 'triplet',
    createdAt: '2026-10-02T09:41:00Z',
    sizeBytes: 263_168,
    inUse: false,
    fits: false,
    untouched: UNTOUCHED.slice(0, 2),
  },
];

export const TUNING: FineTuneReport = {
  accepted: true,
  reason: 'It finds code by words better, and is worse at nothing.',
  head: HEADS[0]!,
  inUse: true,
  encoderId: 'lookalike@6cc1007339c8',
  kind: 'residual',
  loss: 'infoNce',
  seed: 1,
  pairs: { doc: 1240, test: 212, mutant: 2048, edit: 96, label: 37, inner: 2048 },
  split: {
    train: { files: 410, pairs: 3400 },
    choose: { files: 205, pairs: 1120 },
    untouched: { files: 206, pairs: 1161 },
  },
  chosenOn: UNTOUCHED.map((outcome) => ({ ...outcome, after: outcome.after + 0.004 })),
  untouched: UNTOUCHED,
  curve: Array.from({ length: 40 }, (_, i) => ({
    step: i * 10,
    training: 1.4 + 1.9 * Math.exp(-i / 9),
    ...(i % 5 === 0 ? { heldOut: 1.62 + 1.7 * Math.exp(-i / 10) } : {}),
  })),
  strength: 0.8,
  names: 0.2,
  notices: ['The history of this folder was not read: it is in no Git repository.'],
  durationMs: 41_300,
};

const RETRY = `export async function retryWithBackoff(run: () => Promise<void>, tries: number) {
  let pause = 100;
  for (let i = 0; i < tries; i++) {
    try {
      return await run();
    } catch (error) {
      if (i === tries - 1) throw error;
    }
    await sleep(pause);
    pause *= 2;
  }
}`;

const PERSIST = `  private async persist(job: () => Promise<void>, attempts: number) {
    let wait = 100;
    for (let i = 0; i < attempts; i++) {
      try {
        await job();
        this.done++;
        return;
      } catch (problem) {
        if (i === attempts - 1) throw problem;
      }
      await sleep(wait);
      wait *= 2;
    }
  }`;

/** A pair of many lines, as most are. */
export const LONG_PAIR: PairToLabel = {
  a: pairSide('src/net/retry.ts', 3, 'retryWithBackoff', RETRY),
  b: pairSide('src/net/download.ts', 21, 'persist', PERSIST),
  channel: 'copy',
  probability: 0.71,
  why: 'near the threshold of balanced',
};

function pairSide(path: string, startLine: number, name: string, text: string): PairToLabel['a'] {
  const endLine = startLine + text.split('\n').length - 1;
  return {
    place: {
      path,
      language: 'typescript',
      role: 'source',
      snippet: { kind: 'function', name, startLine, endLine, doc: '', textHash: name },
    },
    fingerprint: '0f3c5a7e9b1d2f4a6c8e0b1d',
    text,
  };
}
