/** Numbers as the panel says them; the translation is passed in, so that a test can read them without a window. */
import type {
  ChannelName,
  ThresholdPoint,
  ThresholdSource,
} from '../../core/calibration/report.ts';
import type { Level } from '../../core/matching/match.ts';
import type { PairSource, TaskOutcome, TuningTask } from '../../core/tuning/report.ts';

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

/** A likelihood in per cent: never 100, because nothing calibrated is certain. */
export function likelihood(probability: number | null | undefined): string {
  return percent(
    probability === null || probability === undefined
      ? probability
      : Math.min(0.99, Math.max(0.01, probability)),
  );
}

/** `0.046`, with a minus sign of a number's width. */
export function decimal(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined ? '–' : value.toFixed(digits).replace('-', '−');
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
    likelihood(point.probability),
    Math.round(point.findings).toLocaleString(),
    about(point.expectedFalse, t),
  );
}

export function taskName(task: TuningTask, t: Translate): string {
  switch (task) {
    case 'docToCode':
      return t('Words to code');
    case 'wordsToCode':
      return t('Remarks to code');
    case 'clones':
      return t('Changed copies');
    case 'labelledPairs':
      return t('Labelled pairs');
  }
}

export function verdictName({ verdict }: TaskOutcome, t: Translate): string {
  switch (verdict) {
    case 'better':
      return t('better');
    case 'worse':
      return t('worse');
    case 'same':
      return t('no sure difference');
  }
}

export function pairSourceName(source: PairSource, t: Translate): string {
  switch (source) {
    case 'doc':
      return t('comments and their code');
    case 'line':
      return t('comments and the lines below');
    case 'name':
      return t('names and their code');
    case 'test':
      return t('tests and what they test');
    case 'mutant':
      return t('changed copies');
    case 'edit':
      return t('edits in the history');
    case 'label':
      return t('labels');
    case 'inner':
      return t('comments and messages inside code');
  }
}

/** `+0.031`, `−0.004`. */
export function signed(value: number, digits = 3): string {
  const size = Math.abs(value).toFixed(digits);
  if (Number(size) === 0) return size;
  return value < 0 ? `−${size}` : `+${size}`;
}

/** `about 40 s left`, `about 2 min left`. */
export function timeLeft(seconds: number, t: Translate): string {
  if (seconds < 5) return t('a few seconds left');
  if (seconds < 90) return t('about {0} s left', 5 * Math.ceil(seconds / 5));
  return t('about {0} min left', Math.round(seconds / 60));
}

/** `24 KB`, `1.3 MB`. */
export function size(bytes: number): string {
  return bytes < 2 ** 20
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
