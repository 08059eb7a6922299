/** The loss curve of a training as an SVG picture: one colour per kind, dashed where held out. */
import type { CurvePoint } from './trainer.ts';

const WIDTH = 720;
const HEIGHT = 400;
const MARGIN = { left: 48, right: 150, top: 20, bottom: 36 };
/** Okabe and Ito's palette: told apart with any colour vision. */
const COLOURS = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#E69F00',
  '#56B4E9',
  '#000000',
  '#999999',
];

export function curvePicture(curve: readonly CurvePoint[], title: string): string {
  const kinds = [
    ...new Set(curve.flatMap((p) => [...Object.keys(p.training), ...Object.keys(p.validation)])),
  ].sort();
  const losses = curve.flatMap((p) => [
    ...Object.values(p.training),
    ...Object.values(p.validation),
  ]);
  const top = Math.max(1e-6, ...losses);
  const last = Math.max(1, ...curve.map((p) => p.step));
  const x = (step: number) => MARGIN.left + (step / last) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (loss: number) =>
    HEIGHT - MARGIN.bottom - (loss / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const line = (of: 'training' | 'validation', kind: string, colour: string) => {
    const points = curve
      .filter((p) => p[of][kind] !== undefined)
      .map((p) => `${x(p.step).toFixed(1)},${y(p[of][kind]!).toFixed(1)}`);
    const dash = of === 'validation' ? ' stroke-dasharray="5 3"' : '';
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.5"${dash} points="${points.join(' ')}"/>`;
  };
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    `<text x="${MARGIN.left - 6}" y="${y(share * top) + 4}" text-anchor="end">${(share * top).toFixed(2)}</text>`,
    `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(share * top)}" y2="${y(share * top)}" stroke="#ddd"/>`,
    `<text x="${x(share * last)}" y="${HEIGHT - 16}" text-anchor="middle">${Math.round(share * last)}</text>`,
  ]);
  const lines = kinds.flatMap((kind, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const legendY = MARGIN.top + 14 + 18 * i;
    return [
      line('training', kind, colour),
      line('validation', kind, colour),
      `<text x="${WIDTH - MARGIN.right + 12}" y="${legendY}" fill="${colour}">${kind}</text>`,
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...ticks,
    ...lines,
    `<text x="${MARGIN.left}" y="14">${title}: loss by step (dashed: held out)</text>`,
    '</svg>',
    '',
  ].join('\n');
}
