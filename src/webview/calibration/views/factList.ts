/** Names and values: short ones in columns, sentences one below the other. */
import { html, type TemplateResult } from 'lit-html';

export type Fact = readonly [name: string, value: string];

export function factList(facts: readonly Fact[], kind: 'numbers' | 'words'): TemplateResult {
  return html`
    <dl class=${kind}>
      ${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>
  `;
}
