/** What every measurement of search uses: the defaults of a folder and the encoder that ships. */
import { join } from 'node:path';
import type { FolderSettings } from '../../../src/core/engineApi.ts';

export const SHIPPED = [join(import.meta.dirname, '../../../models')];

export const SETTINGS: FolderSettings = {
  exclude: [],
  include: [],
  maxFileSizeBytes: 1_000_000,
  useEncoder: true,
};
