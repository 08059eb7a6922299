/** Where matches and non-matches lie on the distance axis: matches upwards, non-matches downwards, the levels across. */
import { axisX, axisY, plot, rectY, ruleX, ruleY, text } from '@observablehq/plot';
import { t } from '@vscode/l10n';
import type { ChannelView } from '../../../core/calibration/report.ts';
import { levelName } from '../words.ts';
import { type ChartSize, COLORS, withoutStyle } from './look.ts';

/** Rows above the bars for the levels' names, so that close levels do not cover one another. */
const NAME_ROW_PX = 14;

/** @param at where the slider stands, on the histogram's axis; undefined: nowhere. */
export function drawHistogram(
  { histogram, levels }: ChannelView,
  at: number | undefined,
  size: ChartSize,
): SVGSVGElement | HTMLElement {
  const { bins, axis } = histogram;
  const last = bins.at(-1)?.to ?? 1;
  const tallest = Math.max(0.01, ...bins.flatMap(({ matches, others }) => [matches, others]));
  const placed = levels.flatMap(({ level, position }) =>
    position === null ? [] : [{ level, position }],
  );
  return withoutStyle(
    plot({
      ...size,
      marginTop: 8 + NAME_ROW_PX * placed.length,
      marginLeft: 44,
      marginRight: 16,
      marginBottom: 36,
      x: { domain: [bins[0]?.from ?? 0, last] },
      y: { domain: [-tallest * 1.08, tallest * 1.08] },
      marks: [
        axisY({
          ticks: 5,
          tickSize: 0,
          label: null,
          tickFormat: (share: number) => `${Math.round(Math.abs(share) * 100)} %`,
        }),
        axisX({
          ticks: 6,
          tickSize: 4,
          labelArrow: 'none',
          labelAnchor: 'center',
          label:
            axis === 'distance' ? t('Distance (0 is the same)') : t('Difference (0 is the same)'),
        }),
        rectY(bins, { x1: 'from', x2: 'to', y: 'matches', fill: COLORS.matches, inset: 0.75 }),
        rectY(bins, {
          x1: 'from',
          x2: 'to',
          y: ({ others }: { others: number }) => -others,
          fill: 'url(#hatch)',
          stroke: COLORS.others,
          strokeWidth: 1,
          inset: 0.75,
        }),
        ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.6 }),
        ...placed.flatMap(({ level, position }, row) => {
          const above = NAME_ROW_PX * (placed.length - row);
          const isRight = position > 0.75 * last;
          return [
            ruleX([position], {
              stroke: COLORS.level,
              strokeDasharray: '3 3',
              strokeWidth: 1.5,
              insetTop: 4 - above,
            }),
            text([position], {
              x: (x: number) => x,
              frameAnchor: 'top',
              text: () => levelName(level, t),
              textAnchor: isRight ? 'end' : 'start',
              lineAnchor: 'top',
              dx: isRight ? -5 : 5,
              dy: 2 - above,
              fill: 'currentColor',
            }),
          ];
        }),
        ...(at === undefined ? [] : [ruleX([at], { stroke: 'currentColor', strokeWidth: 2 })]),
      ],
    }),
  );
}
