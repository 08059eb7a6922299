/** The few colours the terminal uses; the plain set returns its text unchanged. */
import picocolors from 'picocolors';

export type Colors = Pick<
  ReturnType<typeof picocolors.createColors>,
  'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'underline'
>;

export function makeColors(isEnabled: boolean): Colors {
  return picocolors.createColors(isEnabled);
}

/**
 * Whether to colour: an explicit choice, else `NO_COLOR` and `FORCE_COLOR` (no-color.org,
 * force-color.org), else whether a terminal is at the other end.
 */
export function wantsColors(
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
  choice?: boolean,
): boolean {
  if (choice !== undefined) return choice;
  if (environment['NO_COLOR']) return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && environment['TERM'] !== 'dumb';
}
