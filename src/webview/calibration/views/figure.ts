/** A chart with its title, what it says in a sentence, and the same numbers as a table. */
import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ChartSize } from '../charts/look.ts';
import { measured } from './measured.ts';

export interface FigureParts {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Width ÷ height. */
  readonly ratio: number;
  readonly legend?: TemplateResult;
  readonly draw: (size: ChartSize) => Element;
  /** There is nothing to draw. */
  readonly isEmpty?: boolean;
  /** The same numbers; absent: a table stands beside the figure already. */
  readonly table?: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
}

export function figure(parts: FigureParts): TemplateResult {
  if (parts.isEmpty) return undrawn(parts);
  const { id, title, caption, table } = parts;
  return html`
    <figure class="card figure" id=${id}>
      <h2>${title}</h2>
      ${parts.legend}
      <div class="chart" ${measured(parts.draw, parts.ratio)}></div>
      <figcaption>${caption}</figcaption>
      ${table ? tableOf(title, table) : nothing}
    </figure>
  `;
}

function undrawn({ id, title }: FigureParts): TemplateResult {
  return html`
    <figure class="card figure" id=${id}>
      <h2>${title}</h2>
      <p class="quiet undrawn">
        ${t('The calibration brings no pairs to draw.')}
      </p>
    </figure>
  `;
}

function tableOf(
  title: string,
  { columns, rows }: NonNullable<FigureParts['table']>,
): TemplateResult {
  return html`
    <details>
      <summary>${t('Show as a table')}<span class="for-readers">: ${title}</span></summary>
      <div class="scroll" tabindex="0" role="group" aria-label=${title}>
        <table>
          <thead>
            <tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr>
          </thead>
          <tbody>
            ${rows.map(
              ([head, ...cells]) => html`<tr>
                <th scope="row">${head}</th>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  `;
}
