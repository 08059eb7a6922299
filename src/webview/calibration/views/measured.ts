/** Draws a chart into its place at the width it has there, and anew when that changes. */

import { noChange } from 'lit-html';
import { AsyncDirective } from 'lit-html/async-directive.js';
import { directive, type ElementPart } from 'lit-html/directive.js';
import type { ChartSize } from '../charts/look.ts';

type Draw = (size: ChartSize) => Element;

class Measured extends AsyncDirective {
  #element: HTMLElement | undefined;
  #draw: Draw | undefined;
  #ratio = 1;
  #width = 0;
  readonly #observer = new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0);
    if (width === this.#width || width === 0) return;
    this.#width = width;
    this.#redraw();
  });

  render(_draw: Draw, _ratio: number): unknown {
    return noChange;
  }

  override update(part: ElementPart, [draw, ratio]: [Draw, number]): unknown {
    this.#draw = draw;
    this.#ratio = ratio;
    if (this.#element !== part.element) {
      this.#element = part.element as HTMLElement;
      this.#observer.observe(this.#element);
    } else this.#redraw();
    return noChange;
  }

  override disconnected(): void {
    this.#observer.disconnect();
  }

  override reconnected(): void {
    if (this.#element) this.#observer.observe(this.#element);
  }

  #redraw(): void {
    if (this.#width === 0 || !this.#draw) return;
    const height = Math.round(this.#width / this.#ratio);
    this.#element?.replaceChildren(this.#draw({ width: this.#width, height }));
  }
}

/** An attribute-less directive on the element that holds the chart. */
export const measured = directive(Measured);
