/** The results on show, those before them, and who may replace them: an older question never overwrites a newer answer. */
import {
  type Arrangement,
  arrange,
  firstRows,
  type Grouping,
  type HitRow,
  hitRows,
  type Row,
  type Sorting,
} from './grouping.ts';
import type { Ask, ResultSet } from './resultSet.ts';

/** Rows shown at once: the editor is handed each of them, and the best come first. */
export const PAGE_ROWS = 300;

/** Enough to go back over an afternoon's questions; a set of 1,000 hits is about 1 MB. */
const HISTORY_LENGTH = 10;

interface Asked {
  readonly set: ResultSet;
  readonly ask: Ask;
}

/** A question under way. */
export interface Question {
  /** Aborted when a newer question takes its place. */
  readonly signal: AbortSignal;
  /** Shows the answer, unless a newer question has been asked meanwhile. @returns whether it is on show. */
  answer(set: ResultSet, ask: Ask): boolean;
}

export class ResultsModel {
  #current: Asked | undefined;
  #history: Asked[] = [];
  #arrangement: Arrangement = { grouping: 'group', sorting: 'best', filter: '' };
  #limit = PAGE_ROWS;
  #showsDecided = false;
  #rows: readonly Row[] = [];
  #question = new AbortController();
  readonly #changed: () => void;

  /** @param changed called after every change of what is on show. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get current(): ResultSet | undefined {
    return this.#current?.set;
  }

  /** Answered questions, newest first, the one on show among them. */
  get history(): readonly ResultSet[] {
    return this.#history.map(({ set }) => set);
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  get grouping(): Grouping {
    return this.#arrangement.grouping;
  }

  get filter(): string {
    return this.#arrangement.filter;
  }

  get sorting(): Sorting {
    return this.#arrangement.sorting;
  }

  /** Starts a question; the one before it is aborted and its answer will not be shown. */
  ask(): Question {
    this.#question.abort();
    const controller = new AbortController();
    this.#question = controller;
    return {
      signal: controller.signal,
      answer: (set, ask) => {
        if (controller.signal.aborted) return false;
        this.#history = [{ set, ask }, ...this.#history].slice(0, HISTORY_LENGTH);
        this.#show({ set, ask });
        return true;
      },
    };
  }

  /** Shows an earlier answer again. */
  showAgain(set: ResultSet): void {
    const asked = this.#history.find((entry) => entry.set === set);
    if (asked) this.#show(asked);
  }

  async askAgain(): Promise<void> {
    await this.#current?.ask();
  }

  group(grouping: Grouping): void {
    this.#arrange({ grouping });
  }

  sort(sorting: Sorting): void {
    this.#arrange({ sorting });
  }

  narrow(filter: string): void {
    this.#arrange({ filter: filter.trim() });
  }

  /** Takes hits off this list; nothing is remembered beyond it. */
  dismiss(ids: ReadonlySet<string>): void {
    this.change((set) => ({ ...set, hits: set.hits.filter((hit) => !ids.has(hit.id)) }));
  }

  /** Replaces the results on show, and in the history, by an edited copy of them. */
  change(edit: (set: ResultSet) => ResultSet): void {
    if (!this.#current) return;
    const { set, ask } = this.#current;
    const now = edit(set);
    this.#history = this.#history.map((entry) => (entry.set === set ? { set: now, ask } : entry));
    this.#current = { set: now, ask };
    this.#arrange();
  }

  /** Replaces all results, on show or earlier, where `edit` returns others: what was decided holds for each list. */
  changeAll(edit: (set: ResultSet) => ResultSet): void {
    const before = this.#history;
    this.#history = before.map(({ set, ask }) => ({ set: edit(set), ask }));
    const at = before.findIndex(({ set }) => set === this.current);
    this.#current &&= this.#history[at];
    this.#arrange();
  }

  /** Shows another page of rows. */
  showMore(): void {
    this.#limit += PAGE_ROWS;
    this.#arrange();
  }

  /** Whether groups that were decided on are in the list too. */
  get showsDecided(): boolean {
    return this.#showsDecided;
  }

  showDecided(wanted: boolean): void {
    this.#showsDecided = wanted;
    this.#arrange();
  }

  clear(): void {
    this.#question.abort();
    this.#current = undefined;
    this.#arrange({ filter: '' });
  }

  /** The row `step` (1 or −1) from the one with this id, round the ends; the first or last from nowhere. */
  neighborOf(id: string | undefined, step: 1 | -1): HitRow | undefined {
    const rows = hitRows(this.#rows);
    const at = rows.findIndex((row) => row.hit.id === id);
    if (at === -1) return step === 1 ? rows[0] : rows.at(-1);
    return rows[(at + step + rows.length) % rows.length];
  }

  #show(asked: Asked): void {
    this.#current = asked;
    this.#limit = PAGE_ROWS;
    this.#arrange({ filter: '' });
  }

  #arrange(change: Partial<Arrangement> = {}): void {
    this.#arrangement = { ...this.#arrangement, ...change };
    const { current } = this;
    const decided = (this.#showsDecided && current?.decided) || [];
    const set = current && { ...current, hits: [...current.hits, ...decided] };
    this.#rows = set ? firstRows(arrange(set, this.#arrangement), this.#limit) : [];
    this.#changed();
  }
}
