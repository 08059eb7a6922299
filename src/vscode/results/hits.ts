/** From the engine's answers to hits: the folder they are in, and an id of their own. */
import type { DuplicateGroup, Match } from '../../core/matching/match.ts';
import type { Hit } from './resultSet.ts';

/** The part of `vscode.WorkspaceFolder` a hit needs. */
export interface HitFolder {
  readonly uri: { toString(): string };
  readonly name: string;
}

export function toHits(matches: readonly (Match & { why?: string })[], folder: HitFolder): Hit[] {
  const folderUri = folder.uri.toString();
  return matches.map((match) => ({
    id: `${folderUri} ${match.place.path} ${match.place.snippet.startLine} ${match.place.snippet.endLine}`,
    folderUri,
    folderName: folder.name,
    place: match.place,
    type: match.type,
    probability: match.probability,
    evidence: match.evidence,
    ...(match.why === undefined ? {} : { why: match.why }),
  }));
}

/** The group's members one after another, the canonical one first. */
export function groupHits(group: DuplicateGroup, folder: HitFolder): Hit[] {
  const folderUri = folder.uri.toString();
  const added = group.standing?.kind === 'grown' ? group.standing.added : [];
  const hits = group.members.map((place, member) => ({
    id: `${folderUri} ${group.id} ${member}`,
    folderUri,
    folderName: folder.name,
    place,
    type: group.type,
    probability: group.probability,
    evidence: group.evidence,
    group,
    isCanonical: member === group.canonical,
    ...(added.includes(member) ? { isAdded: true } : {}),
  }));
  return hits.sort((a, b) => Number(b.isCanonical) - Number(a.isCanonical));
}
