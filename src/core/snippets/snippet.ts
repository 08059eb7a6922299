/** The snippet: a piece of source we index, and the file record that holds a file's snippets. */

export type SnippetKind =
  | 'function'
  | 'method'
  | 'class'
  | 'block'
  | 'section'
  | 'paragraph'
  | 'window';

export interface Snippet {
  readonly kind: SnippetKind;
  /** Qualified where known (`Queue.push`), a section's heading path, '' for blocks and windows. */
  readonly name: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  /** 1-based, inclusive. */
  readonly endLine: number;
  /** The comment or docstring that belongs to it, cleaned of markers; '' if none. */
  readonly doc: string;
  /** Hex SHA-256 (first 32 digits) of the text the encoder sees: equal texts share one embedding. */
  readonly textHash: string;
}

/** A snippet with its source text: in memory only, never stored. */
export interface SnippetText extends Snippet {
  readonly text: string;
}

/** Why a file takes no part, in one word; the sentence for people is made where it is shown. */
export type SkipReason =
  | 'ignored'
  | 'excluded'
  | 'binary'
  | 'minified'
  | 'too-large'
  | 'nested-worktree'
  | 'symlink'
  | 'unreadable'
  | 'empty'
  | 'not-text';

export interface SkippedFile {
  /** Relative to the folder, '/'-separated. */
  readonly path: string;
  readonly reason: SkipReason;
}

/** What the disk says about a file without opening it; equal size and time mean unchanged. */
export interface FileStat {
  /** Relative to the folder, '/'-separated. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** What a path or a file's head says about its role; ranking demotes all but 'source'. */
export type FileRole = 'source' | 'test' | 'generated' | 'vendored' | 'docs' | 'example';
