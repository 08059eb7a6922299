/** Search by Meaning: a quick pick that answers while one types, previews what has the focus, and hands its results to the view. */
import * as vscode from 'vscode';
import { describeShare, describeTimeLeft } from '../indexWords.ts';
import { LatestOnly } from '../latestOnly.ts';
import { show, spotOf } from '../places.ts';
import { isCancelled } from '../report.ts';
import { toHits } from '../results/hits.ts';
import type { Hit, ResultSet } from '../results/resultSet.ts';
import {
  countResults,
  describePlace,
  describeProbability,
  describeSnippet,
  iconOf,
} from '../results/words.ts';
import {
  isOn,
  type LookedAt,
  type SearchFilter,
  searchFilters,
  toggled,
} from '../searchFilters.ts';
import { preferences } from '../settings.ts';
import type { Desk } from './desk.ts';

/** Typing pauses of 100–200 ms are between keys; half of that asks about every second key. */
const TYPING_PAUSE_MS = 80;
/** The first few are shown however weak, to say that there is nothing better; the rest must be worth a line (guess). */
const ALWAYS_SHOWN = 3;
const MIN_SHOWN = 0.05;
/** While the workspace is being read the answers grow; often enough to see it, rarely enough to read them. */
const ASK_AGAIN_MS = 3000;
const RECENT_KEY = 'recentSearches';
const RECENT_LENGTH = 10;

interface HitItem extends vscode.QuickPickItem {
  readonly hit?: Hit;
  /** A search of before, to be typed again. */
  readonly query?: string;
}

export async function searchByMeaning(
  desk: Desk,
  memory: vscode.Memento,
  query = '',
): Promise<void> {
  const at = lookedAt();
  // The table of languages is a fifth of the extension: read when first needed, not when the editor starts.
  const { languageByName } = await import('../../core/snippets/languages.ts');
  const pick = vscode.window.createQuickPick<HitItem>();
  const toView: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('list-tree'),
    tooltip: vscode.l10n.t('Show in the Results View'),
  };
  const beside: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('split-horizontal'),
    tooltip: vscode.l10n.t('Open to the Side'),
  };
  const showCoverage = () => {
    const parts = [vscode.l10n.t('Search by Meaning'), describeShare(desk.indexes.progress)];
    if (parts[1] !== '') parts.push(describeTimeLeft(desk.indexes.progress, vscode.l10n.t));
    pick.title = parts.filter((part) => part !== '').join(' · ');
  };
  showCoverage();
  pick.placeholder = vscode.l10n.t(
    'Say what the code does; also "exact words", lang:go, path:src, kind:function, -word',
  );
  const filters = searchFilters(at, (id) => languageByName(id)?.family, vscode.l10n.t);
  const filterButtons = new Map<vscode.QuickInputButton, SearchFilter>();
  let shownAs = '';
  const showButtons = () => {
    const states = filters.map((filter) => isOn(filter, pick.value)).join();
    if (states === shownAs) return;
    shownAs = states;
    filterButtons.clear();
    for (const filter of filters) {
      const tooltip = isOn(filter, pick.value)
        ? vscode.l10n.t('Take out: {0}', filter.label)
        : filter.label;
      filterButtons.set({ iconPath: new vscode.ThemeIcon(filter.icon), tooltip }, filter);
    }
    pick.buttons = [...filterButtons.keys(), toView];
  };
  // Building an index shows a notification, which would take the focus and close the pick.
  pick.ignoreFocusOut = desk.indexes.state !== 'ready';
  pick.value = query;
  showButtons();
  let asked = new AbortController();
  let answered = '';
  const opening = new LatestOnly();
  let timer: NodeJS.Timeout | undefined;
  const recent = memory.get<string[]>(RECENT_KEY, []);

  const answer = async (words: string) => {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    if (words.trim() === '') {
      pick.items = recent.map((said) => ({
        label: said,
        query: said,
        iconPath: new vscode.ThemeIcon('history'),
      }));
      pick.busy = false;
      return;
    }
    pick.busy = true;
    try {
      const hits = await search(desk, words, signal);
      if (signal.aborted) return;
      const [active] = pick.activeItems;
      const items = hits.map((hit) => itemOf(hit, [beside]));
      pick.items = items.length > 0 ? items : [nothing()];
      // Asked again while more is read: the row under the user's eyes stays the chosen one. Other words: the best is.
      const isAgain = words === answered;
      answered = words;
      const same = items.find(({ hit }) => hit?.id === active?.hit?.id);
      if (isAgain && same && active?.hit) pick.activeItems = [same];
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      // A filter half typed is no reason for a notification: say it where the user looks.
      pick.items = [{ label: error instanceof Error ? error.message : '', alwaysShow: true }];
      desk.log.warn(String(error));
    } finally {
      if (!signal.aborted) pick.busy = false;
    }
  };
  const remember = () => {
    const words = pick.value.trim();
    if (words === '') return;
    const kept = [words, ...recent.filter((said) => said !== words)].slice(0, RECENT_LENGTH);
    void memory.update(RECENT_KEY, kept);
  };

  let askedAt = performance.now();
  const moreWasRead = () => {
    showCoverage();
    const isDone = desk.indexes.state === 'ready';
    if (!isDone && performance.now() - askedAt < ASK_AGAIN_MS) return;
    askedAt = performance.now();
    if (pick.value.trim() !== '' && !pick.busy) void answer(pick.value);
  };

  const disposables = [
    pick,
    desk.indexes.onDidChange(moreWasRead),
    pick.onDidChangeValue((words) => {
      clearTimeout(timer);
      showButtons();
      timer = setTimeout(() => void answer(words), TYPING_PAUSE_MS);
    }),
    pick.onDidChangeActive(async ([item]) => {
      const { hit } = item ?? {};
      if (hit) await opening.run(() => show(spotOf(hit), { keepFocus: true }));
    }),
    pick.onDidAccept(async () => {
      const [item] = pick.selectedItems;
      if (item?.query !== undefined) {
        pick.value = item.query;
        await answer(item.query);
        return;
      }
      remember();
      pick.hide();
      const { hit } = item ?? {};
      if (hit) await opening.run(() => show(spotOf(hit)));
    }),
    pick.onDidTriggerItemButton(async ({ item: { hit } }) => {
      remember();
      if (hit) await opening.run(() => show(spotOf(hit), { beside: true }));
    }),
    pick.onDidTriggerButton(async (button) => {
      const filter = filterButtons.get(button);
      if (filter) {
        // Setting the value is no typing: the editor tells nobody.
        pick.value = toggled(filter, pick.value);
        showButtons();
        await answer(pick.value);
        return;
      }
      const words = pick.value.trim();
      remember();
      pick.hide();
      if (words !== '') await searchIntoView(desk, words);
    }),
    pick.onDidHide(() => {
      clearTimeout(timer);
      asked.abort();
      for (const disposable of disposables) disposable.dispose();
    }),
  ];
  pick.show();
  await answer(query);
}

