/**
 * The lexical index: full-text search of SQLite (FTS5) over names, paths, docs and bodies.
 * Contentless: it knows which words a snippet has, not its text. Texts are split into words here,
 * so the tokenizer below only separates at blanks.
 */
import type { DatabaseSync } from 'node:sqlite';
import type {
  FieldWeights,
  FileRecord,
  LexicalHit,
  LexicalOptions,
} from '../core/index/snippetStore.ts';
import { groupByFile, type WordHits } from '../core/index/wordHits.ts';
import { RememberedWords } from './rememberedWords.ts';
import { Statements } from './sqliteDatabase.ts';

/** How texts become words; `version` names the rules, since other rules need another index. */
export interface WordSplitter {
  readonly version: string;
  split(text: string): readonly string[];
}

/** Row number = file · this + snippet: room for 2^37 files below the largest exact integer. */
export const SNIPPETS_PER_FILE = 65_536;

/** Every kind of character but blanks and controls belongs to a word. */
const TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* N* Co M* P* S*'";

export const WORDS_SCHEMA = `
  CREATE VIRTUAL TABLE words USING fts5(
    name, path, doc, body, content='', contentless_delete=1, tokenize="${TOKENIZER}");
  CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
`;

const EVEN: FieldWeights = { name: 1, path: 1, doc: 1, body: 1 };

/** Pages merged in one slice: a few milliseconds. */
const MERGE_PAGES = 128;

export class SqliteWords {
  private readonly database: DatabaseSync;
  private readonly statements: Statements;
  private readonly splitter: WordSplitter;
  private readonly paths = new Map<number, string>();
  private readonly remembered = new RememberedWords();
  private dataVersion = -1;

  constructor(database: DatabaseSync, splitter: WordSplitter) {
    this.database = database;
    this.statements = new Statements(database);
    this.splitter = splitter;
  }

  add(file: number, record: FileRecord, texts: readonly string[]): void {
    this.paths.clear();
    const insert = this.statements.get(
      'INSERT INTO words(rowid, name, path, doc, body) VALUES (?, ?, ?, ?, ?)',
    );
    const path = this.joined(record.path);
    const held = new Set<string>();
    for (const [i, snippet] of record.snippets.entries()) {
      const row = file * SNIPPETS_PER_FILE + i;
      const fields = [this.joined(snippet.name), path, this.joined(snippet.doc)] as const;
      const body = this.joined(texts[i]!);
      insert.run(row, ...fields, body);
      for (const field of [...fields, body]) for (const word of field.split(' ')) held.add(word);
    }
    this.remembered.fileChanged(record.path, record.snippets.length, held);
  }

  remove(file: number, path: string, snippets: number): void {
    this.paths.clear();
    this.remembered.fileChanged(path, snippets, []);
    const remove = this.statements.get('DELETE FROM words WHERE rowid = ?');
    for (let i = 0; i < snippets; i++) remove.run(file * SNIPPETS_PER_FILE + i);
  }

  clear(): void {
    this.paths.clear();
    this.remembered.clear();
    this.database.exec("INSERT INTO words(words) VALUES ('delete-all')");
  }

  /** Snippets that hold any of the words, best first. */
  search(
    words: readonly string[],
    limit: number,
    { weights, prefix = false }: LexicalOptions = {},
  ): LexicalHit[] {
    const asked = words.map(cleaned).filter((word) => word !== '');
    if (asked.length === 0 || limit <= 0) return [];
    this.forgetWhatOthersChanged();
    return this.read(asked, limit, { weights: weights ?? EVEN, prefix });
  }

  /** The same for one word, file by file; remembered, unless it is only a beginning: files would bring words of it unseen. */
  hitsOf(asked: string, limit: number, { weights, prefix = false }: LexicalOptions = {}): WordHits {
    const word = cleaned(asked);
    if (word === '' || limit <= 0) return groupByFile([]);
    this.forgetWhatOthersChanged();
    const shape = JSON.stringify([limit, weights]);
    const known = prefix ? undefined : this.remembered.get(word, shape);
    if (known) return known;
    const found = groupByFile(this.read([word], limit, { weights: weights ?? EVEN, prefix }));
    if (!prefix) this.remembered.set(word, shape, found);
    return found;
  }

  /** Best first; equal ones by path and place, so that the same question has the same answer. */
  private read(
    words: readonly string[],
    limit: number,
    { weights: { name, path, doc, body }, prefix }: Required<LexicalOptions>,
  ): LexicalHit[] {
    const query = words
      .map((word, i) => quoted(word) + (prefix && i === words.length - 1 ? '*' : ''))
      .join(' OR ');
    const statement = this.statements.get(
      `SELECT rowid, -bm25(words, ?, ?, ?, ?) AS score FROM words
       WHERE words MATCH ? ORDER BY score DESC LIMIT ?`,
    );
    statement.setReturnArrays(true);
    const rows = statement.all(name, path, doc, body, query, limit) as unknown as [
      number,
      number,
    ][];
    const hits: LexicalHit[] = [];
    for (const [row, bm25] of rows) {
      const path = this.pathOf(Math.floor(row / SNIPPETS_PER_FILE));
      if (path !== undefined) hits.push({ path, snippet: row % SNIPPETS_PER_FILE, bm25 });
    }
    return hits.sort(
      (a, b) =>
        b.bm25 - a.bm25 || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.snippet - b.snippet),
    );
  }

  /** Remembered: looking up the path of every hit cost as much as finding the hits. */
  private pathOf(file: number): string | undefined {
    const known = this.paths.get(file);
    if (known !== undefined) return known;
    const row = this.statements.get('SELECT path FROM files WHERE id = ?').get(file);
    if (!row) return undefined;
    const path = String(row['path']);
    this.paths.set(file, path);
    return path;
  }

  /** Another process may have written; what this one writes is forgotten as it writes. */
  private forgetWhatOthersChanged(): void {
    const version = Number(this.statements.get('PRAGMA data_version').get()!['data_version']);
    if (version === this.dataVersion) return;
    this.paths.clear();
    this.remembered.clear();
    this.dataVersion = version;
  }

  /** In how many snippets each word occurs; counts of changed files may lag until `merge`. */
  frequencies(words: readonly string[]): number[] {
    this.forgetWhatOthersChanged();
    const count = this.statements.get('SELECT doc FROM vocabulary WHERE term = ?');
    return words.map((word) => {
      const term = cleaned(word).toLowerCase();
      return this.remembered.frequency(term, () => Number(count.get(term)?.['doc'] ?? 0));
    });
  }

  /**
   * One slice of merging the index's segments, a few milliseconds; false when there is no more.
   * The first slice must say so: it starts a merge even where too few segments have gathered.
   */
  merge(slice: 'first' | 'next'): boolean {
    const changes = this.statements.get('SELECT total_changes() AS n');
    const before = Number(changes.get()!['n']);
    const pages = slice === 'first' ? -MERGE_PAGES : MERGE_PAGES;
    this.statements.get("INSERT INTO words(words, rank) VALUES ('merge', ?)").run(pages);
    // The statement itself is one change; a merge that did nothing makes no other.
    return Number(changes.get()!['n']) - before > 1;
  }

  /** Throws where the index contradicts itself. */
  check(): void {
    this.database.exec("INSERT INTO words(words) VALUES ('integrity-check')");
  }

  private joined(text: string): string {
    return cleaned(this.splitter.split(text).join(' '));
  }
}

/** Without NUL, at which SQLite would end the text, and without blanks around. */
function cleaned(word: string): string {
  return word.replaceAll('\0', '').trim();
}

/** A word as FTS5 takes it literally. */
function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
