/** The shape that stands for a level, as in the charts. */
import { html, type TemplateResult } from 'lit-html';
import type { Level } from '../../../core/matching/match.ts';

export function levelShape(level: Level): TemplateResult {
  return html`<svg class="shape" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
    <path d=${PATHS[level]}></path>
  </svg>`;
}

const PATHS: Readonly<Record<Level, string>> = {
  strict: 'M6 1.2 11.2 10.4H.8Z',
  balanced: 'M1.6 1.6h8.8v8.8H1.6Z',
  exploratory: 'M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1Z',
};
