/** The first tab: which line to draw, and the pictures that say what it costs. */
import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type {
  CalibrationReport,
  ChannelName,
  ChannelView,
  ThresholdSource,
} from '../../../core/calibration/report.ts';
import type { Level } from '../../../core/matching/match.ts';
import { drawHistogram } from '../charts/histogram.ts';
import { drawPrecisionRecall } from '../charts/precisionRecall.ts';
import { drawReliability } from '../charts/reliability.ts';
import { channelName, decimal, levelName, percent, sourceName } from '../words.ts';
import { type ChooserActions, chooser } from './chooser.ts';
import { type Fact, factList } from './factList.ts';
import { figure } from './figure.ts';
import { levelShape } from './levelShape.ts';

export interface ThresholdsActions extends ChooserActions {
  readonly showChannel: (channel: ChannelName) => void;
}

export interface ThresholdsNow {
  readonly channel: ChannelView;
  readonly at: number;
  readonly inForce: Level;
  readonly isBusy: boolean;
}

export function thresholds(
  report: CalibrationReport,
  now: ThresholdsNow,
  actions: ThresholdsActions,
): TemplateResult {
  const { channel } = now;
  return html`
    ${report.channels.length > 1 ? channels(report, channel.channel, actions) : nothing}
    ${report.notices.map((notice) => html`<p class="notice" role="note">${notice}</p>`)}
    ${
      report.folder?.isStale
        ? html`<p class="notice" role="note">
          ${t('The workspace has changed since it was measured. Calibrate it again for up-to-date numbers.')}
        </p>`
        : nothing
    }
    ${chooser(channel, now, actions)}
    <div class="charts">${pictures(channel, now.at)}</div>
    ${sources(channel)} ${facts(report, channel)}
  `;
}

function channels(
  report: CalibrationReport,
  shown: ChannelName,
  actions: ThresholdsActions,
): TemplateResult {
  return html`
    <fieldset class="segments">
      <legend class="for-readers">${t('Kind of match')}</legend>
      ${report.channels.map(
        ({ channel }) => html`<label>
          <input
            type="radio"
            name="channel"
            value=${channel}
            .checked=${live(channel === shown)}
            @change=${() => actions.showChannel(channel)}
          />
          <span>${channelName(channel, t)}</span>
        </label>`,
      )}
    </fieldset>
  `;
}

function pictures(channel: ChannelView, at: number): TemplateResult[] {
  const point = channel.thresholds[at];
  const { bins, axis } = channel.histogram;
  return [
    figure({
      id: 'histogram',
      title: t('Distances of matches and of everything else'),
      caption: t(
        'The further the two hills lie apart, the fewer mistakes any line between them makes.',
      ),
      legend: html`<p class="legend" aria-hidden="true">
        <span><i class="swatch matches"></i>${t('Matches')}</span>
        <span><i class="swatch others"></i>${t('Not matches')}</span>
      </p>`,
      ratio: 2.9,
      isEmpty: bins.every(({ matches, others }) => matches + others === 0),
      draw: (size) => drawHistogram(channel, point?.position, size),
      table: {
        columns: [
          axis === 'distance' ? t('Distance') : t('Difference'),
          t('Share of the matches'),
          t('Share of the rest'),
        ],
        rows: bins.map(({ from, to, matches, others }) => [
          `${decimal(from, 2)}–${decimal(to, 2)}`,
          percent(matches, 1),
          percent(others, 1),
        ]),
      },
    }),
    figure({
      id: 'reliability',
      title: t('Does a likelihood keep its word?'),
      caption: t(
        'On the dashed line, “80 % likely” is right 80 times out of 100. Larger dots stand for more pairs.',
      ),
      ratio: 1.35,
      isEmpty: channel.reliability.length === 0,
      draw: (size) => drawReliability(channel, size),
      table: {
        columns: [t('Likelihood said'), t('Share that are matches'), t('Pairs')],
        rows: channel.reliability.map(({ predicted, observed, pairs }) => [
          percent(predicted, 1),
          percent(observed, 1),
          pairs.toLocaleString(),
        ]),
      },
    }),
    figure({
      id: 'precision-recall',
      title: t('What each level finds, and how much of it is right'),
      caption: t('Up is surer, right is more complete. The ring follows the slider.'),
      ratio: 1.35,
      isEmpty: channel.precisionRecall.length === 0,
      draw: (size) => drawPrecisionRecall(channel, point?.threshold, size),
      table: {
        columns: [t('Level'), t('Precision'), t('Recall')],
        rows: [
          ...channel.levels.map(({ level, precision, recall }) => [
            levelName(level, t),
            percent(precision, 1),
            percent(recall, 1),
          ]),
          ...thinned(channel.precisionRecall).map(({ threshold, precision, recall }) => [
            t('threshold {0}', decimal(threshold, 2)),
            percent(precision, 1),
            percent(recall, 1),
          ]),
        ],
      },
    }),
  ];
}

