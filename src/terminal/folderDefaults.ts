/** What a folder's configuration says instead of the terminal's own defaults; what was typed wins. */
import type { Command } from 'commander';
import type { FolderConfiguration } from '../core/folderConfiguration.ts';
import { failOn } from './optionValues.ts';

/** Reads the configuration of the folder a verb is about, before the verb runs. Globs are the engine's to add. */
export function obeyFolders(
  program: Command,
  read: (folder: string) => Promise<FolderConfiguration>,
): void {
  program.hook('preAction', async (_, verb) => {
    if (verb.registeredArguments[0]?.name() !== 'folder') return;
    const { level, minLines, semantic, maxFileSizeKB, ...rest } = await read(verb.args[0]!);
    const said: Readonly<Record<string, unknown>> = {
      level,
      minLines,
      maxFileSize: maxFileSizeKB === undefined ? undefined : maxFileSizeKB * 1024,
      failOn: rest.failOn === undefined ? undefined : failOn(rest.failOn),
      // Asked of every verb, meaning is switched off for those alone that look for duplicates.
      encoder: semantic === false && hasOption(verb, 'minLines') ? false : undefined,
    };
    for (const [key, value] of Object.entries(said)) {
      const isTyped = verb.getOptionValueSource(key) === 'cli';
      if (value !== undefined && hasOption(verb, key) && !isTyped) verb.setOptionValue(key, value);
    }
  });
}

function hasOption(verb: Command, key: string): boolean {
  return verb.options.some((option) => option.attributeName() === key);
}
