/** What is where: file records in memory, and one id per distinct text with the places that hold it. */
import type { Place } from '../matching/match.ts';
import type { FileRecord } from './snippetStore.ts';

/** A snippet's address: its file and its position among the file's snippets. */
export interface SnippetAddress {
  readonly path: string;
  readonly snippet: number;
}

export class SnippetCatalog {
  private readonly records = new Map<string, FileRecord>();
  /** An id stays with its text for as long as the catalog lives, also while no file holds it. */
  private readonly ids = new Map<string, number>();
  private readonly hashes: string[] = [];
  private readonly addresses: SnippetAddress[][] = [];
  private snippets = 0;
  private distinct = 0;

  get fileCount(): number {
    return this.records.size;
  }

  get snippetCount(): number {
    return this.snippets;
  }

  /** Texts that some file holds: equal ones count once. */
  get textCount(): number {
    return this.distinct;
  }

  /** Of every file, in no order. */
  paths(): Iterable<string> {
    return this.records.keys();
  }

  /** In the order of paths by code unit, so that answers do not depend on the order of indexing. */
  files(): FileRecord[] {
    return [...this.records.keys()].sort(byCodeUnit).map((path) => this.records.get(path)!);
  }

  file(path: string): FileRecord | undefined {
    return this.records.get(path);
  }

  /** Adds or replaces a file's record. */
  put(record: FileRecord): void {
    this.remove(record.path);
    this.records.set(record.path, record);
    for (const [snippet, { textHash }] of record.snippets.entries()) {
      const id = this.ids.get(textHash) ?? this.newId(textHash);
      const addresses = this.addresses[id]!;
      if (addresses.length === 0) this.distinct++;
      insertInOrder(addresses, { path: record.path, snippet });
    }
    this.snippets += record.snippets.length;
  }

  remove(path: string): void {
    const record = this.records.get(path);
    if (!record) return;
    this.records.delete(path);
    this.snippets -= record.snippets.length;
    for (const textHash of new Set(record.snippets.map((snippet) => snippet.textHash))) {
      const id = this.ids.get(textHash)!;
      const left = this.addresses[id]!.filter((address) => address.path !== path);
      this.addresses[id] = left;
      if (left.length === 0) this.distinct--;
    }
  }

  /** The id of a text, whether or not a file still holds it. */
  idOf(textHash: string): number | undefined {
    return this.ids.get(textHash);
  }

  /** @throws RangeError for an id that was never given. */
  textHash(id: number): string {
    const hash = this.hashes[id];
    if (hash === undefined) throw new RangeError(`no text has id ${id}`);
    return hash;
  }

  /** True where some file holds the text. */
  holds(id: number): boolean {
    return (this.addresses[id]?.length ?? 0) > 0;
  }

  /** Ids of the texts that some file holds, ascending. */
  heldIds(): number[] {
    return [...this.hashes.keys()].filter((id) => this.holds(id));
  }

  /** Where the text stands, by path and line: a view that the next change of the catalog may alter. */
  addressesOf(id: number): readonly SnippetAddress[] {
    return this.addresses[id] ?? [];
  }

  placesOf(id: number): Place[] {
    return this.addressesOf(id).map((address) => this.place(address)!);
  }

  /** The place at an address; undefined where the file changed and has no such snippet now. */
  place({ path, snippet }: SnippetAddress): Place | undefined {
    const record = this.records.get(path);
    const found = record?.snippets[snippet];
    if (!record || !found) return undefined;
    return { path, language: record.language, role: record.role, snippet: found };
  }

  private newId(textHash: string): number {
    const id = this.hashes.push(textHash) - 1;
    this.ids.set(textHash, id);
    this.addresses[id] = [];
    return id;
  }
}

/** From the end, since files mostly come by path. */
function insertInOrder(addresses: SnippetAddress[], address: SnippetAddress): void {
  let at = addresses.length;
  while (at > 0 && compareAddresses(addresses[at - 1]!, address) > 0) at--;
  addresses.splice(at, 0, address);
}

function compareAddresses(a: SnippetAddress, b: SnippetAddress): number {
  return byCodeUnit(a.path, b.path) || a.snippet - b.snippet;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
