/**
 * Duplicate groups as one self-contained HTML page: copies side by side with their differences marked, a filter, the
 * keyboard. Nothing is fetched: the policy in its head allows its own script and style, by their hashes, and no more.
 */
import { createHash } from 'node:crypto';
import type { DuplicatesReport } from '../../core/engineApi.ts';
import type { DuplicateGroup, MatchType, Place } from '../../core/matching/match.ts';
import { shareOfLines } from '../records.ts';
import { chance, count, evidenceWords, foldedWords, percent, TYPE_WORDS } from '../words.ts';
import { type DrawnGroup, drawnGroup, sizeOf } from './page/drawnGroup.ts';
import { escapeHtml } from './page/escape.ts';
import { SCRIPT } from './page/script.ts';
import { STYLE } from './page/style.ts';

/** Characters of code in one page; groups beyond are listed without their code (a browser opens 30 MB in seconds). */
const MAX_CODE = 24_000_000;
/** Places named in a group's headline. */
const HEADLINE_PLACES = 3;

/** @param readFile text of a file of the folder; a file that cannot be read is shown without its code. */
export async function writeHtml(
  report: DuplicatesReport,
  folder: string,
  readFile: (path: string) => Promise<string>,
): Promise<string> {
  const drawn: DrawnGroup[] = [];
  let room = MAX_CODE;
  for (const group of report.groups) {
    const own = await drawnGroup(group, room > 0 ? readFile : undefined);
    room -= sizeOf(own);
    drawn.push(own);
  }
  const items = report.groups.map((group, at) => itemOf(group, drawn[at]!));
  const policy = `default-src 'none'; style-src ${hashSource(STYLE)}; script-src ${hashSource(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Duplicates in ${escapeHtml(folder)}</title><style>${STYLE}</style></head><body>
<header><h1>Duplicates</h1>
<p>${count(report.groups.length, 'group')} in ${count(report.files, 'file')} of ${escapeHtml(folder)};
${count(report.duplicatedLines, 'line')} of ${report.lines.toLocaleString('en')} (${percent(shareOfLines(report))}) are inside a duplicate.${report.decided.length === 0 ? '' : ` ${report.decided.length} decided, left out.`}</p>
${controls(report)}<noscript><p>Without scripts the page lists the places; the code side by side needs them.</p></noscript></header>
<main><ol class="groups">
${items.join('\n')}
</ol></main>
<script type="application/json" id="data">${jsonForScript({ groups: drawn.map(({ shown }) => shown) })}</script>
<script>${SCRIPT}</script>
</body></html>
`;
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** JSON in which nothing ends the element it stands in. */
function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function controls({ groups }: DuplicatesReport): string {
  const types = (Object.keys(TYPE_WORDS) as MatchType[]).filter((type) =>
    groups.some((group) => group.type === type),
  );
  const boxes = types.map(
    (type) =>
      `<label><input type="checkbox" name="type" value="${type}" checked> ${TYPE_WORDS[type]}</label>`,
  );
  return `<div id="controls" hidden><form role="search" autocomplete="off">
<div><label for="filter">Filter by path or name</label><input type="search" id="filter"></div>
<fieldset><legend>Kinds</legend>${boxes.join('')}</fieldset></form>
<p id="count" role="status"></p>
<p class="keys"><kbd>/</kbd> filter · <kbd>j</kbd> <kbd>k</kbd> next and previous group · <kbd>Enter</kbd> open · <kbd>[</kbd> <kbd>]</kbd> other copy</p></div>
`;
}

function itemOf(group: DuplicateGroup, { differences, isListedOnly }: DrawnGroup): string {
  const evidence = evidenceWords(group.evidence);
  const places = group.members.map((member) => escapeHtml(whereOf(member)));
  const named = places.slice(0, HEADLINE_PLACES).join(' · ');
  const more =
    places.length > HEADLINE_PLACES ? ` · … ${places.length - HEADLINE_PLACES} more` : '';
  const members = group.members.map((member, at) => {
    const name = member.snippet.name === '' ? '' : ` <em>${escapeHtml(member.snippet.name)}</em>`;
    return `<li>${places[at]}${name}${at === group.canonical ? ' (compared with)' : ''}</li>`;
  });
  const told = differences.map(
    ({ sentence, row, member }) =>
      `<li><a href="#" data-row="${row} ${member ?? ''}">${escapeHtml(sentence)}</a></li>`,
  );
  const body = isListedOnly
    ? '<p>The code of this group is not in this page.</p>'
    : `${told.length === 0 ? '' : `<p>Differences, most telling first:</p><ol class="differences">${told.join('')}</ol>`}<div class="drawn"></div>`;
  return `<li class="group"><details><summary><strong>${TYPE_WORDS[group.type]}</strong>, ${group.members.length} places,
${count(group.duplicatedLines, 'line')} to save, ${chance(group.probability)} sure${evidence ? ` (${evidence})` : ''}<span class="where">${named}${more}</span></summary>
<div class="inside"><ol class="members">${members.join('')}</ol>${foldedList(group)}${body}</div></details></li>`;
}

function foldedList(group: DuplicateGroup): string {
  const { folded = [] } = group;
  if (folded.length === 0) return '';
  const items = folded.map(
    ({ type, members }) =>
      `<li>${TYPE_WORDS[type]}: ${members.map((member) => escapeHtml(whereOf(member))).join(' · ')}</li>`,
  );
  return `<p>${foldedWords(group)}:</p><ul class="folded">${items.join('')}</ul>`;
}

function whereOf({ path, snippet: { startLine, endLine } }: Place): string {
  return `${path}:${startLine}-${endLine}`;
}
