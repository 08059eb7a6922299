/** Numbers as the panel says them; the translation is passed in, so that a test can read them without a window. */
import type {
  ChannelName,
  ThresholdPoint,
  ThresholdSource,
} from '../../core/calibration/report.ts';
import type { Level } from '../../core/matching/match.ts';

/** `t` of `@vscode/l10n`. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

export function levelName(level: Level, t: Translate): string {
  switch (level) {
    case 'strict':
      return t('Strict');
    case 'balanced':
      return t('Balanced');
    case 'exploratory':
      return t('Exploratory');
  }
}

export function channelName(channel: ChannelName, t: Translate): string {
  return channel === 'copy' ? t('Copies') : t('Same job, other code');
}

export function sourceName(source: ThresholdSource, t: Translate): string {
  switch (source) {
    case 'shipped':
      return t('Shipped');
    case 'folder':
      return t('This folder');
    case 'labels':
      return t('Labels');
  }
}

/** `86 %`, `99.5 %`; an en dash where there is no number. */
export function percent(share: number | null | undefined, digits = 0): string {
  return share === null || share === undefined ? '–' : `${(100 * share).toFixed(digits)} %`;
}

/** Four significant digits at most. */
export function decimal(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined ? '–' : value.toFixed(digits);
}

/** A count that is estimated from a sample: `about 120`, `fewer than 1`. */
export function about(count: number, t: Translate): string {
  if (count > 0 && count < 0.5) return t('fewer than 1');
  return t('about {0}', Math.round(count).toLocaleString());
}

/** What the slider's position would show, as one sentence. */
export function describePoint(point: ThresholdPoint, t: Translate): string {
  return t(
    '{0} likely or more: {1} findings in this folder, {2} of them false.',
    percent(point.probability),
    Math.round(point.findings).toLocaleString(),
    about(point.expectedFalse, t),
  );
}
