/** An engine that answers from a fixed table: the terminal's tests need no disk. */
import type {
  DuplicatesReport,
  Engine,
  IndexReport,
  SearchResult,
} from '../../src/core/engineApi.ts';
import type { ExtractionPlan } from '../../src/core/extraction/extractionPlan.ts';
import { findDrift } from '../../src/core/matching/drift.ts';
import type { Place } from '../../src/core/matching/match.ts';
import type { FineTuneReport, TaskOutcome } from '../../src/core/tuning/report.ts';
import { EXAMPLE_PAIRS, EXAMPLE_REPORT } from '../core/calibration/exampleReport.ts';

export function placeAt(path: string, startLine: number, endLine: number, name = ''): Place {
  return {
    path,
    language: 'typescript',
    role: 'source',
    snippet: {
      kind: 'function',
      name,
      startLine,
      endLine,
      doc: '',
      textHash: `${path}${startLine}`,
    },
  };
}

export const INDEX_REPORT: IndexReport = {
  filesFound: 3,
  filesIndexed: 1,
  filesUnchanged: 2,
  filesRemoved: 0,
  snippets: 12,
  embeddingsComputed: 4,
  skipped: [
    { path: 'logo.png', reason: 'binary' },
    { path: 'node_modules', reason: 'ignored' },
  ],
  failed: [],
  durationMs: 1234,
};

/** Of the one group's two members. */
export const PRINTS: readonly string[] = ['a'.repeat(24), 'b'.repeat(24)];

export const DUPLICATES: DuplicatesReport = {
  groups: [
    {
      id: 'g1',
      type: 'renamed',
      members: [
        placeAt('src/queue.ts', 10, 24, 'Queue.push'),
        placeAt('src/very/deep/folder/structure/that/never/ends/stack.ts', 3, 17, 'Stack.push'),
      ],
      canonical: 1,
      probability: 0.9712,
      diameter: 0.2345678,
      evidence: { text: 0.81, structure: 1, meaning: 0.95 },
      duplicatedLines: 15,
      fingerprints: PRINTS,
    },
  ],
  decided: [],
  files: 3,
  snippets: 12,
  lines: 300,
  duplicatedLines: 30,
  thresholds: { meaning: 0.5 },
};

export const RESULTS: readonly SearchResult[] = [
  {
    place: placeAt('src/queue.ts', 10, 24, 'Queue.push'),
    type: 'meaning',
    distance: 0.61,
    probability: 0.83,
    evidence: { meaning: 0.81 },
    why: 'name: push; meaning',
  },
];

/** The group of `DUPLICATES`; the second copy lacks a check. */
const COPIES = [
  {
    path: 'src/queue.ts',
    startLine: 10,
    text: 'push(x) {\n  if (!x) return;\n  this.q.push(x);\n}',
  },
  {
    path: 'src/very/deep/folder/structure/that/never/ends/stack.ts',
    startLine: 3,
    text: 'push(y) {\n  this.q.push(y);\n}',
  },
];

export const DRIFT = findDrift(
  COPIES.map((copy) => ({
    ...copy,
    endLine: copy.startLine + copy.text.split('\n').length - 1,
    language: 'typescript',
  })),
  0,
);

const TUNED_OUTCOMES: readonly TaskOutcome[] = [
  {
    task: 'docToCode',
    measure: 'MRR',
    questions: 312,
    before: 0.431,
    after: 0.489,
    change: { low: 0.031, high: 0.085 },
    verdict: 'better',
  },
  {
    task: 'clones',
    measure: 'MRR',
    questions: 401,
    before: 0.911,
    after: 0.914,
    change: { low: -0.004, high: 0.011 },
    verdict: 'same',
  },
];

export const FINE_TUNE_REPORT: FineTuneReport = {
  accepted: true,
  reason: 'Accepted: better at finding code by description (MRR 0.431 → 0.489), worse at nothing.',
  head: {
    name: 'tuned-1',
    id: 'fake@000000000000+111111111111',
    encoderId: 'fake@000000000000',
    kind: 'linear',
    loss: 'infoNce',
    createdAt: '2026-01-02T03:04:05.000Z',
    sizeBytes: 263_680,
    inUse: true,
    fits: true,
    untouched: TUNED_OUTCOMES,
  },
  inUse: true,
  encoderId: 'fake@000000000000',
  kind: 'linear',
  loss: 'infoNce',
  seed: 1,
  pairs: { doc: 1204, name: 1480, mutant: 3100, test: 87 },
  split: {
    train: { files: 140, pairs: 5871 },
    choose: { files: 70, pairs: 713 },
    untouched: { files: 71, pairs: 713 },
  },
  chosenOn: TUNED_OUTCOMES,
  untouched: TUNED_OUTCOMES,
  curve: [
    { step: 50, training: 1.2, heldOut: 1.3 },
    { step: 200, training: 0.7, heldOut: 1.1 },
  ],
  strength: 0.75,
  names: 0.2,
  notices: [],
  durationMs: 21_400,
};

