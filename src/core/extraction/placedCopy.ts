/** A copy where it stands: its file, its code, what it takes from around it. */
import type { LineRange } from '../matching/driftReport.ts';
import type { Copy } from './antiUnify.ts';
import type { TemplateHole } from './extractionPlan.ts';
import type { Surroundings } from './surroundings.ts';

export interface CopySource extends LineRange {
  readonly path: string;
  /** The whole file, lines ended by `\n`. */
  readonly text: string;
  readonly language: string;
}

/** A copy with its file and what it takes from it. */
export interface PlacedCopy extends Copy, Surroundings {
  readonly source: CopySource;
}

/** A hole of the template with what the function has in its place. */
export interface WrittenHole extends TemplateHole {
  readonly written: { readonly start: number; readonly end: number; readonly text: string };
}
