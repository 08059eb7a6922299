/** Said against observed: a point on the diagonal is a likelihood that keeps its word. */
import { axisX, axisY, dot, gridX, gridY, line, plot } from '@observablehq/plot';
import { t } from '@vscode/l10n';
import type { ChannelView } from '../../../core/calibration/report.ts';
import { type ChartSize, COLORS, withoutStyle } from './look.ts';

const DIAGONAL = [
  [0, 0],
  [1, 1],
] as const;

export function drawReliability(
  { reliability }: ChannelView,
  size: ChartSize,
): SVGSVGElement | HTMLElement {
  return withoutStyle(
    plot({
      ...size,
      marginTop: 30,
      marginLeft: 44,
      marginRight: 22,
      marginBottom: 36,
      x: { domain: [0, 1], percent: false },
      y: { domain: [0, 1] },
      r: { range: [3, 8] },
      marks: [
        gridX({ ticks: 5, strokeOpacity: 0.12 }),
        gridY({ ticks: 5, strokeOpacity: 0.12 }),
        axisX({
          ticks: 5,
          tickSize: 0,
          tickFormat: (share: number) => `${Math.round(share * 100)} %`,
          label: t('Likelihood said'),
          labelArrow: 'none',
          labelAnchor: 'center',
        }),
        axisY({
          ticks: 5,
          tickSize: 0,
          tickFormat: (share: number) => `${Math.round(share * 100)} %`,
          label: t('Share that are matches'),
          labelArrow: 'none',
        }),
        line(DIAGONAL, { stroke: COLORS.quiet, strokeDasharray: '4 4' }),
        line(reliability, {
          x: 'predicted',
          y: 'observed',
          stroke: COLORS.matches,
          strokeWidth: 2,
        }),
        dot(reliability, { x: 'predicted', y: 'observed', r: 'pairs', fill: COLORS.matches }),
      ],
    }),
  );
}