export const EXTRACTION: ExtractionPlan = {
  obstacles: [],
  notes: ['It uses `log`, which each file imports or declares.'],
  parameters: [{ name: 'limit', kind: 'value', type: 'number', values: ['3', '8'] }],
  template: {
    text: '(x) {\n  log(x > 3);\n}',
    holes: [{ start: 16, end: 17, values: ['3', '8'], parameter: 0 }],
  },
  functionText: 'function push2(x, limit: number) {\n  log(x > limit);\n}',
  calls: [
    {
      path: 'src/queue.ts',
      startLine: 10,
      endLine: 12,
      text: 'push(x) {\n  return push2(x, 3);\n}',
    },
    { path: 'src/stack.ts', startLine: 3, endLine: 5, text: 'push(x) {\n  return push2(x, 8);\n}' },
  ],
};

/** @param calls grows with what was asked, so that a test can see it. */
export function fakeEngine(calls: string[] = [], report: IndexReport = INDEX_REPORT): Engine {
  return {
    async index() {
      calls.push('index');
      return report;
    },
    async dryRun() {
      return { files: ['src/queue.ts'], skipped: report.skipped };
    },
    async filesChanged() {
      return report;
    },
    async enclosing() {
      return undefined;
    },
    async findSimilar(request) {
      calls.push(JSON.stringify(request));
      return [...RESULTS];
    },
    async findDuplicates(request) {
      calls.push(JSON.stringify(request));
      return DUPLICATES;
    },
    async drift(request) {
      calls.push(JSON.stringify(request));
      return DRIFT;
    },
    async extract(request) {
      calls.push(JSON.stringify(request));
      return EXTRACTION;
    },
    async search(request) {
      calls.push(JSON.stringify(request));
      return [...RESULTS];
    },
    async decide({ members, verdict, reason }) {
      calls.push(`decide ${JSON.stringify({ members, verdict, reason })}`);
      return { verdict, reason, fingerprints: PRINTS, where: 'src/queue.ts:10-24' };
    },
    async undecide({ members }) {
      calls.push(`undecide ${JSON.stringify(members)}`);
      return 1;
    },
    async decisions() {
      return [];
    },
    async fineTune(request) {
      calls.push(JSON.stringify(request));
      return FINE_TUNE_REPORT;
    },
    async heads() {
      return [FINE_TUNE_REPORT.head!];
    },
    async useHead(request) {
      calls.push(JSON.stringify(request));
    },
    async deleteHead(request) {
      calls.push(JSON.stringify(request));
    },
    async exportHead() {
      return 'aGVhZA==';
    },
    async importHead(request) {
      calls.push(JSON.stringify(request));
      return FINE_TUNE_REPORT.head!;
    },
    async calibrate() {
      calls.push('calibrate');
      return EXAMPLE_REPORT;
    },
    async calibration() {
      return EXAMPLE_REPORT;
    },
    async label(request) {
      calls.push(`label ${JSON.stringify(request)}`);
      const { isMatch } = request;
      const { labels } = EXAMPLE_REPORT;
      const [a, b] = ['0f3c5a7e9b1d2f4a6c8e0b1d', '7a9c1e3f5b7d9a0c2e4f6b8d'];
      return { a, b, isMatch, probability: 0.48, labels, contradictions: [] };
    },
    async labelQueue({ limit }) {
      return EXAMPLE_PAIRS.slice(0, limit);
    },
    async status() {
      return {
        state: 'ready',
        files: 3,
        snippets: 12,
        done: 3,
        total: 3,
        encoderId: 'fake@000000000000',
        sizeBytes: 4_200_000,
        notices: [],
      };
    },
    async pause() {},
    async resume() {},
    async rebuild() {
      calls.push('rebuild');
      return report;
    },
    async dispose() {
      calls.push('dispose');
    },
  };
}
