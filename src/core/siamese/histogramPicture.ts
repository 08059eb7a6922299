/** Distances of matches and of each anchor's hardest non-match as small histograms, one panel per loss, as SVG. */

export interface DistancePanel {
  readonly title: string;
  readonly matches: readonly number[];
  readonly nonMatches: readonly number[];
}

const PANEL = { width: 220, height: 130, margin: 26 };
const COLUMNS = 3;
const BINS = 40;
/** Euclidean distance on unit embeddings reaches from 0 to 2. */
const FARTHEST = 2;

export function histogramPicture(panels: readonly DistancePanel[], title: string): string {
  const width = COLUMNS * PANEL.width + PANEL.margin;
  const height = Math.ceil(panels.length / COLUMNS) * PANEL.height + 40;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="12" y="18" font-size="13">${title}</text>`,
    `<text x="${width - 12}" y="18" text-anchor="end"><tspan fill="#0072B2">matches</tspan> · <tspan fill="#D55E00">hardest non-matches</tspan></text>`,
    ...panels.map((panel, i) =>
      drawPanel(panel, (i % COLUMNS) * PANEL.width, 30 + Math.floor(i / COLUMNS) * PANEL.height),
    ),
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel({ title, matches, nonMatches }: DistancePanel, x: number, y: number): string {
  const bottom = PANEL.height - 24;
  const inner = PANEL.width - PANEL.margin;
  const counted = [histogram(matches), histogram(nonMatches)] as const;
  const top = Math.max(...counted[0], ...counted[1], 1e-9);
  const area = (shares: readonly number[], colour: string) => {
    const points = shares.map((share, i) => {
      const left = PANEL.margin + ((i + 0.5) / BINS) * inner;
      return `${left.toFixed(1)},${(bottom - (share / top) * (bottom - 22)).toFixed(1)}`;
    });
    return `<polygon fill="${colour}" fill-opacity="0.35" stroke="${colour}" points="${PANEL.margin},${bottom} ${points.join(' ')} ${PANEL.margin + inner},${bottom}"/>`;
  };
  const ticks = [0, 0.5, 1, 1.5, 2].map(
    (d) =>
      `<text x="${PANEL.margin + (d / FARTHEST) * inner}" y="${bottom + 14}" text-anchor="middle">${d}</text>`,
  );
  return [
    `<g transform="translate(${x} ${y})">`,
    `<text x="${PANEL.margin}" y="14">${title}</text>`,
    area(counted[0], '#0072B2'),
    area(counted[1], '#D55E00'),
    ...ticks,
    '</g>',
  ].join('');
}

/** Share of `distances` per bin. */
function histogram(distances: readonly number[]): number[] {
  const bins = Array.from({ length: BINS }, () => 0);
  for (const distance of distances) {
    const bin = Math.min(BINS - 1, Math.floor((distance / FARTHEST) * BINS));
    bins[bin]! += 1 / distances.length;
  }
  return bins;
}
