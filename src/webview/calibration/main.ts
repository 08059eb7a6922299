/** The calibration panel as it runs inside its webview: draws the state it is sent, and says what the user wants. */
import { config, t } from '@vscode/l10n';
import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { ChannelName, ChannelView, LabelsSummary } from '../../core/calibration/report.ts';
import type { PlaceRef } from '../../core/engineApi.ts';
import { drawPicture } from './exportPicture.ts';
import {
  type FromPanel,
  type PanelState,
  type PanelTab,
  TEXTS_ELEMENT,
  type ToPanel,
} from './messages.ts';
import { startPosition } from './thresholdChoice.ts';
import { labels } from './views/labels.ts';
import { tabs } from './views/tabs.ts';
import { thresholds } from './views/thresholds.ts';
import { tuning } from './views/tuning.ts';
import { timeLeft } from './words.ts';

/** What survives a hidden panel. */
interface Kept {
  readonly tab: PanelTab;
  readonly channel: ChannelName;
  /** Name of the folder: a restored panel is given back to it. */
  readonly folder?: string;
  /** Which queue of pairs is being labelled, and how far. */
  readonly queue: string;
  readonly asked: number;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): Kept | undefined;
  setState(kept: Kept): void;
};

const editor = acquireVsCodeApi();
const texts = document.getElementById(TEXTS_ELEMENT)?.textContent;
if (texts) config({ contents: texts });

let state: PanelState | undefined;
let kept: Kept = {
  ...{ tab: 'thresholds', channel: 'copy', queue: '', asked: 0 },
  ...editor.getState(),
};
/** Where the slider stands, per channel; absent: at the level in force. */
const moved = new Map<ChannelName, number>();
let said = '';
let summary: LabelsSummary | undefined;

window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => {
  switch (data.kind) {
    case 'state':
      if (queueKey(data.state) !== kept.queue)
        keep({ ...kept, queue: queueKey(data.state), asked: 0 });
      if (data.state.level !== state?.level) moved.clear();
      state = data.state;
      if (kept.folder !== state.folder) keep({ ...kept, folder: state.folder });
      summary = data.state.report?.labels ?? summary;
      break;
    case 'show':
      keep({ ...kept, tab: data.tab });
      break;
    case 'labelled':
      summary = data.labels;
      if (data.contradicts)
        said = t('That contradicts an earlier judgement; neither is used until one is taken back.');
      break;
    case 'drawPicture':
      void sendPicture();
      return;
  }
  draw();
});
editor.postMessage({ kind: 'ready' });

function draw(): void {
  render(state ? panel(state) : nothing, document.body);
}

function panel(now: PanelState): TemplateResult {
  const channel = channelOf(now);
  return html`
    ${hatch()}
    <header class="top">
      <div>
        <h1>${t('Calibration')}</h1>
        <p class="quiet">${now.folder}${now.report?.encoder ? ` · ${now.report.encoder}` : nothing}</p>
      </div>
      <div class="actions">
        <button class="secondary" id="calibrate" ?disabled=${isBusy()} @click=${calibrate}>
          ${t('Calibrate This Workspace')}
        </button>
        <button class="secondary" ?disabled=${!now.report} @click=${() => editor.postMessage({ kind: 'exportReport' })}>
          ${t('Export JSON')}
        </button>
        <button class="secondary" ?disabled=${!channel?.precisionRecall.length || kept.tab !== 'thresholds'} @click=${sendPicture}>
          ${t('Export Picture')}
        </button>
      </div>
    </header>
    ${now.busy ? progress(now.busy) : nothing}
    ${now.problem ? html`<p class="problem" role="alert">${now.problem}</p>` : nothing}
    <main>
      ${tabs(kept.tab, (tab) => {
        keep({ ...kept, tab });
        draw();
      })}
      <div class="body" role="tabpanel" id="tabpanel" aria-labelledby=${`tab-${kept.tab}`}>
        ${tabBody(now, channel)}
      </div>
    </main>
  `;
}

