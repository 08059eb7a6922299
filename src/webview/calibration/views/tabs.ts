/** The panel's tabs: arrow keys move, as the authoring practices of ARIA have it. */
import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import type { PanelTab } from '../messages.ts';

const TABS: readonly PanelTab[] = ['thresholds', 'labels', 'tuning'];

export function tabs(shown: PanelTab, choose: (tab: PanelTab) => void): TemplateResult {
  const go = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const to =
      event.key === 'Home'
        ? TABS[0]
        : event.key === 'End'
          ? TABS.at(-1)
          : step && TABS[(TABS.indexOf(shown) + step + TABS.length) % TABS.length];
    if (!to) return;
    event.preventDefault();
    choose(to);
    document.getElementById(`tab-${to}`)?.focus();
  };
  return html`
    <div class="tabs" role="tablist" aria-label=${t('Parts of the panel')} @keydown=${go}>
      ${TABS.map(
        (tab) => html`<button
          role="tab"
          id=${`tab-${tab}`}
          aria-controls="tabpanel"
          aria-selected=${tab === shown}
          tabindex=${tab === shown ? 0 : -1}
          @click=${() => choose(tab)}
        >
          ${title(tab)}
        </button>`,
      )}
    </div>
  `;
}

function title(tab: PanelTab): string {
  switch (tab) {
    case 'thresholds':
      return t('Thresholds');
    case 'labels':
      return t('Label Pairs');
    case 'tuning':
      return t('Fine-Tuning');
  }
}
