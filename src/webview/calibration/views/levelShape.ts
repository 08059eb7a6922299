/** The shape that stands for a level, as in the charts. */
import { html, svg, type TemplateResult } from 'lit-html';
import type { Level } from '../../../core/matching/match.ts';

export function levelShape(level: Level): TemplateResult {
  return html`<svg class="shape" viewBox="-6 -6 12 12" aria-hidden="true" focusable="false">
    ${shapePath(level)}
  </svg>`;
}

/** Around the origin, 12 px wide. */
export function shapePath(level: Level): TemplateResult<2> {
  return svg`<path d=${PATHS[level]}></path>`;
}

const PATHS: Readonly<Record<Level, string>> = {
  strict: 'M0-4.8 5.2 4.4H-5.2Z',
  balanced: 'M-4.4-4.4h8.8v8.8h-8.8Z',
  exploratory: 'M0-5a5 5 0 1 1 0 10A5 5 0 0 1 0-5Z',
};
