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
    },
  ],
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
