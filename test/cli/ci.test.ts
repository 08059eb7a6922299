/** The script lines of the examples in docs/ci, run in a clean clone with the variables the services set. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { OTHER, PARSE, PARSE_RENAMED } from '../core/matching/sampleFiles.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'lookalike-ci-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Stands in for the registry's program: the one of this checkout. */
const bin = path.join(scratch, 'bin');
mkdirSync(bin);
writeFileSync(
  path.join(bin, 'npx'),
  `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${ROOT}/bin/lookalike.mjs" "$@" --no-encoder\n`,
);
chmodSync(path.join(bin, 'npx'), 0o755);

function git(folder: string, ...words: string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...who, '-C', folder, ...words], { encoding: 'utf8' }).trim();
}

/** A repository with an old copy on main and a branch that changes `file`; cloned afresh, the branch checked out. */
function clone(name: string, file: string, text: string): { folder: string; base: string } {
  const origin = path.join(scratch, `${name}-origin`);
  mkdirSync(origin);
  git(origin, 'init', '--quiet');
  for (const [path_, content] of Object.entries({
    'a.js': PARSE,
    'b.js': PARSE_RENAMED,
    'c.js': OTHER,
  })) {
    writeFileSync(path.join(origin, path_), `${content}\n`);
  }
  git(origin, 'add', '.');
  git(origin, 'commit', '--quiet', '-m', 'start');
  const base = git(origin, 'rev-parse', 'HEAD');
  git(origin, 'checkout', '--quiet', '-b', 'work');
  writeFileSync(path.join(origin, file), `${text}\n`);
  git(origin, 'add', '.');
  git(origin, 'commit', '--quiet', '-m', 'work');
  const folder = path.join(scratch, name);
  git(scratch, 'clone', '--quiet', origin, folder);
  return { folder, base };
}

/** The lines of a `run: |` or `script: - >` block. */
function scriptOf(file: string, opening: RegExp): string {
  const lines = readFileSync(path.join(ROOT, 'docs/ci', file), 'utf8').split('\n');
  const start = lines.findIndex((line) => opening.test(line));
  const indent = /^ */.exec(lines[start + 1]!)![0].length;
  const end = lines.findIndex(
    (line, i) => i > start && line !== '' && /^ */.exec(line)![0].length < indent,
  );
  const own = lines.slice(start + 1, end).map((line) => line.trim());
  return opening.source.includes('>') ? own.join(' ') : own.join('\n');
}

function run(script: string, folder: string, variables: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}:${process.env['PATH']}`, ...variables },
  });
  return { status, stdout, stderr };
}

for (const [service, script, variables] of [
  [
    'GitHub',
    scriptOf('github.yml', /run: \|$/),
    (base: string, folder: string) => ({
      BASE: base,
      GITHUB_STEP_SUMMARY: `${folder}/../summary.md`,
    }),
  ],
  [
    'GitLab',
    scriptOf('gitlab.yml', /^ {4}- >$/),
    (base: string) => ({ CI_MERGE_REQUEST_DIFF_BASE_SHA: base }),
  ],
] as const) {
  test(`the example for ${service} fails a new copy and leaves old ones alone`, () => {
    const harmless = clone(`${service}-harmless`, 'c.js', `${OTHER}\n\nexport const more = 1;`);
    const fine = run(script, harmless.folder, variables(harmless.base, harmless.folder));
    assert.equal(fine.status, 0, fine.stderr);
    const copied = clone(`${service}-copied`, 'd.js', OTHER);
    const failed = run(script, copied.folder, variables(copied.base, copied.folder));
    assert.equal(failed.status, 1, failed.stderr);
    const sarif = JSON.parse(readFileSync(path.join(copied.folder, 'duplicates.sarif'), 'utf8'));
    assert.deepEqual(
      sarif.runs[0].results
        .map(({ baselineState }: { baselineState: string }) => baselineState)
        .sort(),
      ['new', 'unchanged'],
    );
    assert.ok(existsSync(path.join(copied.folder, '.lookalike-cache')));
    assert.doesNotMatch(JSON.stringify(sarif), /lookalike-cache/);
  });
}