function tabBody(now: PanelState, channel: ChannelView | undefined): TemplateResult {
  if (kept.tab === 'labels') return labelsTab(now);
  if (kept.tab === 'tuning') return tuningTab(now);
  if (!now.report || !channel)
    return html`<p class="quiet">${now.problem ? '' : t('Reading the calibration…')}</p>`;
  return thresholds(
    now.report,
    {
      channel,
      at: moved.get(channel.channel) ?? startPosition(channel, now.level),
      inForce: now.level,
      isBusy: isBusy(),
    },
    {
      calibrate,
      move: (position) => {
        moved.set(channel.channel, position);
        draw();
      },
      useLevel: (level) => editor.postMessage({ kind: 'useLevel', level }),
      showChannel: (name) => {
        keep({ ...kept, channel: name });
        draw();
      },
    },
  );
}

function labelsTab(now: PanelState): TemplateResult {
  const next = () => {
    keep({ ...kept, asked: kept.asked + 1 });
    draw();
    // The next pair takes the keys, and a reader reads it out.
    document.getElementById(now.queue?.[kept.asked] ? 'pair' : 'load-queue')?.focus();
  };
  return labels(
    { labels: summary, queue: now.queue, at: kept.asked, said, isBusy: isBusy() },
    {
      load: () => {
        said = '';
        editor.postMessage({ kind: 'loadQueue' });
      },
      judge: (pair, isMatch) => {
        editor.postMessage({ kind: 'label', a: refOf(pair.a), b: refOf(pair.b), isMatch });
        said = isMatch ? t('Noted: a match.') : t('Noted: not a match.');
        next();
      },
      skip: () => {
        said = t('Skipped.');
        next();
      },
      compare: (pair) =>
        editor.postMessage({ kind: 'compare', a: refOf(pair.a), b: refOf(pair.b) }),
    },
  );
}

function tuningTab(now: PanelState): TemplateResult {
  return tuning(
    { heads: now.heads, report: now.tuning, isBusy: isBusy() },
    {
      fineTune: () => editor.postMessage({ kind: 'fineTune' }),
      use: (name) =>
        editor.postMessage({ kind: 'useHead', ...(name === undefined ? {} : { name }) }),
      save: (name) => editor.postMessage({ kind: 'exportHead', name }),
      remove: (name) => editor.postMessage({ kind: 'deleteHead', name }),
      bring: () => editor.postMessage({ kind: 'importHead' }),
    },
  );
}

function progress({
  what,
  done,
  total,
  secondsLeft,
}: NonNullable<PanelState['busy']>): TemplateResult {
  return html`
    <div class="busy">
      <span role="status">${what}</span>
      ${
        total > 0
          ? html`<progress max=${total} value=${done} aria-label=${what}></progress>`
          : html`<progress aria-label=${what}></progress>`
      }
      ${secondsLeft === undefined ? nothing : html`<span class="quiet">${timeLeft(secondsLeft, t)}</span>`}
      <button class="secondary" @click=${() => editor.postMessage({ kind: 'cancel' })}>${t('Cancel')}</button>
    </div>
  `;
}

/** The pattern of the non-matches: told apart without colour. */
function hatch(): TemplateResult {
  return html`<svg class="definitions" width="0" height="0" aria-hidden="true" focusable="false">
    <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line x1="0" y1="0" x2="0" y2="6" stroke-width="2.5"></line>
    </pattern>
  </svg>`;
}

async function sendPicture(): Promise<void> {
  const channel = state && channelOf(state);
  if (!state || !channel) return;
  const png = await drawPicture(`${t('Calibration')} · ${state.folder}`);
  editor.postMessage({ kind: 'exportPicture', png });
}

function channelOf({ report }: PanelState): ChannelView | undefined {
  return report?.channels.find(({ channel }) => channel === kept.channel) ?? report?.channels[0];
}

function calibrate(): void {
  editor.postMessage({ kind: 'calibrate' });
}

function isBusy(): boolean {
  return state?.busy !== undefined;
}

function keep(changed: Kept): void {
  kept = changed;
  editor.setState(kept);
}

/** Tells one queue from another. */
function queueKey({ queue = [] }: PanelState): string {
  const [first] = queue;
  return first ? `${queue.length} ${first.a.fingerprint} ${first.b.fingerprint}` : '';
}

function refOf({
  place,
}: {
  place: { path: string; snippet: { startLine: number; endLine: number } };
}): PlaceRef {
  const { startLine, endLine } = place.snippet;
  return { path: place.path, startLine, endLine };
}
