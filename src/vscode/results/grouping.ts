/** Arranges hits into the rows of the tree: by duplicate group, file, folder or kind; sorts them, filters them by words. */
import { posix } from 'node:path';
import type { DuplicateGroup, MatchType } from '../../core/matching/match.ts';
import type { Hit, ResultSet } from './resultSet.ts';

export type Grouping = 'group' | 'file' | 'folder' | 'type';
/** `best` is the order of the answer: most worth acting on, or most likely, first. */
export type Sorting = 'best' | 'place' | 'size' | 'probability';

export interface Arrangement {
  readonly grouping: Grouping;
  readonly sorting: Sorting;
  /** Words; '' takes all. */
  readonly filter: string;
}

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
  /** Stands for so many rows more, which are shown on request. */
  readonly more?: number;
  readonly hits: readonly HitRow[];
}

export type Row = HitRow | BranchRow;

/** Rows in the order of the hits: a branch stands where its first hit stands. */
export function arrange(set: ResultSet, { grouping, sorting, filter }: Arrangement): Row[] {
  const hits = sorted(
    filter === '' ? [...set.hits] : set.hits.filter((hit) => holds(hit, filter)),
    sorting,
  );
  if (grouping === 'group' && set.kind !== 'duplicates')
    return hits.map((hit) => ({ row: 'hit', hit, parent: undefined }));
  const byKey = new Map<string | DuplicateGroup, { branch: BranchRow; rows: HitRow[] }>();
  for (const hit of hits) {
    // The group itself where there is one: making its name for each of 10,000 hits takes 5 ms.
    const key = (grouping === 'group' && hit.group) || keyOf(hit, grouping);
    let entry = byKey.get(key);
    if (!entry) {
      const rows: HitRow[] = [];
      const id = keyOf(hit, grouping);
      entry = { rows, branch: { row: 'branch', id, ...shared(hit, grouping), hits: rows } };
      byKey.set(key, entry);
    }
    entry.rows.push({ row: 'hit', hit, parent: entry.branch });
  }
  return [...byKey.values()].map(({ branch }) => branch);
}

/** The first rows, and one that stands for the rest; a few more than the limit are simply shown. */
export function firstRows(rows: readonly Row[], limit: number): readonly Row[] {
  if (rows.length <= limit * 1.1) return rows;
  const more: BranchRow = { row: 'branch', id: 'more', more: rows.length - limit, hits: [] };
  return [...rows.slice(0, limit), more];
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

/** Sorting is stable, so equals keep the order of the answer, and a group's canonical copy stays in front. */
function sorted(hits: Hit[], sorting: Sorting): Hit[] {
  switch (sorting) {
    case 'best':
      return hits;
    case 'place':
      return hits.sort(
        (a, b) =>
          compareText(a.folderName, b.folderName) ||
          compareText(a.place.path, b.place.path) ||
          a.place.snippet.startLine - b.place.snippet.startLine,
      );
    case 'size':
      return hits.sort((a, b) => linesOf(b) - linesOf(a));
    case 'probability':
      return hits.sort((a, b) => certainty(b) - certainty(a));
  }
}

/** What a group would save, else how long the snippet is. */
function linesOf({ group, place }: Hit): number {
  return group?.duplicatedLines ?? place.snippet.endLine - place.snippet.startLine + 1;
}

/** Equal texts are certain, whatever their estimate. */
function certainty({ type, probability }: Hit): number {
  return type === 'exact' ? 1 : probability;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
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
