/** Says a hit's probability, kind and evidence in words; no editor in here, the translation is passed in. */
import type { Verdict } from '../../core/decisions/decision.ts';
import type { DuplicateGroup, Evidence, MatchType } from '../../core/matching/match.ts';
import type { Hit } from './resultSet.ts';

/** `vscode.l10n.t`, or a plain formatter in tests: `{0}`, `{1}` are replaced by the values. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

export function countResults(count: number, t: Translate): string {
  return count === 1 ? t('1 result') : t('{0} results', count);
}

export function countGroups(count: number, t: Translate): string {
  return count === 1 ? t('1 group') : t('{0} groups', count);
}

export function describeType(type: MatchType, t: Translate): string {
  switch (type) {
    case 'exact':
      return t('exact copy');
    case 'renamed':
      return t('renamed copy');
    case 'edited':
      return t('edited copy');
    case 'meaning':
      return t('same job, other words');
  }
}

/** The editor's icon for a kind of snippet. */
export function iconOf(hit: Hit): string {
  switch (hit.place.snippet.kind) {
    case 'function':
      return 'symbol-function';
    case 'method':
      return 'symbol-method';
    case 'class':
      return 'symbol-class';
    case 'section':
    case 'paragraph':
      return 'book';
    default:
      return 'code';
  }
}

/** `97 % likely`; never 100, because nothing calibrated is certain, unless the texts are equal. */
export function describeProbability(probability: number, type: MatchType, t: Translate): string {
  if (type === 'exact') return t('certain');
  const percent = Math.min(99, Math.max(1, Math.round(probability * 100)));
  return t('{0} % likely', percent);
}

/** Groups that overlap this one and are folded under it, a line each; '' where none is. */
export function describeFolded({ folded = [] }: DuplicateGroup, t: Translate): string {
  if (folded.length === 0) return '';
  const places = folded.map(({ members }) =>
    members.map(({ path, snippet }) => `${path}:${snippet.startLine}`).join(', '),
  );
  return [t('Overlapping groups folded here: {0}', folded.length), ...places].join('\n');
}

/** `text 80 %, structure 92 %, meaning 75 %`: only the channels that were asked. */
export function describeEvidence(evidence: Evidence, t: Translate): string {
  const share = (value: number) => Math.round(value * 100);
  const parts: string[] = [];
  if (evidence.text !== undefined) parts.push(t('text {0} %', share(evidence.text)));
  if (evidence.structure !== undefined) parts.push(t('structure {0} %', share(evidence.structure)));
  if (evidence.meaning !== undefined) parts.push(t('meaning {0} %', share(evidence.meaning)));
  return parts.join(', ');
}

/** The snippet's own name, or where it is when it has none. */
export function describeSnippet(hit: Hit, t: Translate): string {
  const { name, startLine, endLine } = hit.place.snippet;
  if (name) return name;
  return startLine === endLine ? t('line {0}', startLine) : t('lines {0}–{1}', startLine, endLine);
}

/** `src/queue.ts:10`, with the folder's name in front where a window has several. */
export function describePlace(hit: Hit, severalFolders: boolean): string {
  const path = `${hit.place.path}:${hit.place.snippet.startLine}`;
  return severalFolders ? `${hit.folderName}/${path}` : path;
}

/** `3 copies of parseConfig`. */
export function describeGroup(group: DuplicateGroup, t: Translate): string {
  const canonical = group.members[group.canonical] ?? group.members[0];
  const name = canonical?.snippet.name || canonical?.path.split('/').at(-1) || '';
  return group.type === 'meaning'
    ? t('{0} like {1}', group.members.length, name)
    : t('{0} copies of {1}', group.members.length, name);
}

export function describeVerdict(verdict: Verdict, t: Translate): string {
  switch (verdict) {
    case 'not-a-duplicate':
      return t('not a duplicate');
    case 'intentional':
      return t('intentional');
    case 'generated':
      return t('generated');
    case 'later':
      return t('later');
  }
}

/** `intentional: test data`, or how many copies came to a group that was accepted; '' for a group nobody decided on. */
export function describeStanding({ standing, members }: DuplicateGroup, t: Translate): string {
  if (!standing || standing.kind === 'open') return '';
  const { verdict, reason } = standing.decision;
  const said = describeVerdict(verdict, t);
  if (standing.kind === 'decided') return reason === '' ? said : `${said}: ${reason}`;
  const added = standing.added.length;
  return t('{0} more than the {1} that were dismissed ({2})', added, members.length - added, said);
}

/** The whole row as a screen reader says it. */
export function describeHit(hit: Hit, t: Translate): string {
  const said = [
    describeSnippet(hit, t),
    t(
      '{0}, lines {1} to {2}',
      hit.place.path,
      hit.place.snippet.startLine,
      hit.place.snippet.endLine,
    ),
    describeProbability(hit.probability, hit.type, t),
    describeType(hit.type, t),
    describeEvidence(hit.evidence, t),
    hit.why ?? '',
    hit.isCanonical ? t('the copy the others are compared with') : '',
    hit.isAdded ? t('new copy') : '',
  ];
  return said.filter((part) => part !== '').join(', ');
}

/** The result set as Markdown for a pull request or a chat: a list of places with their words. */
export function toMarkdown(title: string, hits: readonly Hit[], t: Translate): string {
  const lines = [`**${title}**`, ''];
  let group: DuplicateGroup | undefined;
  for (const hit of hits) {
    if (hit.group && hit.group !== group) {
      group = hit.group;
      lines.push(`- ${describeGroup(group, t)} (${describeType(group.type, t)})`);
    }
    const { startLine, endLine } = hit.place.snippet;
    const words = `${describeProbability(hit.probability, hit.type, t)}, ${describeType(hit.type, t)}`;
    const place = `\`${hit.place.path}:${startLine}-${endLine}\` ${describeSnippet(hit, t)}`;
    lines.push(hit.group ? `  - ${place}` : `- ${place}: ${words}`);
  }
  return `${lines.join('\n')}\n`;
}
