/** What was measured on a folder, beside its index in the user's own storage. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { KeptText } from '../core/engine/calibration/folderLabels.ts';
import { writeFileDurably } from './writeFileDurably.ts';

/** @param indexFolder of the folder, made if it is missing */
export function savedCalibration(indexFolder: string): KeptText {
  const file = path.join(indexFolder, 'calibration.json');
  return {
    async read() {
      try {
        return await readFile(file, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
        throw error;
      }
    },
    async write(text) {
      if (text === '') return rm(file, { force: true });
      await mkdir(indexFolder, { recursive: true });
      writeFileDurably(file, text);
    },
  };
}
