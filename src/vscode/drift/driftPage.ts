/** The n-way view of a group as a page: findings in sentences, then the copies side by side, statement by statement. */
import type {
  DriftCell,
  DriftReport,
  DriftStretch,
  DriftVariant,
} from '../../core/matching/driftReport.ts';
import type { Translate } from '../results/words.ts';
import { describeCommit, describeMember, describePast, describeStretch } from './driftWords.ts';

export interface DriftPageParts {
  readonly title: string;
  /** Of the editor's display language, for screen readers. */
  readonly language: string;
  readonly report: DriftReport;
  /** Address that opens these lines of a member beside the page. */
  readonly link: (member: number, startLine: number, endLine: number) => string;
  readonly t: Translate;
}

/** No script, nothing from outside: links are commands of the editor, colours are its theme's. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export function driftPage(parts: DriftPageParts): string {
  const { title, language, report, t } = parts;
  const { members, stretches, commonPast } = report;
  const share = Math.round(report.alike * 100);
  const findings = stretches.map((stretch) => finding(stretch, parts)).join('');
  const past = commonPast
    .map((one) => `<li>${escapeHtml(describePast(one, report, t))}</li>`)
    .join('');
  const apart =
    stretches.length === 0
      ? `<p>${escapeHtml(t('Nothing but layout, comments and names that were renamed throughout.'))}</p>`
      : `<ol>${findings}</ol>`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(t('{0} copies; {1} % of the statements are alike in all of them.', members.length, share))}</p>
<h2>${escapeHtml(t('What tells them apart'))}</h2>
${apart}
${past === '' ? '' : `<h2>${escapeHtml(t('A common past'))}</h2><ul>${past}</ul>`}
<h2>${escapeHtml(t('Side by side'))}</h2>
${table(parts)}
</main>
</body>
</html>`;
}

function finding(stretch: DriftStretch, parts: DriftPageParts): string {
  const { report, t } = parts;
  const said = describeStretch(stretch, report.members.length, t);
  return `<li><h3>${escapeHtml(said)}</h3>${stretch.variants.map((one) => variant(one, parts)).join('')}</li>`;
}

function variant({ members, places, text, commit }: DriftVariant, parts: DriftPageParts): string {
  const { report, link, t } = parts;
  const links = members.map((member, i) => {
    const { startLine, endLine } = places[i]!;
    const name = `${report.members[member]!.path}:${startLine}`;
    const star = member === report.canonical ? `${STAR} ` : '';
    return `<a href="${escapeHtml(link(member, startLine, endLine))}">${star}${escapeHtml(name)}</a>`;
  });
  const code =
    text === ''
      ? `<p class="missing">${escapeHtml(t('Missing here:'))}</p>`
      : `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>`;
  const when = commit ? `<p class="quiet">${escapeHtml(describeCommit(commit, t))}</p>` : '';
  return `<div class="variant">${code}<p>${links.join(', ')}</p>${when}</div>`;
}

function table(parts: DriftPageParts): string {
  const { report, link, t } = parts;
  const head = report.members.map((member, at) => {
    const { startLine, endLine, drifted, statements, history } = member;
    const star = at === report.canonical ? `${STAR} ` : '';
    const words = [
      t('{0} of {1} statements differ', drifted, statements),
      history ? describeCommit(history.last, t) : '',
      history?.isUncommitted ? t('not committed yet') : '',
    ].filter((word) => word !== '');
    const place = `<a href="${escapeHtml(link(at, startLine, endLine))}">${star}${escapeHtml(describeMember(member))}</a>`;
    return `<th scope="col">${place}<br><span class="quiet">${words.map(escapeHtml).join('<br>')}</span></th>`;
  });
  const rows = report.rows.map(({ cells, stretch }) => {
    const columns = cells.map((cell) => cellOf(cell, stretch !== null, t)).join('');
    return `<tr${stretch === null ? '' : ' class="apart"'}>${columns}</tr>`;
  });
  const label = escapeHtml(t('The copies side by side'));
  return `<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** A sign beside the colour: what differs must be seen without seeing colours. */
function cellOf(cell: DriftCell | null, isApart: boolean, t: Translate): string {
  if (!cell) return `<td class="missing">${escapeHtml(t('missing'))}</td>`;
  const code = `<code>${escapeHtml(cell.text)}</code>`;
  if (!isApart) return `<td>${code}</td>`;
  const sign = `<span class="sign">${String.fromCharCode(65 + (cell.variant % 26))}</span>`;
  return `<td class="variant-${cell.variant % 3}">${sign} ${code}</td>`;
}

const STAR = '<span aria-hidden="true">★</span>';

const STYLE = `
body { background: var(--vscode-editor-background); color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
h1 { font-size: 1.5em; } h2 { font-size: 1.2em; margin-top: 1.6em; } h3 { font-size: 1em; margin: .8em 0 .3em; }
a { color: var(--vscode-textLink-foreground); text-decoration: underline; }
a:focus, [tabindex]:focus { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
pre, code { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); }
pre { margin: .3em 0; padding: .4em .6em; overflow: auto; background: var(--vscode-textCodeBlock-background); color: var(--vscode-editor-foreground); border: 1px solid var(--vscode-contrastBorder, transparent); }
code { white-space: pre; tab-size: 2; }
.variant { margin-left: .4em; } .variant p { margin: .2em 0; }
.quiet { font-weight: normal; font-size: .9em; }
.scroll { overflow: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .15em .6em; border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, rgba(128, 128, 128, .35))); }
td { background: var(--vscode-editor-background); color: var(--vscode-editor-foreground); }
.apart td { border-left: 3px solid var(--vscode-editorWarning-foreground); }
.sign { font-weight: bold; }
td.missing, p.missing { font-style: italic; }
`;

/** Names and code come from anywhere. */
export function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign]!,
  );
}
