/** The dry run: what indexing would take and leave, by the same walk and the same analysis, storing nothing. */
import type { SkippedFile } from '../snippets/snippet.ts';
import { type FileAnalyzer, isSkipped, type WorkspaceFiles } from './workspaceFiles.ts';

/** Files that are looked at together: enough for every analysis process, few enough to end soon on a cancel. */
const TOGETHER = 16;

export interface FilePlan {
  /** By path. */
  readonly files: readonly string[];
  /** By path. */
  readonly skipped: readonly SkippedFile[];
}

/** @throws the signal's reason. */
export async function planFiles(
  files: WorkspaceFiles,
  analyzer: Pick<FileAnalyzer, 'analyse'>,
  signal?: AbortSignal,
): Promise<FilePlan> {
  const taken: string[] = [];
  const skipped: SkippedFile[] = [];
  const judge = async (path: string): Promise<void> => {
    try {
      const file = await analyzer.analyse(path, signal);
      if (isSkipped(file)) skipped.push(file);
      else taken.push(path);
    } catch {
      // Indexing would count it among the failed; a cancel is noticed below.
      skipped.push({ path, reason: 'unreadable' });
    }
  };
  const running = new Set<Promise<void>>();
  for await (const file of files.list(signal)) {
    if (signal?.aborted) break;
    if (isSkipped(file)) {
      skipped.push(file);
      continue;
    }
    const job: Promise<void> = judge(file.path).finally(() => running.delete(job));
    running.add(job);
    if (running.size >= TOGETHER) await Promise.race(running);
  }
  await Promise.all(running);
  signal?.throwIfAborted();
  skipped.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: taken.sort(), skipped };
}
