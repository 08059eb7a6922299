/** jscpd beside us on the same files: its command line tool, run on a folder, its findings as pairs of line ranges. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

export interface ClonePair {
  readonly a: LineRange;
  readonly b: LineRange;
}

export interface LineRange {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

export interface JscpdMode {
  readonly name: string;
  readonly options: readonly string[];
}

/** As it comes, and with everything that finds renamed and edited copies switched on. */
export const JSCPD_MODES: readonly JscpdMode[] = [
  { name: 'jscpd', options: [] },
  {
    name: 'jscpd fuzzy',
    options: [
      '--ignore-identifiers',
      '--ignore-literals',
      '--max-gap-lines',
      '5',
      '--similarity',
      '0.7',
      '--skip-comments',
    ],
  },
];

/** @param program path of the jscpd executable */
export function runJscpd(
  program: string,
  folder: string,
  options: readonly string[],
): { readonly pairs: ClonePair[]; readonly seconds: number } {
  const output = mkdtempSync(join(tmpdir(), 'jscpd-'));
  const started = performance.now();
  spawnSync(
    program,
    [
      folder,
      '--reporters',
      'json',
      '--silent',
      '--no-tips',
      '--no-gitignore',
      '--absolute',
      '-o',
      output,
      ...options,
    ],
    {
      maxBuffer: 1 << 28,
    },
  );
  const seconds = (performance.now() - started) / 1000;
  const report = join(output, 'jscpd-report.json');
  if (!existsSync(report)) throw new Error(`${program} wrote no report for ${folder}`);
  const { duplicates } = JSON.parse(readFileSync(report, 'utf8')) as { duplicates: RawClone[] };
  rmSync(output, { recursive: true });
  const range = ({ name, start, end }: RawFile): LineRange => ({
    path: relative(folder, resolve(name)),
    startLine: start,
    endLine: end,
  });
  return {
    pairs: duplicates.map(({ firstFile, secondFile }) => ({
      a: range(firstFile),
      b: range(secondFile),
    })),
    seconds,
  };
}

interface RawFile {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

interface RawClone {
  readonly firstFile: RawFile;
  readonly secondFile: RawFile;
}
