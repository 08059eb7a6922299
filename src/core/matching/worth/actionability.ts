/** Which duplicates are worth acting on first: copied logic of hand-written code before what a language or a tool forces. */
import type { FileRole } from '../../snippets/snippet.ts';
import type { DuplicateGroup, Level } from '../match.ts';
import type { GroupTraits } from './groupTraits.ts';

/** What a copy in such a file weighs. Generated and vendored code is not edited by hand; tests repeat on purpose. */
const ROLE_WEIGHT: Readonly<Record<FileRole, number>> = {
  source: 1,
  example: 0.35,
  docs: 0.3,
  test: 0.3,
  vendored: 0.1,
  generated: 0.05,
};

/**
 * Log odds per trait, as `training/fitActionability.ts` prints them: fitted on judged groups of five repositories, drawn
 * to a prior, each only in the direction that reason gives it.
 */
const WEIGHTS: Readonly<Record<keyof GroupTraits, number>> = {
  logic: 1.31,
  control: 0.82,
  share: 1.03,
  text: 0.52,
  whole: 0.47,
  torn: -0.84,
  together: -0.99,
  forced: -0.45,
  data: -0.67,
  notHand: -1.62,
};
const INTERCEPT = -2.7;

/** How likely a maintainer would act on the group, 0..1; for sorting within one report. */
export function actionability(
  { members, probability }: Pick<RankedGroup, 'members' | 'probability'>,
  traits: GroupTraits,
): number {
  const odds = (Object.keys(WEIGHTS) as (keyof GroupTraits)[]).reduce(
    (sum, name) => sum + WEIGHTS[name] * traits[name],
    INTERCEPT,
  );
  const weights = members.map(({ place }) => ROLE_WEIGHT[place.role]).sort((a, b) => b - a);
  // The second-best member decides: one copy in source and the rest in tests is a matter of tests.
  const role = weights[Math.min(1, weights.length - 1)]!;
  return (probability * role) / (1 + Math.exp(-odds));
}

interface RankedGroup {
  readonly members: readonly { readonly place: { readonly role: FileRole } }[];
  readonly probability: number;
}

/** Groups that a level does not show at all. */
export function isHidden(group: DuplicateGroup, level: Level): boolean {
  const written = group.members.filter(({ role }) => role !== 'generated' && role !== 'vendored');
  if (level === 'exploratory') return false;
  if (written.length === 0) return true;
  if (group.members.some(({ role }) => role === 'source')) return false;
  // Tests resemble one another on purpose; only what was copied as it is may be worth a look.
  return level === 'strict' || group.type === 'edited' || group.type === 'meaning';
}

/** Most worth acting on first; ties by identity, so that the order never depends on the input's. */
export function byActionability(groups: readonly DuplicateGroup[]): DuplicateGroup[] {
  return [...groups].sort(
    (a, b) => (b.actionability ?? 0) - (a.actionability ?? 0) || (a.id < b.id ? -1 : 1),
  );
}
