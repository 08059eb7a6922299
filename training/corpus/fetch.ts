/**
 * Brings the manifest's repositories at their commits as bare clones, one after another; those at hand are kept.
 *
 * node training/corpus/fetch.ts <mirror folder> [base address] [owner/name …]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { git } from './gitFiles.ts';
import { gitDirectory, readManifest } from './manifest.ts';

const mirror = process.argv[2];
const base = process.argv[3] ?? 'https://github.com';
const only = process.argv.slice(4);
if (!mirror) {
  process.stderr.write(
    'usage: node training/corpus/fetch.ts FOLDER [BASE ADDRESS] [OWNER/NAME …]\n',
  );
  process.exit(2);
}
let missing = 0;
for (const { repository, commit } of readManifest()) {
  if (only.length > 0 && !only.includes(repository)) continue;
  const directory = gitDirectory(mirror, repository);
  try {
    if (!existsSync(directory)) {
      mkdirSync(directory, { recursive: true });
      execFileSync('git', ['clone', '--bare', '--quiet', `${base}/${repository}.git`, directory], {
        stdio: 'inherit',
      });
    }
    git(directory, ['cat-file', '-e', `${commit}^{commit}`]);
    process.stdout.write(`${repository} ${commit.slice(0, 10)}\n`);
  } catch (error) {
    missing++;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    process.stderr.write(`${repository}: ${reason}; it is left out\n`);
    if (!existsSync(`${directory}/HEAD`)) rmSync(directory, { recursive: true, force: true });
  }
}
process.exitCode = missing > 0 ? 1 : 0;
