/**
 * A file record as bytes: a length, compact JSON, the token stream.
 * JSON because its reader is native: 200,000 snippets decode in a third of a second.
 */
import type { FileRole, Snippet, SnippetKind } from '../snippets/snippet.ts';
import type { FileRecord } from './snippetStore.ts';

type PackedSnippet = [SnippetKind, string, number, number, string, string];
type PackedRecord = [
  path: string,
  language: string,
  role: FileRole,
  sizeBytes: number,
  modifiedMs: number,
  fileHash: string,
  lineCount: number,
  snippets: PackedSnippet[],
];

/** Bytes of the JSON's length before it. */
const LENGTH_BYTES = 4;

export function encodeRecord(record: FileRecord): Uint8Array<ArrayBuffer> {
  const packed: PackedRecord = [
    record.path,
    record.language,
    record.role,
    record.sizeBytes,
    record.modifiedMs,
    record.fileHash,
    record.lineCount,
    record.snippets.map((s) => [s.kind, s.name, s.startLine, s.endLine, s.doc, s.textHash]),
  ];
  const json = new TextEncoder().encode(JSON.stringify(packed));
  const bytes = new Uint8Array(LENGTH_BYTES + json.length + record.tokens.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, LENGTH_BYTES);
  bytes.set(record.tokens, LENGTH_BYTES + json.length);
  return bytes;
}

/**
 * The record that `encodeRecord` wrote; the caller has checked that the bytes are whole.
 * @throws RangeError or SyntaxError on other bytes.
 */
export function decodeRecord(bytes: Uint8Array): FileRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = LENGTH_BYTES + view.getUint32(0, true);
  if (end > bytes.length) throw new RangeError(`${bytes.length} bytes of a record, ${end} said`);
  const json = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, end));
  const [path, language, role, sizeBytes, modifiedMs, fileHash, lineCount, snippets] = JSON.parse(
    json,
  ) as PackedRecord;
  return {
    path,
    language,
    role,
    sizeBytes,
    modifiedMs,
    fileHash,
    lineCount,
    snippets: snippets.map(unpackSnippet),
    // A copy: a view would keep the whole row alive for its few tokens.
    tokens: bytes.slice(end),
  };
}

function unpackSnippet(packed: PackedSnippet): Snippet {
  const [kind, name, startLine, endLine, doc, textHash] = packed;
  return { kind, name, startLine, endLine, doc, textHash };
}
