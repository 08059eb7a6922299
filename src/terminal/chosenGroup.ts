/** The duplicate group a verb is asked about: by its id, or by a place in one of its copies. */
import type { Engine, PlaceRef } from '../core/engineApi.ts';
import type { DuplicateGroup, Level, Place } from '../core/matching/match.ts';
import { UserError } from '../core/userError.ts';
import { folderRelative } from './folderRelative.ts';
import { withProgress } from './readyEngine.ts';
import type { Context } from './toolbox.ts';

export interface GroupChoice {
  readonly group?: string;
  readonly at?: PlaceRef;
  readonly minLines: number;
  readonly level: Level;
}

/** @throws UserError where neither or both are given, or no group is meant. */
export async function chosenGroup(
  { terminal, choices }: Context,
  engine: Engine,
  folder: string,
  { group: id, at, level, minLines }: GroupChoice,
): Promise<DuplicateGroup> {
  if ((id === undefined) === (at === undefined)) {
    throw new UserError(
      'usage',
      'Say which group: --group ID, or --at FILE:LINE.',
      'The id of each group is in `lookalike find-duplicates --json`.',
    );
  }
  const request = { level, minLines, semantic: choices.settings.useEncoder };
  const { groups } = await withProgress(terminal, (progress) =>
    engine.findDuplicates(request, progress, terminal.signal),
  );
  if (at === undefined) {
    const found = groups.find((group) => group.id === id);
    if (found) return found;
    throw none(`No group has the id ${id}.`);
  }
  const file = folderRelative(folder, at.path);
  const around = groups.flatMap((group) => {
    const own = group.members.filter((member) => holds(member, file, at.startLine));
    return own.length === 0 ? [] : [{ group, lines: Math.min(...own.map(lineCount)) }];
  });
  // The innermost copy is what a cursor is in; among equals the one more worth acting on.
  const [nearest] = around.sort((a, b) => a.lines - b.lines);
  if (nearest) return nearest.group;
  throw none(`No copy of a group is at ${file}:${at.startLine}.`);
}

function holds({ path, snippet }: Place, file: string, line: number): boolean {
  return path === file && snippet.startLine <= line && line <= snippet.endLine;
}

function lineCount({ snippet }: Place): number {
  return snippet.endLine - snippet.startLine;
}

function none(whatHappened: string): UserError {
  return new UserError(
    'bad-input',
    whatHappened,
    '`lookalike find-duplicates` lists the groups; --level exploratory and a smaller --min-lines find more.',
  );
}
