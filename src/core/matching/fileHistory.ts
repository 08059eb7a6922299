/** What a version control system knows of a file's lines; implemented by git, absent where there is none. */
import type { Commit, LineRange } from './driftReport.ts';

export interface BlamedLine {
  /** 1-based, in the file as it is on disk. */
  readonly line: number;
  /** The commit that last changed it; undefined: not committed yet. */
  readonly commit: Commit | undefined;
}

export interface FileHistory {
  /** Who last changed each line, in order; undefined where the file has no history. */
  blame(path: string, range: LineRange, signal?: AbortSignal): Promise<BlamedLine[] | undefined>;
  /** The commits that changed the file, newest first, at most `limit`; [] where there are none. */
  changes(path: string, limit: number, signal?: AbortSignal): Promise<Commit[]>;
  /** The file as it was just before a commit; undefined where it was not there. */
  textBefore(path: string, commit: Commit, signal?: AbortSignal): Promise<string | undefined>;
}
