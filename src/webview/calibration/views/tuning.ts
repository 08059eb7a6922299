/** The third tab: train a head on this folder, read what it changed, put one in force or go back. */
import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type {
  FineTuneReport,
  HeadSummary,
  PairSource,
  TaskOutcome,
} from '../../../core/tuning/report.ts';
import { drawChanges } from '../charts/changes.ts';
import { drawLossCurve } from '../charts/lossCurve.ts';
import { decimal, pairSourceName, signed, size, taskName, verdictName } from '../words.ts';
import { type Fact, factList } from './factList.ts';
import { figure } from './figure.ts';

export interface TuningActions {
  readonly fineTune: () => void;
  /** Undefined: the encoder as it ships. */
  readonly use: (name: string | undefined) => void;
  readonly save: (name: string) => void;
  readonly remove: (name: string) => void;
  readonly bring: () => void;
}

export interface TuningNow {
  readonly heads: readonly HeadSummary[] | undefined;
  readonly report: FineTuneReport | undefined;
  readonly isBusy: boolean;
}

export function tuning(now: TuningNow, actions: TuningActions): TemplateResult {
  const { report } = now;
  return html`
    <section class="card empty" aria-labelledby="tune-title">
      <h2 id="tune-title">${t('Let the encoder learn this workspace')}</h2>
      <p class="lead">
        ${t('It learns the words of this workspace and your labels, on this machine, in about a minute. What it learned is kept only if it finds more on files it has not seen and is worse at nothing.')}
      </p>
      <button class="primary" id="fine-tune" ?disabled=${now.isBusy} @click=${actions.fineTune}>
        ${t('Fine-Tune for This Workspace')}
      </button>
    </section>
    ${report ? outcome(report, now, actions) : nothing} ${heads(now, actions)}
  `;
}

function outcome(report: FineTuneReport, now: TuningNow, actions: TuningActions): TemplateResult {
  // The head may have been taken out of force since.
  const isInUse =
    now.heads?.some(({ name, inUse }) => inUse && name === report.head?.name) ?? false;
  return html`
    <section class="card verdict" aria-labelledby="verdict-title">
      <h2 id="verdict-title">
        <span class=${report.accepted ? 'mark-yes' : 'mark-no'} aria-hidden="true"></span>
        ${report.accepted ? t('Accepted: {0}', report.head?.name ?? '') : t('Not accepted')}
      </h2>
      <p>${report.reason}</p>
      ${report.notices.map((notice) => html`<p class="quiet">${notice}</p>`)}
      ${
        isInUse
          ? html`<button class="secondary" id="roll-back" ?disabled=${now.isBusy} @click=${() => actions.use(undefined)}>
            ${t('Go Back to the Shipped Encoder')}
          </button>`
          : nothing
      }
    </section>
    <div class="charts">
      ${figure({
        id: 'changes',
        title: t('What it changed on files that had no say'),
        caption: t('To the right is better. A filled dot is a difference one can be sure of.'),
        ratio: 4.2,
        draw: (chart) => drawChanges(report.untouched, chart),
      })}
    </div>
    ${outcomeTable(report)}
    ${
      report.curve.length > 1
        ? html`<div class="charts">
          ${figure({
            id: 'loss',
            title: t('How the loss fell'),
            caption: t('Solid: pairs it learned from. Dashed: pairs held out.'),
            ratio: 4.2,
            draw: (chart) => drawLossCurve(report, chart),
            table: {
              columns: [t('Step'), t('Learned from'), t('Held out')],
              rows: report.curve.map(({ step, training, heldOut }) => [
                String(step),
                decimal(training),
                decimal(heldOut),
              ]),
            },
          })}
        </div>`
        : nothing
    }
    ${facts(report)}
  `;
}

function outcomeTable(report: FineTuneReport): TemplateResult {
  const table = (outcomes: readonly TaskOutcome[]) => html`
    <table>
      <thead>
        <tr>${outcomeColumns().map((column) => html`<th scope="col">${column}</th>`)}</tr>
      </thead>
      <tbody>
        ${outcomes.map(
          (one) => html`<tr>
            ${outcomeRow(one).map((cell, i) =>
              i === 0
                ? html`<th scope="row">${cell}</th>`
                : html`<td class=${i === 5 ? one.verdict : ''}>${cell}</td>`,
            )}
          </tr>`,
        )}
      </tbody>
    </table>
  `;
  return html`
    <section class="card" aria-labelledby="before-after-title">
      <h2 id="before-after-title">${t('Before and after')}</h2>
      <div class="scroll" tabindex="0" role="group" aria-labelledby="before-after-title">
        ${table(report.untouched)}
      </div>
      <details>
        <summary>${t('What it was decided on')}</summary>
        <div class="scroll" tabindex="0" role="group" aria-label=${t('What it was decided on')}>
          ${table(report.chosenOn)}
        </div>
      </details>
    </section>
  `;
}

