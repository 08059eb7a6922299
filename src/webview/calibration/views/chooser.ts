/** Where to draw the line: a slider over all thresholds, the three levels, and what each would show, before anything changes. */
import { t } from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { classMap } from 'lit-html/directives/class-map.js';
import { live } from 'lit-html/directives/live.js';
import type { ChannelView, LevelView, ThresholdPoint } from '../../../core/calibration/report.ts';
import type { Level } from '../../../core/matching/match.ts';
import { levelAt, positionOf } from '../thresholdChoice.ts';
import { about, describePoint, levelName, likelihood, percent } from '../words.ts';
import { levelShape, shapePath } from './levelShape.ts';

export interface ChooserActions {
  readonly move: (position: number) => void;
  readonly useLevel: (level: Level) => void;
  readonly calibrate: () => void;
}

/** @param at position among the channel's thresholds. @param inForce the folder's setting. */
export function chooser(
  channel: ChannelView,
  { at, inForce, isBusy }: { at: number; inForce: Level; isBusy: boolean },
  actions: ChooserActions,
): TemplateResult {
  const chosen = levelAt(channel, at) ?? inForce;
  return html`
    <section class="card chooser" aria-labelledby="chooser-title">
      <h2 id="chooser-title">${t('How sure must a finding be?')}</h2>
      ${channel.thresholds.length > 0 ? slider(channel, at, actions) : unmeasured(isBusy, actions)}
      <div class="levels">
        ${channel.levels.map((view) => levelCard(view, { chosen, inForce, channel }, actions))}
      </div>
      <div class="apply">
        <button
          class="primary"
          id="use-level"
          ?disabled=${chosen === inForce}
          @click=${() => actions.useLevel(chosen)}
        >
          ${
            chosen === inForce
              ? t('{0} is in use', levelName(chosen, t))
              : useLabel(channel, chosen)
          }
        </button>
        <span class="quiet">
          ${
            chosen === inForce
              ? t('Move the slider or choose a level to see what would change.')
              : t(
                  'Now in use: {0}. Nothing changes until you press the button.',
                  levelName(inForce, t),
                )
          }
        </span>
      </div>
    </section>
  `;
}

/** What the button does, with what comes of it where that is known. */
function useLabel({ levels, thresholds }: ChannelView, level: Level): string {
  const view = levels.find((one) => one.level === level);
  const position = view && positionOf(view, thresholds);
  const point = position === undefined ? undefined : thresholds[position];
  return point
    ? t('Use {0}: {1}', levelName(level, t), countsOf(point))
    : t('Use {0}', levelName(level, t));
}

function countsOf({ findings, expectedFalse }: ThresholdPoint): string {
  const found = Math.round(findings).toLocaleString();
  return t('{0} findings, {1} false', found, about(expectedFalse, t));
}

function slider(channel: ChannelView, at: number, actions: ChooserActions): TemplateResult {
  const points = channel.thresholds;
  const last = points.length - 1;
  const point = points[Math.min(at, last)]!;
  return html`
    <p class="outcome" role="status" aria-live="polite" id="outcome">${describePoint(point, t)}</p>
    <div class="slider">
      <label class="for-readers" for="threshold">${t('Threshold')}</label>
      <div class="track">
        <input
          id="threshold"
          type="range"
          min="0"
          max=${last}
          step="1"
          .value=${live(String(at))}
          aria-describedby="outcome"
          aria-valuetext=${t('{0} likely or more', likelihood(point.probability))}
          @input=${(event: Event) => actions.move((event.target as HTMLInputElement).valueAsNumber)}
        />
        <svg class="marks" aria-hidden="true" focusable="false">
          ${channel.levels.map((view) => {
            const position = positionOf(view, points);
            const x = `${last === 0 ? 0 : (100 * (position ?? 0)) / last}%`;
            return position === undefined
              ? nothing
              : svg`<svg x=${x}>${shapePath(view.level)}</svg>`;
          })}
        </svg>
      </div>
      <div class="ends quiet" aria-hidden="true">
        <span>${t('fewer, surer')}</span><span>${t('more, less sure')}</span>
      </div>
    </div>
  `;
}

function unmeasured(isBusy: boolean, actions: ChooserActions): TemplateResult {
  return html`
    <p class="outcome">
      ${t('This folder has not been measured yet, so there is nothing to say about how much each level would show in it.')}
    </p>
    <p>
      <button class="secondary" ?disabled=${isBusy} @click=${actions.calibrate}>
        ${t('Calibrate This Workspace')}
      </button>
    </p>
  `;
}

function levelCard(
  view: LevelView,
  now: { chosen: Level; inForce: Level; channel: ChannelView },
  actions: ChooserActions,
): TemplateResult {
  const { level, threshold } = view;
  const position = positionOf(view, now.channel.thresholds);
  const point = position === undefined ? undefined : now.channel.thresholds[position];
  const isChosen = level === now.chosen;
  return html`
    <label class=${classMap({ level: true, chosen: isChosen, off: threshold === null })}>
      <input
        type="radio"
        name="level"
        value=${level}
        .checked=${live(isChosen)}
        ?disabled=${position === undefined}
        @change=${() => position !== undefined && actions.move(position)}
      />
      <span class="name">${levelShape(level)} ${levelName(level, t)}</span>
      ${level === now.inForce ? html`<span class="badge">${t('in use')}</span>` : nothing}
      <span class="promise">${t('at least {0} are real', percent(view.promised))}</span>
      <span class="count">
        ${
          threshold === null
            ? t('Cannot be promised here; shows nothing.')
            : point
              ? countsOf(point)
              : t('from {0} likely', likelihood(view.probability))
        }
      </span>
    </label>
  `;
}