/** The same search, its answer in the results view. */
export async function searchIntoView(desk: Desk, query: string): Promise<void> {
  await desk.ask(
    () => searchIntoView(desk, query),
    async (signal): Promise<ResultSet> => {
      const hits = await search(desk, query, signal);
      return {
        kind: 'search',
        title: `“${query}”`,
        summary: countResults(hits.length, vscode.l10n.t),
        hits,
      };
    },
  );
}

async function search(desk: Desk, query: string, signal: AbortSignal): Promise<Hit[]> {
  const { resultLimit } = preferences(undefined);
  const indexes = await desk.searchable();
  const found = await Promise.all(
    indexes.map(async (index) =>
      toHits(await index.engine.search({ query, limit: resultLimit }, signal), index.folder),
    ),
  );
  // Ranks within one folder are the engine's own; between folders the probability decides.
  const hits = found.length === 1 ? found[0]! : found.flat().sort(byProbability);
  return hits
    .slice(0, resultLimit)
    .filter(({ probability }, rank) => rank < ALWAYS_SHOWN || probability >= MIN_SHOWN);
}

/** Where the user looked before the pick took the focus. */
function lookedAt(): LookedAt | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (!document || !vscode.workspace.getWorkspaceFolder(document.uri)) return undefined;
  const path = vscode.workspace.asRelativePath(document.uri, false);
  return { languageId: document.languageId, path };
}

function byProbability(a: Hit, b: Hit): number {
  return b.probability - a.probability;
}

function itemOf(hit: Hit, buttons: vscode.QuickInputButton[]): HitItem {
  const { t } = vscode.l10n;
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return {
    label: describeSnippet(hit, t),
    description: describePlace(hit, several),
    detail: [describeProbability(hit.probability, 'meaning', t), hit.why]
      .filter(Boolean)
      .join(' · '),
    iconPath: new vscode.ThemeIcon(iconOf(hit)),
    alwaysShow: true,
    buttons,
    hit,
  };
}

function nothing(): HitItem {
  return { label: vscode.l10n.t('Nothing found; try other words.'), alwaysShow: true };
}
