/** Dismiss as…: what the user decides about a group of duplicates, kept in the folder's file of decisions; and taking it back. */
import * as vscode from 'vscode';
import { VERDICTS, type Verdict } from '../../core/decisions/decision.ts';
import type { DuplicateGroup } from '../../core/matching/match.ts';
import type { FolderIndex } from '../folderIndex.ts';
import { reportError } from '../report.ts';
import type { Row } from '../results/grouping.ts';
import type { Hit, ResultSet } from '../results/resultSet.ts';
import { countGroups, describeGroup, describeVerdict } from '../results/words.ts';
import type { Desk } from './desk.ts';

/** A decision as another extension, a keybinding or a test may pass it: nothing is asked then. */
export interface Choice {
  readonly verdict: Verdict;
  readonly reason: string;
}

interface DecidedGroup {
  readonly folderUri: string;
  readonly group: DuplicateGroup;
}

export class Decisions {
  readonly #desk: Desk;
  readonly #decided: (index: FolderIndex) => void;
  /** What the last decision was about, for taking it back. */
  #last: readonly DecidedGroup[] = [];

  /** @param decided told of each folder whose decisions changed: they are labels, too. */
  constructor(desk: Desk, decided: (index: FolderIndex) => void = () => {}) {
    this.#desk = desk;
    this.#decided = decided;
  }

  /** @param rows groups, or copies of them. */
  async decide(rows: readonly Row[], given?: Choice): Promise<void> {
    const groups = groupsOf(rows);
    const first = groups[0];
    if (!first) return;
    const { t } = vscode.l10n;
    const title =
      groups.length === 1
        ? t('Dismiss {0}', describeGroup(first.group, t))
        : t('Dismiss {0} groups', groups.length);
    const choice = given ?? (await ask(title));
    if (!choice) return;
    await this.#try(async () => {
      for (const { folderUri, group } of groups) {
        const members = placesOf(group);
        const index = this.#index(folderUri);
        const decision = await index.engine.decide({ members, ...choice });
        this.#decided(index);
        this.#replace(folderUri, { ...group, standing: { kind: 'decided', decision } });
      }
      this.#last = groups;
      this.#setUndo();
      const verdict = describeVerdict(choice.verdict, t);
      vscode.window.setStatusBarMessage(t('Dismissed: {0}', verdict), 5000);
    });
  }

  /** Takes back what was decided about these groups. */
  async reopen(rows: readonly Row[]): Promise<void> {
    await this.#takeBack(groupsOf(rows));
  }

  async undo(): Promise<void> {
    const last = this.#last;
    this.#last = [];
    this.#setUndo();
    await this.#takeBack(last);
  }

  async #takeBack(groups: readonly DecidedGroup[]): Promise<void> {
    await this.#try(async () => {
      for (const { folderUri, group } of groups) {
        const index = this.#index(folderUri);
        await index.engine.undecide({ members: placesOf(group) });
        this.#decided(index);
        this.#replace(folderUri, { ...group, standing: { kind: 'open' } });
      }
    });
  }

  #index(folderUri: string): FolderIndex {
    const index = this.#desk.indexes.all.find(({ folder }) => folder.uri.toString() === folderUri);
    if (!index) throw new Error(vscode.l10n.t('The folder is not open any more.'));
    return index;
  }

  /** Puts the group with its new standing where it belongs, in each list that has it: among the open or the decided ones. */
  #replace(folderUri: string, now: DuplicateGroup): void {
    this.#desk.model.changeAll((set) => moved(set, folderUri, now));
  }

  #setUndo(): void {
    const canUndo = this.#last.length > 0;
    void vscode.commands.executeCommand('setContext', 'lookalike.canUndoDecision', canUndo);
  }

  async #try(change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (error) {
      reportError(error, this.#desk.log);
    }
  }
}

function moved(set: ResultSet, folderUri: string, now: DuplicateGroup): ResultSet {
  const isOurs = (hit: Hit) => hit.folderUri === folderUri && hit.group?.id === now.id;
  const all = [...set.hits, ...(set.decided ?? [])];
  const ours = all.filter(isOurs).map((hit) => ({ ...hit, group: now }));
  if (ours.length === 0) return set;
  const without = (hits: readonly Hit[]) => hits.filter((hit) => !isOurs(hit));
  const isDecided = now.standing?.kind === 'decided';
  const hits = [...(isDecided ? [] : ours), ...without(set.hits)];
  const decided = [...(isDecided ? ours : []), ...without(set.decided ?? [])];
  const count = (some: readonly Hit[]) => new Set(some.map(({ group }) => group)).size;
  const { t } = vscode.l10n;
  const summary = `${countGroups(count(hits), t)}, ${t('{0} dismissed', count(decided))}`;
  return { ...set, hits, decided, summary };
}

async function ask(title: string): Promise<Choice | undefined> {
  const { t } = vscode.l10n;
  const details: Record<Verdict, string> = {
    'not-a-duplicate': t('They only look alike.'),
    intentional: t('They are alike for a reason, which you give; a further copy is shown again.'),
    generated: t('Nobody edits them by hand.'),
    later: t('Real, but not now.'),
  };
  const items = VERDICTS.map((verdict) => ({
    label: describeVerdict(verdict, t),
    detail: details[verdict],
    verdict,
  }));
  const placeHolder = t('Kept in .lookalike/decisions.jsonl, for everybody who works on this');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (!chosen) return undefined;
  if (chosen.verdict !== 'intentional') return { verdict: chosen.verdict, reason: '' };
  const reason = await vscode.window.showInputBox({
    title,
    prompt: t('Why are these copies intentional?'),
    validateInput: (text) =>
      text.trim() === '' ? t('Whoever reviews this will ask: say it in a few words.') : undefined,
  });
  return reason === undefined ? undefined : { verdict: 'intentional', reason: reason.trim() };
}

/** The groups these rows belong to, each once. */
function groupsOf(rows: readonly Row[]): DecidedGroup[] {
  const found = new Map<DuplicateGroup, DecidedGroup>();
  for (const row of rows) {
    const hit = row.row === 'hit' ? row.hit : row.hits[0]?.hit;
    if (hit?.group) found.set(hit.group, { folderUri: hit.folderUri, group: hit.group });
  }
  return [...found.values()];
}

function placesOf({ members }: DuplicateGroup) {
  return members.map(({ path, snippet: { startLine, endLine } }) => ({ path, startLine, endLine }));
}
