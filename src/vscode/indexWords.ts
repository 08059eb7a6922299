/** Says how far reading the workspace has come, in words; no editor in here, the translation is passed in. */
import type { IndexProgress } from './folderIndex.ts';
import type { Translate } from './results/words.ts';
import { roundedDuration } from './timeLeft.ts';

/** `42 %`; '' while it is not known how much there is. */
export function describeShare(progress: IndexProgress | undefined): string {
  if (!progress || progress.total === 0) return '';
  return `${Math.floor((100 * progress.done) / progress.total)} %`;
}

/** `about 2 min left`; '' while that cannot be told. */
export function describeTimeLeft(progress: IndexProgress | undefined, t: Translate): string {
  if (progress?.leftMs === undefined) return '';
  const { unit, count } = roundedDuration(progress.leftMs);
  return unit === 'min' ? t('about {0} min left', count) : t('about {0} s left', count);
}