function outcomeColumns(): string[] {
  return [
    t('Task'),
    t('Questions'),
    t('Before'),
    t('After'),
    t('Change (95 % interval)'),
    t('Verdict'),
  ];
}

function outcomeRow(one: TaskOutcome): string[] {
  const { task, measure, questions, before, after, change } = one;
  return [
    `${taskName(task, t)} (${measure})`,
    questions.toLocaleString(),
    decimal(before),
    decimal(after),
    `${signed(after - before)} (${signed(change.low)} … ${signed(change.high)})`,
    verdictName(one, t),
  ];
}

function heads({ heads: kept = [], isBusy }: TuningNow, actions: TuningActions): TemplateResult {
  const isShipped = !kept.some(({ inUse }) => inUse);
  const inUse = html`<span class="badge">${t('in use')}</span>`;
  return html`
    <section class="card" aria-labelledby="heads-title">
      <h2 id="heads-title">${t('What has been learned here')}</h2>
      <div class="scroll" tabindex="0" role="group" aria-labelledby="heads-title">
        <table class="heads">
          <thead>
            <tr>
              <th scope="col">${t('Head')}</th>
              <th scope="col">${t('Made')}</th>
              <th scope="col">${t('Words to code')}</th>
              <th scope="col">${t('Size')}</th>
              <th scope="col"><span class="for-readers">${t('Actions')}</span></th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">${t('The encoder as it ships')} ${isShipped ? inUse : nothing}</th>
              <td>–</td>
              <td>–</td>
              <td>–</td>
              <td class="row-actions">
                ${isShipped ? nothing : button(t('Use'), t('Use the encoder as it ships'), isBusy, () => actions.use(undefined))}
              </td>
            </tr>
            ${kept.map(
              (head) => html`<tr>
                <th scope="row">
                  ${head.name} ${head.inUse ? inUse : nothing}
                  ${head.fits ? nothing : html`<span class="quiet">${t('for another encoder')}</span>`}
                </th>
                <td>${new Date(head.createdAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}</td>
                <td>${wordsChange(head)}</td>
                <td>${size(head.sizeBytes)}</td>
                <td class="row-actions">
                  ${head.inUse || !head.fits ? nothing : button(t('Use'), t('Use {0}', head.name), isBusy, () => actions.use(head.name))}
                  ${button(t('Export'), t('Export {0}', head.name), isBusy, () => actions.save(head.name))}
                  ${button(t('Delete'), t('Delete {0}', head.name), isBusy, () => actions.remove(head.name))}
                </td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p class="below"><button class="secondary" ?disabled=${isBusy} @click=${actions.bring}>${t('Import…')}</button></p>
    </section>
  `;
}

function button(label: string, name: string, isOff: boolean, click: () => void): TemplateResult {
  return html`<button class="secondary small" aria-label=${name} ?disabled=${isOff} @click=${click}>${label}</button>`;
}

function wordsChange({ untouched }: HeadSummary): string {
  const outcome = untouched.find(({ task }) => task === 'docToCode');
  if (!outcome) return '–';
  const { before, after, measure } = outcome;
  return `${measure} ${decimal(before)} → ${decimal(after)}`;
}

function facts(report: FineTuneReport): TemplateResult {
  const { split } = report;
  const part = ({ files, pairs }: { files: number; pairs: number }) =>
    t('{0} files, {1} pairs', files.toLocaleString(), pairs.toLocaleString());
  const sources = Object.entries(report.pairs) as [PairSource, number][];
  const numbers: Fact[] = [
    ...sources.map(
      ([source, count]): Fact => [
        t('Pairs: {0}', pairSourceName(source, t)),
        count.toLocaleString(),
      ],
    ),
    [t('Kind of head'), report.kind],
    [t('Loss'), report.loss],
    [t('How far it goes'), decimal(report.strength, 2)],
    [t('Weight of names'), decimal(report.names, 2)],
    [t('Took'), t('{0} s', Math.round(report.durationMs / 1000))],
  ];
  const words: Fact[] = [
    [t('Learned from'), part(split.train)],
    [t('Decided on'), part(split.choose)],
    [t('Reported on'), part(split.untouched)],
    [t('Encoder'), report.encoderId],
  ];
  return html`
    <section class="card" aria-labelledby="tuning-facts-title">
      <h2 id="tuning-facts-title">${t('How it was done')}</h2>
      ${factList(numbers, 'numbers')} ${factList(words, 'words')}
    </section>
  `;
}
