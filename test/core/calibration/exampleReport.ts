/** A calibration report as a folder of some 3,000 functions gives it; its curves come from two bell shapes. */
import type {
  CalibrationReport,
  ChannelView,
  LevelView,
  PairToLabel,
  ThresholdPoint,
} from '../../../src/core/calibration/report.ts';
import type { Level, Place } from '../../../src/core/matching/match.ts';

const BINS = 40;
const PROMISED: Readonly<Record<Level, number>> = {
  strict: 0.95,
  balanced: 0.85,
  exploratory: 0.6,
};

/** What is not the same in both channels. */
interface Shape {
  readonly channel: ChannelView['channel'];
  readonly axis: 'distance' | 'difference';
  readonly end: number;
  readonly matchesAt: number;
  readonly othersAt: number;
  readonly width: number;
  readonly prevalence: number;
  /** Positions of strict, balanced and exploratory. */
  readonly positions: readonly [number, number, number];
  readonly candidates: number;
}

export const EXAMPLE_REPORT: CalibrationReport = {
  format: 1,
  encoder: 'lookalike@6cc1007339c8',
  delta: 0.05,
  channels: [
    channelView({
      channel: 'copy',
      axis: 'difference',
      end: 1,
      matchesAt: 0.22,
      othersAt: 0.72,
      width: 0.13,
      prevalence: 0.4,
      positions: [0.32, 0.47, 0.55],
      candidates: 9200,
    }),
    channelView({
      channel: 'sameJob',
      axis: 'distance',
      end: 1.4,
      matchesAt: 0.74,
      othersAt: 1.05,
      width: 0.13,
      prevalence: 0.1,
      positions: [0.58, 0.66, 0.76],
      candidates: 9200,
    }),
  ],
  folder: {
    generation: 12,
    isStale: false,
    snippets: 6120,
    functions: 1024,
    mutants: 2048,
    hardNegatives: 2731,
  },
  labels: {
    matches: 14,
    nonMatches: 23,
    inUse: 35,
    contradictions: [
      {
        a: '0f3c5a7e9b1d2f4a6c8e0b1d',
        b: '7a9c1e3f5b7d9a0c2e4f6b8d',
        where: 'src/queue.ts:10-24 ~ src/stack.ts:3-17',
        what: 'labelled as a match and as no match; neither counts',
      },
    ],
  },
  notices: ['Precision is promised for pairs like those measured here, with 95 % confidence.'],
};

export const EXAMPLE_PAIRS: readonly PairToLabel[] = [
  {
    a: side(
      'src/queue.ts',
      10,
      'Queue.push',
      'push(value: number) {\n  this.items.push(value);\n}',
    ),
    b: side(
      'src/stack.ts',
      3,
      'Stack.add',
      'add(item: number) {\n  this.all = [...this.all, item];\n}',
    ),
    channel: 'sameJob',
    probability: 0.48,
    distance: 0.71,
    why: 'near the threshold of balanced, and unlike the pairs labelled so far',
  },
];

function side(path: string, startLine: number, name: string, text: string): PairToLabel['a'] {
  const endLine = startLine + text.split('\n').length - 1;
  const place: Place = {
    path,
    language: 'typescript',
    role: 'source',
    snippet: { kind: 'method', name, startLine, endLine, doc: '', textHash: `${path}${startLine}` },
  };
  return { place, text, fingerprint: '0f3c5a7e9b1d2f4a6c8e0b1d' };
}

function channelView(shape: Shape): ChannelView {
  const { axis, end, matchesAt, othersAt, width, prevalence, candidates } = shape;
  const edges = Array.from({ length: BINS + 1 }, (_, i) => (i * end) / BINS);
  const bell = (x: number, at: number): number => Math.exp(-0.5 * ((x - at) / width) ** 2);
  const shares = (at: number): number[] => {
    const values = edges.slice(0, -1).map((from) => bell(from + end / BINS / 2, at));
    const sum = values.reduce((a, b) => a + b, 0);
    return values.map((value) => value / sum);
  };
  const matches = shares(matchesAt);
  const others = shares(othersAt);
  const point = (count: number) => {
    const right = prevalence * sumOf(matches, count);
    const wrong = (1 - prevalence) * sumOf(others, count);
    const position = edges[count]!;
    const odds = (prevalence * matches[count - 1]!) / ((1 - prevalence) * others[count - 1]!);
    return {
      position,
      threshold: Math.log(odds),
      probability: odds / (1 + odds),
      precision: right / (right + wrong),
      recall: right / prevalence,
      findings: Math.round(candidates * (right + wrong)),
      expectedFalse: candidates * wrong,
      expectedFalsePer1000: (1000 * candidates * wrong) / 6120,
    };
  };
  const points = Array.from({ length: BINS - 8 }, (_, i) => point(i + 4));
  const at = (position: number) => point(edges.findIndex((edge) => edge >= position));
  const levels = (Object.keys(PROMISED) as Level[]).map((level, i): LevelView => {
    const own = at(shape.positions[i]!);
    return {
      level,
      promised: PROMISED[level],
      threshold: own.threshold,
      probability: own.probability,
      position: own.position,
      source: i === 0 ? 'shipped' : 'folder',
      precision: own.precision,
      recall: own.recall,
      precisionAtLeast: own.precision - 0.01,
      bounds: { shipped: own.threshold - 0.4 * i, folder: own.threshold - (i === 0 ? 0.7 : 0) },
      findings: own.findings,
      expectedFalsePer1000: own.expectedFalsePer1000,
    };
  });
  const thresholds: ThresholdPoint[] = points.map(
    ({ position, threshold, probability, findings, expectedFalse, expectedFalsePer1000 }) => ({
      position,
      threshold,
      probability,
      findings,
      expectedFalse,
      expectedFalsePer1000,
    }),
  );
  return {
    channel: shape.channel,
    data: '4,800 functions of 12 public repositories (TypeScript, JavaScript, Java, Python, Go)',
    pairs: 17735,
    measuredOn: 'folder',
    prevalence,
    histogram: {
      axis,
      bins: matches.map((share, i) => ({
        from: edges[i]!,
        to: edges[i + 1]!,
        matches: share,
        others: others[i]!,
      })),
    },
    reliability: Array.from({ length: 12 }, (_, i) => ({
      from: i / 12,
      to: (i + 1) / 12,
      pairs: 400 - 25 * i,
      predicted: (i + 0.5) / 12,
      observed: Math.min(1, Math.max(0, (i + 0.5) / 12 + 0.02 * Math.sin(i))),
    })),
    precisionRecall: points.map(({ threshold, precision, recall }) => ({
      threshold,
      precision,
      recall,
    })),
    areaUnderCurve: 0.962,
    averagePrecision: 0.931,
    brierScore: 0.047,
    calibrationError: 0.014,
    levels,
    thresholds,
  };
}

function sumOf(values: readonly number[], count: number): number {
  return values.slice(0, count).reduce((a, b) => a + b, 0);
}
