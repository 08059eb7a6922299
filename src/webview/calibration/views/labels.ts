/** The second tab: the pairs most worth a person's judgement, one at a time, with keys for those who have many. */
import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { LabelsSummary, PairSide, PairToLabel } from '../../../core/calibration/report.ts';
import { diffRows, type Piece } from '../diffRows.ts';
import { channelName, likelihood } from '../words.ts';

export interface LabelActions {
  readonly load: () => void;
  readonly judge: (pair: PairToLabel, isMatch: boolean) => void;
  readonly skip: () => void;
  readonly compare: (pair: PairToLabel) => void;
}

export interface LabelsNow {
  readonly labels: LabelsSummary | undefined;
  readonly queue: readonly PairToLabel[] | undefined;
  /** Position in the queue. */
  readonly at: number;
  /** What the last judgement did. */
  readonly said: string;
  readonly isBusy: boolean;
}

export function labels(now: LabelsNow, actions: LabelActions): TemplateResult {
  const pair = now.queue?.[now.at];
  return html`
    ${pair ? question(pair, now, actions) : start(now, actions)}
    <p class="said" role="status" aria-live="polite">${now.said}</p>
    ${now.labels ? summary(now.labels) : nothing}
  `;
}

function start({ queue, isBusy }: LabelsNow, actions: LabelActions): TemplateResult {
  const isDone = queue !== undefined && queue.length > 0;
  const isEmpty = queue !== undefined && queue.length === 0;
  return html`
    <section class="card empty">
      <h2>
        ${
          isDone
            ? t('That was the last pair')
            : isEmpty
              ? t('No pair is in doubt')
              : t('Teach it what counts as a match here')
        }
      </h2>
      <p class="lead">
        ${
          isEmpty
            ? t('There is no pair in this folder whose judgement would move a threshold.')
            : t(
                'Twenty pairs take about two minutes. They are the ones Lookalike is least sure of; your answers are kept in .lookalike/labels.jsonl, for the whole team.',
              )
        }
      </p>
      <button class="primary" id="load-queue" ?disabled=${isBusy} @click=${actions.load}>
        ${isDone ? t('Label Twenty More') : t('Label Twenty Pairs')}
      </button>
    </section>
  `;
}

function question(pair: PairToLabel, now: LabelsNow, actions: LabelActions): TemplateResult {
  const { queue = [], at } = now;
  return html`
    <section
      class="card pair"
      id="pair"
      tabindex="-1"
      aria-labelledby="pair-title"
      aria-describedby="pair-why"
      @keydown=${(event: KeyboardEvent) => byKey(event, pair, actions)}
    >
      <header>
        <h2 id="pair-title">
          ${t('Pair {0} of {1}: do these two do the same?', at + 1, queue.length)}
        </h2>
        <p id="pair-why" class="quiet">
          ${t('{0} likely · {1}', likelihood(pair.probability), channelName(pair.channel, t))} · ${pair.why}
        </p>
      </header>
      ${sideBySide(pair)}
      <div class="verdicts">
        <button class="primary" aria-keyshortcuts="m" @click=${() => actions.judge(pair, true)}>
          ${t('Match')} <kbd aria-hidden="true">M</kbd>
        </button>
        <button class="primary" aria-keyshortcuts="n" @click=${() => actions.judge(pair, false)}>
          ${t('Not a Match')} <kbd aria-hidden="true">N</kbd>
        </button>
        <button class="secondary" aria-keyshortcuts="s" @click=${actions.skip}>
          ${t('Skip')} <kbd aria-hidden="true">S</kbd>
        </button>
        <span class="spring"></span>
        <button class="secondary" @click=${() => actions.compare(pair)}>
          ${t('Compare in the Editor')}
        </button>
      </div>
      <progress max=${queue.length} value=${at} aria-label=${t('Pairs done')}></progress>
    </section>
  `;
}

function sideBySide({ a, b }: PairToLabel): TemplateResult {
  const rows = diffRows(undented(a.text), undented(b.text));
  const side = (one: PairSide, pick: 'left' | 'right') => html`
    <div class="side">
      <p class="place">${one.place.snippet.name || one.place.path} <span class="quiet">${where(one)}</span></p>
      <pre tabindex="0" role="group" aria-label=${where(one)}><code>${rows.map((row) => {
        const line = row[pick];
        const kind = line === undefined ? 'gap' : row.isSame ? 'same' : 'changed';
        return html`<span class=${`line ${kind}`}>${line?.map(pieceOf)}${'\n'}</span>`;
      })}</code></pre>
    </div>
  `;
  return html`<div class="sides">${side(a, 'left')} ${side(b, 'right')}</div>`;
}

function pieceOf({ text, isOther }: Piece): TemplateResult | string {
  return isOther && text.trim() !== '' ? html`<mark>${text}</mark>` : text;
}

function summary({ matches, nonMatches, inUse, contradictions }: LabelsSummary): TemplateResult {
  const given = matches + nonMatches;
  return html`
    <section class="card" aria-labelledby="labels-title">
      <h2 id="labels-title">${t('Labels so far')}</h2>
      <p>
        ${
          given === 0
            ? t('None yet.')
            : t('Matches: {0} · not matches: {1} · in use: {2}', matches, nonMatches, inUse)
        }
      </p>
      ${
        contradictions.length === 0
          ? nothing
          : html`<h3>${t('Contradictions: neither side is used')}</h3>
            <ul class="contradictions">
              ${contradictions.map(
                ({ where: place, what }) => html`<li><code>${place}</code> ${what}</li>`,
              )}
            </ul>`
      }
    </section>
  `;
}

/** Single keys count only while the pair has the focus (WCAG 2.1.4). */
function byKey(event: KeyboardEvent, pair: PairToLabel, actions: LabelActions): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === 'm') actions.judge(pair, true);
  else if (key === 'n') actions.judge(pair, false);
  else if (key === 's') actions.skip();
  else return;
  event.preventDefault();
}

function where({ place }: PairSide): string {
  return `${place.path}:${place.snippet.startLine}–${place.snippet.endLine}`;
}

/** Without the indentation that all its lines share. */
function undented(text: string): string {
  const lines = text.replaceAll('\t', '    ').split(/\r?\n/);
  const written = lines.filter((line) => line.trim() !== '');
  const indent = Math.min(...written.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(Number.isFinite(indent) ? indent : 0)).join('\n');
}
