/** What all charts share: size, colours from the theme, the levels' shapes. */
import type { Level } from '../../../core/matching/match.ts';

/** A theme colour by its CSS variable: a change of theme needs no drawing anew. */
export const COLORS = {
  matches: 'var(--matches)',
  others: 'var(--others)',
  level: 'var(--level)',
  quiet: 'var(--quiet)',
  surface: 'var(--surface)',
} as const;

/** One shape per level in charts, cards and tables, so that none is told by colour or place alone. */
export const LEVEL_SHAPES = {
  strict: 'triangle',
  balanced: 'square',
  exploratory: 'circle',
} as const satisfies Record<Level, string>;

export interface ChartSize {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * A plot brings a style element of its own, which the panel's content policy refuses: it goes, and style.css says the same.
 * The picture is hidden from screen readers; the table behind it is not.
 */
export function withoutStyle(plot: SVGSVGElement | HTMLElement): SVGSVGElement | HTMLElement {
  for (const style of plot.querySelectorAll('style')) style.remove();
  plot.setAttribute('aria-hidden', 'true');
  plot.setAttribute('focusable', 'false');
  return plot;
}
