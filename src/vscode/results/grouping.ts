/** Arranges hits into the rows of the tree: by duplicate group, file, folder or kind; filters them by words. */
import { posix } from 'node:path';
import type { DuplicateGroup, MatchType } from '../../core/matching/match.ts';
import type { Hit, ResultSet } from './resultSet.ts';

export type Grouping = 'group' | 'file' | 'folder' | 'type';

export interface HitRow {
  readonly row: 'hit';
  readonly hit: Hit;
  readonly parent: BranchRow | undefined;
}

export interface BranchRow {
  readonly row: 'branch';
  readonly id: string;
  /** What the rows below share; which one is set says what kind of branch this is. */
  readonly group?: DuplicateGroup;
  readonly file?: { readonly folderUri: string; readonly path: string };
  readonly directory?: string;
  readonly type?: MatchType;
  readonly hits: readonly HitRow[];
}

export type Row = HitRow | BranchRow;

/** Rows in the order of the hits: the best first, and so the branch of the best first. */
export function arrange(set: ResultSet, grouping: Grouping, filter: string): Row[] {
  const hits = set.hits.filter((hit) => holds(hit, filter));
  if (grouping === 'group' && set.kind !== 'duplicates')
    return hits.map((hit) => ({ row: 'hit', hit, parent: undefined }));
  const byKey = new Map<string, { branch: BranchRow; rows: HitRow[] }>();
  for (const hit of hits) {
    const key = keyOf(hit, grouping);
    let entry = byKey.get(key);
    if (!entry) {
      const rows: HitRow[] = [];
      entry = { rows, branch: { row: 'branch', id: key, ...shared(hit, grouping), hits: rows } };
      byKey.set(key, entry);
    }
    entry.rows.push({ row: 'hit', hit, parent: entry.branch });
  }
  return [...byKey.values()].map(({ branch }) => branch);
}

/** The hit rows from top to bottom, as "next" and "previous" walk them. */
export function hitRows(rows: readonly Row[]): HitRow[] {
  return rows.flatMap((row) => (row.row === 'hit' ? [row] : row.hits));
}

/** Every word of the filter is somewhere in the path, the name or the kind; case does not matter. */
function holds(hit: Hit, filter: string): boolean {
  const { place } = hit;
  const where = `${hit.folderName}/${place.path} ${place.snippet.name} ${hit.type} ${place.language}`;
  const text = where.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function keyOf(hit: Hit, grouping: Grouping): string {
  switch (grouping) {
    case 'group':
      return `group ${hit.folderUri} ${hit.group?.id ?? hit.id}`;
    case 'file':
      return `file ${hit.folderUri} ${hit.place.path}`;
    case 'folder':
      return `folder ${hit.folderUri} ${posix.dirname(hit.place.path)}`;
    case 'type':
      return `type ${hit.type}`;
  }
}

function shared(hit: Hit, grouping: Grouping): Omit<BranchRow, 'row' | 'id' | 'hits'> {
  switch (grouping) {
    case 'group':
      return hit.group ? { group: hit.group } : {};
    case 'file':
      return { file: { folderUri: hit.folderUri, path: hit.place.path } };
    case 'folder':
      return { directory: posix.dirname(hit.place.path) };
    case 'type':
      return { type: hit.type };
  }
}
