/** How the loss fell during a fine-tuning: on the pairs learned from, and on pairs held out. */
import { axisX, axisY, gridY, line, plot } from '@observablehq/plot';
import { t } from '@vscode/l10n';
import type { FineTuneReport } from '../../../core/tuning/report.ts';
import { type ChartSize, COLORS, withoutStyle } from './look.ts';

export function drawLossCurve(
  { curve }: FineTuneReport,
  size: ChartSize,
): SVGSVGElement | HTMLElement {
  const heldOut = curve.filter((point) => point.heldOut !== undefined);
  return withoutStyle(
    plot({
      ...size,
      marginTop: 30,
      marginLeft: 44,
      marginRight: 22,
      marginBottom: 36,
      marks: [
        gridY({ ticks: 5, strokeOpacity: 0.12 }),
        axisX({
          ticks: 5,
          tickSize: 0,
          label: t('Step'),
          labelArrow: 'none',
          labelAnchor: 'center',
        }),
        axisY({ ticks: 5, tickSize: 0, label: t('Loss'), labelArrow: 'none' }),
        line(curve, { x: 'step', y: 'training', stroke: COLORS.matches, strokeWidth: 2 }),
        line(heldOut, {
          x: 'step',
          y: 'heldOut',
          stroke: COLORS.others,
          strokeWidth: 2,
          strokeDasharray: '6 3',
        }),
      ],
    }),
  );
}
