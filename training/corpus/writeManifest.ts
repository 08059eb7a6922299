/**
 * Writes `manifest.json` from the bare clones that are at hand: newest commit, licence by its file, languages by bytes.
 * Repositories that are barred, or whose licence is not permissive, are refused and named. Those the manifest has keep their
 * order and come first: of near duplicates the earlier one stays, so new repositories do not change what is mined of old ones.
 *
 * node training/corpus/writeManifest.ts <mirror folder>
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { isBarredRepository } from '../../src/core/siamese/leakage.ts';
import { miningLanguageOf } from '../../src/core/siamese/mining/functionHeads.ts';
import { miningRole } from '../../src/core/siamese/mining/miningPaths.ts';
import { git, listFiles } from './gitFiles.ts';
import { HELD_BACK } from './heldBack.ts';
import { identifyLicence } from './licence.ts';
import { type CorpusRepository, gitDirectory, readManifest } from './manifest.ts';

const mirror = process.argv[2] ?? '';
const entries: CorpusRepository[] = [];
const known = readManifest().map(({ repository }) => repository);
const found = readdirSync(mirror).map((folder) => folder.replace('+', '/'));
for (const repository of new Set([...known, ...found.sort()])) {
  const directory = gitDirectory(mirror, repository);
  if (!repository.includes('/') || !existsSync(`${directory}/HEAD`)) continue;
  if (isBarredRepository(repository)) {
    process.stderr.write(`${repository}: barred\n`);
    continue;
  }
  try {
    const commit = git(directory, ['rev-parse', 'HEAD']).trim();
    const files = listFiles(directory, commit);
    const licence = readLicence(directory, files);
    if (!licence) {
      process.stderr.write(`${repository}: no permissive licence found\n`);
      continue;
    }
    entries.push({
      repository,
      commit,
      licence,
      languages: languagesOf(files),
      use: HELD_BACK.includes(repository) ? 'held-back' : 'train',
    });
  } catch (error) {
    process.stderr.write(`${repository}: ${error instanceof Error ? error.message : error}\n`);
  }
}
const lines = entries.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n');
writeFileSync(new URL('./manifest.json', import.meta.url), `[\n${lines}\n]\n`);
process.stdout.write(`${entries.length} repositories\n`);

function readLicence(
  directory: string,
  files: readonly { path: string; object: string }[],
): string | undefined {
  const candidates = files.filter(({ path }) =>
    /^(?:licen[sc]es?|copying|unlicense|copyright|mit-license|bsd-license)[^/]*$/i.test(path),
  );
  const found = new Set<string>();
  for (const { object } of candidates) {
    const licence = identifyLicence(git(directory, ['cat-file', 'blob', object]));
    if (licence === undefined) continue;
    if (licence === 'copyleft') return undefined;
    found.add(licence);
  }
  return found.size > 0 ? [...found].sort().join(' OR ') : undefined;
}

/** Those of at least 5 % of the source bytes, most first. */
function languagesOf(files: readonly { path: string; sizeBytes: number }[]): string[] {
  const bytes = new Map<string, number>();
  let total = 0;
  for (const { path, sizeBytes } of files) {
    const language = miningLanguageOf(path);
    if (!language || miningRole(path) !== 'source') continue;
    total += sizeBytes;
    bytes.set(language.name, (bytes.get(language.name) ?? 0) + sizeBytes);
  }
  return [...bytes]
    .filter(([, size]) => size >= total * 0.05)
    .sort((a, b) => b[1] - a[1])
    .map(([name]) => name);
}
