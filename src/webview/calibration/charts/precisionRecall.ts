/** What is right of what is shown, against what is shown of what is there; the three levels are marked. */
import { axisX, axisY, dot, gridX, gridY, line, plot, text } from '@observablehq/plot';
import { t } from '@vscode/l10n';
import type { ChannelView, PrecisionRecallPoint } from '../../../core/calibration/report.ts';
import type { Level } from '../../../core/matching/match.ts';
import { levelName } from '../words.ts';
import { type ChartSize, COLORS, LEVEL_SHAPES, withoutStyle } from './look.ts';

/** @param threshold where the slider stands; undefined: nowhere. */
export function drawPrecisionRecall(
  { precisionRecall, levels }: ChannelView,
  threshold: number | undefined,
  size: ChartSize,
): SVGSVGElement | HTMLElement {
  const placed = levels.flatMap(({ level, precision, recall }) =>
    precision === null || recall === null ? [] : [{ level, precision, recall }],
  );
  const lowest = Math.min(1, ...precisionRecall.map(({ precision }) => precision));
  const floor = lowest > 0.55 ? 0.5 : 0;
  const at = threshold === undefined ? undefined : nearest(precisionRecall, threshold);
  return withoutStyle(
    plot({
      ...size,
      marginTop: 30,
      marginLeft: 44,
      marginRight: 22,
      marginBottom: 36,
      x: { domain: [0, 1] },
      y: { domain: [floor, 1] },
      marks: [
        gridX({ ticks: 5, strokeOpacity: 0.12 }),
        gridY({ ticks: 5, strokeOpacity: 0.12 }),
        axisX({
          ticks: 5,
          tickSize: 0,
          tickFormat: (share: number) => `${Math.round(share * 100)} %`,
          label: t('Recall: shown of what is there'),
          labelArrow: 'none',
          labelAnchor: 'center',
        }),
        axisY({
          ticks: 5,
          tickSize: 0,
          tickFormat: (share: number) => `${Math.round(share * 100)} %`,
          label: t('Precision: right of what is shown'),
          labelArrow: 'none',
        }),
        line(precisionRecall, {
          x: 'recall',
          y: 'precision',
          stroke: COLORS.matches,
          strokeWidth: 2,
        }),
        ...placed.map((one) =>
          dot([one], {
            x: 'recall',
            y: 'precision',
            symbol: LEVEL_SHAPES[one.level],
            r: 6,
            fill: COLORS.level,
            stroke: COLORS.surface,
            strokeWidth: 1.5,
          }),
        ),
        ...placed.flatMap((one, row) => legendRow(one.level, placed.length - 1 - row)),
        ...(at
          ? [
              dot([at], {
                x: 'recall',
                y: 'precision',
                r: 9,
                stroke: 'currentColor',
                strokeWidth: 2,
              }),
            ]
          : []),
      ],
    }),
  );
}

/** Names beside the points would cover one another where levels lie close; the lower left corner is always free. */
function legendRow(level: Level, rowsBelow: number) {
  const dy = -14 - 18 * rowsBelow;
  const origin = [{ x: 0 }];
  return [
    dot(origin, {
      frameAnchor: 'bottom-left',
      dx: 16,
      dy,
      symbol: LEVEL_SHAPES[level],
      r: 5,
      fill: COLORS.level,
    }),
    text(origin, {
      frameAnchor: 'bottom-left',
      dx: 28,
      dy,
      lineAnchor: 'middle',
      text: () => levelName(level, t),
      fill: 'currentColor',
    }),
  ];
}

function nearest(
  points: readonly PrecisionRecallPoint[],
  threshold: number,
): PrecisionRecallPoint | undefined {
  return points.toSorted(
    (a, b) => Math.abs(a.threshold - threshold) - Math.abs(b.threshold - threshold),
  )[0];
}
