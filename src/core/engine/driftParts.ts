/** The engine's answer to "what tells these copies apart": reads the members and lays them beside one another. */
import type { DriftRequest } from '../engineApi.ts';
import type { ExtractionPlan } from '../extraction/extractionPlan.ts';
import type { CopySource } from '../extraction/placedCopy.ts';
import { isExtractable } from '../extraction/planExtraction.ts';
import type { WorkspaceIndex } from '../indexing/workspaceIndex.ts';
import { findDrift } from '../matching/drift.ts';
import { withHistory } from '../matching/driftHistory.ts';
import type { DriftReport } from '../matching/driftReport.ts';
import type { FileHistory } from '../matching/fileHistory.ts';
import type { DriftSource } from '../matching/readMember.ts';
import { detectLanguage } from '../snippets/detectLanguage.ts';
import { normalise } from '../snippets/sourceText.ts';
import { UserError } from '../userError.ts';

export interface MemberReading {
  readText(path: string): Promise<string>;
  readonly catalog: WorkspaceIndex['catalog'];
}

/** @throws UserError where there are fewer than two members or one of them holds nothing. */
export async function driftOf(
  { members, canonical }: DriftRequest,
  reading: MemberReading & { readonly history?: FileHistory | undefined },
  signal?: AbortSignal,
): Promise<DriftReport> {
  if (members.length < 2 || !members[canonical]) {
    throw new UserError(
      'bad-input',
      `Copy ${canonical + 1} of ${members.length} cannot be compared with the others.`,
      'Give two copies or more, one of them as the one to compare with.',
    );
  }
  const sources = await readMembers(members, reading);
  signal?.throwIfAborted();
  const report = findDrift(sources, canonical);
  return reading.history ? withHistory(report, sources, reading.history, signal) : report;
}

/** @throws UserError where a file cannot be read or its lines hold nothing. */
export async function readMembers(
  members: DriftRequest['members'],
  { readText, catalog }: MemberReading,
): Promise<DriftSource[]> {
  const texts = new Map<string, Promise<string>>();
  const sources: DriftSource[] = [];
  for (const { path, startLine, endLine } of members) {
    if (!texts.has(path)) texts.set(path, readText(path));
    const whole = normalise(await texts.get(path)!);
    const text = whole
      .split('\n')
      .slice(startLine - 1, endLine)
      .join('\n');
    if (text.trim() === '') {
      throw new UserError(
        'bad-input',
        `Lines ${startLine}-${endLine} of ${path} hold nothing to compare.`,
        'Look for duplicates again: the file has changed.',
      );
    }
    const language = catalog.file(path)?.language ?? detectLanguage(path, whole.slice(0, 256))?.id;
    sources.push({ path, startLine, endLine, text, language: language ?? 'plaintext' });
  }
  return sources;
}

export type PlanExtraction = (
  copies: readonly CopySource[],
  signal?: AbortSignal,
) => Promise<ExtractionPlan>;

/** undefined where a copy is in a language that extraction cannot read. @throws UserError as `readMembers` */
export async function extractionOf(
  members: DriftRequest['members'],
  reading: MemberReading & { readonly planExtraction?: PlanExtraction },
  signal?: AbortSignal,
): Promise<ExtractionPlan | undefined> {
  const sources = await readMembers(members, reading);
  if (!reading.planExtraction || !sources.every(({ language }) => isExtractable(language))) {
    return undefined;
  }
  const copies: CopySource[] = [];
  for (const { path, startLine, endLine, language } of sources) {
    const text = normalise(await reading.readText(path));
    copies.push({ path, startLine, endLine, language, text });
  }
  return reading.planExtraction(copies, signal);
}
