/** What a fine-tuning changed, per task: the interval of the change beside the line of no change. */
import { axisX, axisY, dot, gridX, link, plot, ruleX } from '@observablehq/plot';
import { t } from '@vscode/l10n';
import type { TaskOutcome } from '../../../core/tuning/report.ts';
import { signed, taskName } from '../words.ts';
import { type ChartSize, COLORS, withoutStyle } from './look.ts';

/** A filled dot for a change that the interval is sure of, a ring for one it is not. */
export function drawChanges(
  outcomes: readonly TaskOutcome[],
  size: ChartSize,
): SVGSVGElement | HTMLElement {
  const rows = outcomes.map(({ task, before, after, change, verdict }) => ({
    name: taskName(task, t),
    change: after - before,
    ...change,
    isSure: verdict !== 'same',
  }));
  const furthest = Math.max(
    0.02,
    ...rows.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]),
  );
  return withoutStyle(
    plot({
      ...size,
      marginLeft: 150,
      marginRight: 20,
      marginTop: 6,
      marginBottom: 36,
      x: { domain: [-furthest * 1.1, furthest * 1.1] },
      y: { type: 'point', domain: rows.map(({ name }) => name), padding: 0.6 },
      marks: [
        gridX({ ticks: 5, strokeOpacity: 0.12 }),
        axisX({
          ticks: 5,
          tickSize: 0,
          tickFormat: (value: number) => signed(value, 2),
          label: t('Change, with its 95 % interval'),
          labelArrow: 'none',
          labelAnchor: 'center',
        }),
        axisY({ tickSize: 0, label: null }),
        ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.6, strokeDasharray: '4 4' }),
        link(rows, { x1: 'low', x2: 'high', y: 'name', stroke: COLORS.matches, strokeWidth: 3 }),
        dot(rows, {
          x: 'change',
          y: 'name',
          r: 6,
          stroke: COLORS.matches,
          strokeWidth: 2.5,
          fill: ({ isSure }: (typeof rows)[number]) => (isSure ? COLORS.matches : COLORS.surface),
        }),
      ],
    }),
  );
}
