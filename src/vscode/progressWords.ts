/** The engine's words for what it does now, in the user's language; no editor in here, the translation is passed in. */
import type { Translate } from './results/words.ts';

/** @param what as the engine says it; '' and words without a translation are passed on. */
export function describeStep(what: string, t: Translate): string {
  switch (what) {
    case 'comparing structure':
      return t('comparing structure');
    case 'comparing meaning':
      return t('comparing meaning');
    case 'reading':
    case 'indexing':
      return t('reading');
    case 'training':
      return t('training');
    case 'measuring':
    case 'measuring this folder':
      return t('measuring');
    default:
      return what;
  }
}