/** A table of 20 rows says what a curve of hundreds of points does. */
function thinned<T>(points: readonly T[]): T[] {
  const step = Math.max(1, Math.ceil(points.length / 20));
  return points.filter((_, i) => i % step === 0);
}

const SOURCES: readonly ThresholdSource[] = ['shipped', 'folder', 'labels'];

function sources({ levels }: ChannelView): TemplateResult {
  return html`
    <section class="card" aria-labelledby="sources-title">
      <h2 id="sources-title">${t('Where the thresholds come from')}</h2>
      <p class="quiet">
        ${t('A threshold is a score: pairs at or above it are shown. The strictest of the three bounds is in force, so neither this folder nor a label can make a level looser than what was certified.')}
      </p>
      <div class="scroll" tabindex="0" role="group" aria-labelledby="sources-title">
        <table>
          <thead>
            <tr>
              <th scope="col">${t('Level')}</th>
              ${SOURCES.map((source) => html`<th scope="col">${sourceName(source, t)}</th>`)}
              <th scope="col">${t('In force')}</th>
              <th scope="col">${t('Precision')}</th>
              <th scope="col">${t('Certified')}</th>
              <th scope="col">${t('Recall')}</th>
              <th scope="col">${t('False per 1,000 snippets')}</th>
            </tr>
          </thead>
          <tbody>
            ${levels.map(
              (view) => html`<tr>
                <th scope="row">${levelShape(view.level)} ${levelName(view.level, t)}</th>
                ${SOURCES.map((source) => {
                  const isInForce = view.threshold !== null && source === view.source;
                  return html`<td class=${isInForce ? 'in-force' : ''}>
                    ${decimal(view.bounds[source], 2)}
                  </td>`;
                })}
                <td>
                  ${
                    view.threshold === null
                      ? t('nothing')
                      : t('{0} ({1})', decimal(view.threshold, 2), sourceName(view.source, t))
                  }
                </td>
                <td>${percent(view.precision, 1)}</td>
                <td>${view.precisionAtLeast === null ? '–' : `≥ ${percent(view.precisionAtLeast, 1)}`}</td>
                <td>${percent(view.recall, 1)}</td>
                <td>${decimal(view.expectedFalsePer1000, 1)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

function facts(report: CalibrationReport, channel: ChannelView): TemplateResult {
  const { folder } = report;
  const numbers: Fact[] = [
    [t('Calibration error'), decimal(channel.calibrationError)],
    [t('Brier score'), decimal(channel.brierScore)],
    [t('Area under the ROC curve'), decimal(channel.areaUnderCurve)],
    [t('Average precision'), decimal(channel.averagePrecision)],
    [t('Share of matches assumed'), percent(channel.prevalence, 1)],
    [t('Promises may fail by chance in'), percent(report.delta)],
  ];
  const words: Fact[] = [
    [
      t('Measured here'),
      folder
        ? t(
            '{0} edited copies of {1} functions, {2} look-alike pairs that are none',
            folder.mutants.toLocaleString(),
            folder.functions.toLocaleString(),
            folder.hardNegatives.toLocaleString(),
          )
        : t('not yet'),
    ],
    [t('Shipped calibration'), t('{0} pairs: {1}', channel.pairs.toLocaleString(), channel.data)],
    [t('Encoder'), report.encoder ?? t('none; text and structure only')],
  ];
  return html`
    <section class="card" aria-labelledby="facts-title">
      <h2 id="facts-title">
        ${channel.measuredOn === 'folder' ? t('Measured on this folder') : t('Measured on the shipped pairs')}
      </h2>
      ${factList(numbers, 'numbers')} ${factList(words, 'words')}
    </section>
  `;
}
