/** The tokens at a place, from its file's stored stream; each file is unpacked once. */
import type { FileRecord } from '../index/snippetStore.ts';
import { isIgnored } from '../structure/ignoreComments.ts';
import { passageOf } from '../structure/passage.ts';
import { linesWithTokens, type TokenStream, tokensInLines } from '../structure/tokenStream.ts';
import { type PreparedPassage, preparePassage } from './evidence.ts';
import type { Place } from './match.ts';
import { readStream } from './units.ts';
import type { MemberTokens } from './worth/memberTraits.ts';

export class PlacePassages {
  private readonly records: { file(path: string): FileRecord | undefined };
  private readonly streams = new Map<string, TokenStream | undefined>();
  private readonly passages = new Map<string, PreparedPassage | undefined>();

  constructor(records: { file(path: string): FileRecord | undefined }) {
    this.records = records;
  }

  /** Undefined where the file is gone or its tokens cannot be read. */
  of({ path, snippet }: Place): PreparedPassage | undefined {
    const key = `${snippet.startLine} ${snippet.endLine} ${path}`;
    if (!this.passages.has(key)) {
      const stream = this.stream(path);
      const range = stream && tokensInLines(stream, snippet.startLine, snippet.endLine);
      this.passages.set(key, stream && preparePassage(passageOf(stream, range)));
    }
    return this.passages.get(key);
  }

  /** The place as a range of its file's tokens; undefined where they cannot be read. */
  tokensOf({ path, snippet }: Place): MemberTokens | undefined {
    const record = this.records.file(path);
    const stream = this.stream(path);
    if (!record || !stream) return undefined;
    return { record, stream, ...tokensInLines(stream, snippet.startLine, snippet.endLine) };
  }

  /** Lines of the place with code on them; 0 where its tokens cannot be read. */
  codeLines({ path, snippet }: Place): number {
    const stream = this.stream(path);
    if (!stream) return 0;
    return linesWithTokens(stream, tokensInLines(stream, snippet.startLine, snippet.endLine));
  }

  /** Whether an ignore comment takes the place out of findings. */
  isIgnored({ path, snippet }: Place): boolean {
    const ignored = this.stream(path)?.ignored ?? [];
    return ignored.length > 0 && isIgnored(snippet, ignored);
  }

  private stream(path: string): TokenStream | undefined {
    if (!this.streams.has(path)) {
      const record = this.records.file(path);
      this.streams.set(path, record && readStream(record.tokens));
    }
    return this.streams.get(path);
  }
}
