/** Duplicate groups as one self-contained HTML page: no script, no network, readable in any theme. */
import type { DuplicatesReport } from '../../core/engineApi.ts';
import type { DuplicateGroup, Place } from '../../core/matching/match.ts';
import { shareOfLines } from '../records.ts';
import { chance, count, evidenceWords, percent, TYPE_WORDS } from '../words.ts';

/** Code lines shown per member; a page of hundreds of groups stays loadable. */
const SHOWN_LINES = 60;

const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:76rem;margin:2rem auto;padding:0 1rem}
details{border:1px solid color-mix(in srgb,currentColor 25%,transparent);border-radius:6px;margin:.75rem 0;padding:.5rem .75rem}
summary{cursor:pointer}
.members{display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:.75rem;margin-top:.75rem}
h3{font:600 13px/1.4 ui-monospace,monospace;margin:0 0 .25rem;overflow-wrap:anywhere}
pre{font:12px/1.45 ui-monospace,monospace;overflow:auto;margin:0;padding:.5rem;border-radius:4px;background:color-mix(in srgb,currentColor 7%,transparent)}
`;

/** @param readFile text of a file of the folder; a file that cannot be read is shown without its code. */
export async function writeHtml(
  report: DuplicatesReport,
  folder: string,
  readFile: (path: string) => Promise<string>,
): Promise<string> {
  const sections: string[] = [];
  for (const group of report.groups) sections.push(await sectionOf(group, readFile));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Duplicates in ${escapeHtml(folder)}</title><style>${STYLE}</style></head><body>
<h1>Duplicates</h1>
<p>${count(report.groups.length, 'group')} in ${count(report.files, 'file')} of ${escapeHtml(folder)};
${count(report.duplicatedLines, 'line')} of ${report.lines.toLocaleString('en')} (${percent(shareOfLines(report))}) are inside a duplicate.${report.decided.length === 0 ? '' : ` ${report.decided.length} decided, left out.`}</p>
${sections.join('\n')}
</body></html>
`;
}

async function sectionOf(
  group: DuplicateGroup,
  readFile: (path: string) => Promise<string>,
): Promise<string> {
  const members = await Promise.all(group.members.map((member) => memberOf(member, readFile)));
  const evidence = evidenceWords(group.evidence);
  return `<details><summary><strong>${TYPE_WORDS[group.type]}</strong>, ${group.members.length} places,
${count(group.duplicatedLines, 'line')} to save, ${chance(group.probability)} sure${evidence ? ` (${evidence})` : ''}</summary>
<div class="members">${members.join('')}</div></details>`;
}

async function memberOf(
  place: Place,
  readFile: (path: string) => Promise<string>,
): Promise<string> {
  const { startLine, endLine, name } = place.snippet;
  const where = `${place.path}:${startLine}-${endLine}`;
  const head = `<h3>${escapeHtml(where)}${name === '' ? '' : ` <em>${escapeHtml(name)}</em>`}</h3>`;
  let text: string;
  try {
    text = await readFile(place.path);
  } catch {
    return `<section>${head}<p>The file can no longer be read.</p></section>`;
  }
  const lines = text.split(/\r?\n/).slice(startLine - 1, endLine);
  const cut = lines.length > SHOWN_LINES ? `\n… ${lines.length - SHOWN_LINES} more lines` : '';
  return `<section>${head}<pre>${escapeHtml(lines.slice(0, SHOWN_LINES).join('\n') + cut)}</pre></section>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
