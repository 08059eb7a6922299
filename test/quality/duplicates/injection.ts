/** Recall by injection: transformed copies of a repository's functions are added to it, and found or not. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BUILT_IN_CALIBRATION } from '../../../src/core/calibration/builtInCalibration.ts';
import { findDuplicates } from '../../../src/core/matching/findDuplicates.ts';
import { withFolded } from '../../../src/core/matching/worth/foldGroups.ts';
import type { Level } from '../../../src/core/matching/match.ts';
import { isStatement } from '../../../src/core/siamese/augmentation/changeStatements.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import {
  type FoundFunction,
  functionsOf,
  type SourceFile,
  type SourceReader,
} from './folderRecords.ts';
import { type ClonePair, JSCPD_MODES, type LineRange, runJscpd } from './jscpd.ts';
import { TRANSFORMS, type Transform } from './transforms.ts';

export interface InjectionOptions {
  readonly functions: number;
  readonly level: Level;
  /** Path of the jscpd executable; undefined leaves it out. */
  readonly jscpd: string | undefined;
}

export interface Recall {
  readonly transform: Transform;
  readonly injected: number;
  /** Found copies by tool. */
  readonly found: Readonly<Record<string, number>>;
  /** Copies that the product misses: where they come from and what was made of them. */
  readonly missed: readonly { readonly source: FoundFunction; readonly copy: string }[];
}

const LIMITS = { minLines: 8, maxLines: 150, minTokens: 60 };
/** Of a place's lines, so many must be in the finding. */
const COVERED = 0.5;

export async function injectionRecall(
  files: readonly SourceFile[],
  reader: SourceReader,
  { functions, level, jscpd }: InjectionOptions,
): Promise<Recall[]> {
  const random = new Random(1);
  const chosen = sample(functionsOf(files, LIMITS), functions, random);
  const foreignLines = chosen.flatMap(({ text }) => text.split('\n').filter(isStatement));
  const results: Recall[] = [];
  for (const transform of TRANSFORMS) {
    const injected: { source: FoundFunction; file: SourceFile }[] = [];
    for (const [i, source] of chosen.entries()) {
      if (transform.families && !transform.families.includes(source.language.family)) continue;
      const text = await attempt(() => transform.apply(source, { random, foreignLines }));
      if (text === undefined) continue;
      const extension = source.language.extensions[0]!;
      injected.push({
        source,
        file: await reader.file(`injected/copy${i}.${extension}`, text, source.language),
      });
    }
    if (injected.length === 0) continue;
    const found: Record<string, number> = {};
    const all = [...files, ...injected.map(({ file }) => file)];
    const report = await findDuplicates(
      all.map(({ record }) => record),
      { level, minLines: 5, semantic: false },
      { calibration: BUILT_IN_CALIBRATION },
    );
    // What is folded under another group is listed there.
    const groups = withFolded(report.groups).map(({ members }) =>
      members.map(
        ({ path, snippet }): LineRange => ({
          path,
          startLine: snippet.startLine,
          endLine: snippet.endLine,
        }),
      ),
    );
    const shown = foundOf(injected, groups);
    found['lookalike'] = shown.size;
    const missed = injected
      .filter((_, i) => !shown.has(i))
      .map(({ source, file }) => ({ source, copy: file.text }));
    if (jscpd) {
      const folder = writeFolder(all);
      for (const { name, options } of JSCPD_MODES) {
        const { pairs } = runJscpd(jscpd, folder, options);
        found[name] = foundOf(
          injected,
          pairs.map(({ a, b }: ClonePair) => [a, b]),
        ).size;
      }
      rmSync(folder, { recursive: true });
    }
    results.push({ transform, injected: injected.length, found, missed });
  }
  return results;
}

/** Positions of the copies that some finding shows together with what they were copied from. */
function foundOf(
  injected: readonly { readonly source: FoundFunction; readonly file: SourceFile }[],
  findings: readonly (readonly LineRange[])[],
): Set<number> {
  const byPath = new Map<string, { finding: number; range: LineRange }[]>();
  for (const [finding, ranges] of findings.entries()) {
    for (const range of ranges) {
      const entry = { finding, range };
      const list = byPath.get(range.path);
      if (list) list.push(entry);
      else byPath.set(range.path, [entry]);
    }
  }
  const findingsAt = (wanted: LineRange): Set<number> =>
    new Set(
      (byPath.get(wanted.path) ?? [])
        .filter(({ range }) => covers(range, wanted))
        .map(({ finding }) => finding),
    );
  const found = [...injected.keys()].filter((i) => {
    const { source, file } = injected[i]!;
    const whole = { path: file.record.path, startLine: 1, endLine: file.record.lineCount };
    const copies = findingsAt(whole);
    return copies.size > 0 && [...findingsAt(source)].some((finding) => copies.has(finding));
  });
  return new Set(found);
}

function covers(range: LineRange, wanted: LineRange): boolean {
  const shared =
    Math.min(range.endLine, wanted.endLine) - Math.max(range.startLine, wanted.startLine) + 1;
  return shared >= COVERED * (wanted.endLine - wanted.startLine + 1);
}

function sample<T>(all: readonly T[], count: number, random: Random): T[] {
  const order = random.shuffle(Uint32Array.from(all.keys()));
  return [...order.subarray(0, count)].map((i) => all[i]!);
}

/** A tool that refuses one text refuses only that. */
async function attempt(make: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await make();
  } catch {
    return undefined;
  }
}

function writeFolder(files: readonly SourceFile[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'injection-'));
  for (const { record, text } of files) {
    const path = join(folder, record.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}
