/** What a folder asks for itself, for everybody who works on it: `lookalike.config.json`, read and checked elsewhere. */
import type { FindDuplicatesRequest, FolderSettings } from './engineApi.ts';
import type { Level } from './matching/match.ts';

/** Relative to the folder. */
export const CONFIGURATION_FILE = 'lookalike.config.json';

/** Only what the file says; `schemas/lookalike.config.schema.json` has ranges and defaults. */
export interface FolderConfiguration {
  readonly level?: Level;
  readonly minLines?: number;
  readonly semantic?: boolean;
  readonly exclude?: readonly string[];
  readonly include?: readonly string[];
  readonly maxFileSizeKB?: number;
  /** As the terminal's `--fail-on`. */
  readonly failOn?: string;
}

/** Globs add up; of the rest, what somebody chose stays. */
export function configuredSettings(
  settings: FolderSettings,
  { exclude = [], include = [], maxFileSizeKB }: FolderConfiguration,
): FolderSettings {
  const isOpen = settings.unchosen?.includes('maxFileSizeBytes') === true;
  return {
    ...settings,
    exclude: [...exclude, ...settings.exclude],
    include: [...include, ...settings.include],
    ...(isOpen && maxFileSizeKB !== undefined ? { maxFileSizeBytes: maxFileSizeKB * 1024 } : {}),
  };
}

/** What somebody chose stays, the rest is the folder's to say. */
export function configuredRequest(
  request: FindDuplicatesRequest,
  { level, minLines, semantic }: FolderConfiguration,
): FindDuplicatesRequest {
  const isOpen = (key: 'level' | 'minLines' | 'semantic'): boolean =>
    request.unchosen?.includes(key) === true;
  return {
    ...request,
    ...(isOpen('level') && level !== undefined ? { level } : {}),
    ...(isOpen('minLines') && minLines !== undefined ? { minLines } : {}),
    ...(isOpen('semantic') && semantic !== undefined ? { semantic } : {}),
  };
}
