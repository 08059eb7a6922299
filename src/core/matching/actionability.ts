/** Which duplicates are worth acting on first: drifted copies across folders of hand-written code before tests and tables. */
import type { FileRole } from '../snippets/snippet.ts';
import type { DuplicateGroup, Level, Place } from './match.ts';

/** What a copy in such a file weighs. Generated and vendored code is not edited by hand; tests repeat on purpose. */
const ROLE_WEIGHT: Readonly<Record<FileRole, number>> = {
  source: 1,
  example: 0.35,
  docs: 0.3,
  test: 0.3,
  vendored: 0.1,
  generated: 0.05,
};

/** A drifted copy hides a bug; a copy with other names or the same text only costs lines. */
const TYPE_WEIGHT: Readonly<Record<DuplicateGroup['type'], number>> = {
  edited: 1.15,
  exact: 1,
  renamed: 0.95,
  meaning: 0.85,
};

/** Groups that a level does not show at all. */
export function isHidden(group: DuplicateGroup, level: Level): boolean {
  const written = group.members.filter(({ role }) => role !== 'generated' && role !== 'vendored');
  if (level === 'exploratory') return false;
  if (written.length === 0) return true;
  if (group.members.some(({ role }) => role === 'source')) return false;
  // Tests resemble one another on purpose; only what was copied as it is may be worth a look.
  return level === 'strict' || group.type === 'edited' || group.type === 'meaning';
}

/** Larger is more worth acting on; for sorting only. */
export function actionability(group: DuplicateGroup): number {
  const { members, probability, duplicatedLines, type, evidence } = group;
  const weights = members.map(({ role }) => ROLE_WEIGHT[role]).sort((a, b) => b - a);
  // The second-best member decides: one copy in source and the rest in tests is a matter of tests.
  const role = weights[Math.min(1, weights.length - 1)]!;
  const lines = duplicatedLines / Math.max(1, members.length - 1);
  const size = Math.log2(2 + lines) * (1 + 0.15 * Math.log2(members.length));
  const spread = folders(members) > 1 ? 1.15 : 1;
  // Twenty alike are a pattern that someone chose; three are an accident.
  const pattern = members.length > 12 ? 0.7 : 1;
  const drift = type === 'edited' ? 0.85 + 0.3 * (evidence.text ?? 0) : 1;
  return probability * role * TYPE_WEIGHT[type] * size * spread * pattern * drift;
}

/** Most worth acting on first; ties by identity, so that the order never depends on the input's. */
export function byActionability(groups: readonly DuplicateGroup[]): DuplicateGroup[] {
  return groups
    .map((group) => ({ group, value: actionability(group) }))
    .sort((a, b) => b.value - a.value || (a.group.id < b.group.id ? -1 : 1))
    .map(({ group }) => group);
}

function folders(members: readonly Place[]): number {
  return new Set(members.map(({ path }) => path.slice(0, path.lastIndexOf('/') + 1))).size;
}
