/** Preview Extracted Function in a real extension host: a function and its calls for copies that have one, else the reason. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Inside } from '../../src/extension.ts';
import type { BranchRow } from '../../src/vscode/results/grouping.ts';
import { activated, run, until, workspaceFile } from './inside.ts';

/** A folder of its own: copies that differ in names and one number. */
const FOLDER = 'src/durations';
const COPIES: Readonly<Record<string, string>> = {
  [`${FOLDER}/trip.ts`]: copy('tripMinutes', 'stops', 'stop', '60'),
  [`${FOLDER}/shift.ts`]: copy('shiftSeconds', 'breaks', 'pause', '3600'),
};

describe('extraction', () => {
  let inside: Inside;
  const groupOf = (path: string): BranchRow | undefined =>
    inside.results.rows.find(
      (row): row is BranchRow =>
        row.row === 'branch' && row.hits.some(({ hit }) => hit.place.path === path),
    );
  const indexed = async (what: string, holds: (found: readonly string[]) => boolean) => {
    let found: string[] | undefined;
    await until(what, () => {
      void inside.indexes.all[0]?.engine
        .search({ query: `path:${FOLDER} spent`, limit: 9 })
        .then((all) => {
          found = Object.keys(COPIES).filter((path) =>
            all.some(({ place }) => place.path === path),
          );
        });
      return found !== undefined && holds(found);
    });
  };
  /** The preview of a group; the editor may show the one before it for a moment. */
  const previewOf = async (path: string, words: RegExp): Promise<string> => {
    await run('previewExtraction', groupOf(path));
    const shown = () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === 'lookalike-report' ? document.getText() : '';
    };
    await until(`a preview with ${words}`, () => words.test(shown()));
    return shown();
  };

  before(async () => {
    inside = await activated();
    for (const [path, text] of Object.entries(COPIES))
      await vscode.workspace.fs.writeFile(workspaceFile(path), new TextEncoder().encode(text));
    // Told by the watcher, as any new file: a rebuild beside it would leave to the one what the other reads.
    await indexed('both copies are indexed', (found) => found.length === 2);
    await run('groupByGroup');
    await run('findDuplicates');
    assert.ok(groupOf(`${FOLDER}/trip.ts`), 'they are a group');
  });
  after(async () => {
    await vscode.workspace.fs.delete(workspaceFile(FOLDER), { recursive: true });
    await indexed('they are gone again', (found) => found.length === 0);
    await run('clearResults');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('Preview Extracted Function opens a document with a function and a call for each copy', async () => {
    const text = await previewOf(`${FOLDER}/trip.ts`, /\bfunction \w+\(/);
    assert.match(text, /no file was changed/);
    for (const path of Object.keys(COPIES))
      assert.match(text, new RegExp(`^// ${path}:\\d+-\\d+$`, 'm'));
    assert.match(text, /60 \| 3600|3600 \| 60/);
  });

  it('says why where the copies have no function in common', async () => {
    const text = await previewOf('src/invoice/amount.ts', /No function can take the place/);
    assert.match(text, /src\/cart\/total\.ts: they differ in more than names/);
    assert.doesNotMatch(text, /^(export )?function/m);
  });
});

function copy(name: string, list: string, one: string, factor: string): string {
  return `export function ${name}(start: number, end: number, ${list}: number[]): number {
  if (end < start) {
    throw new RangeError('the end is before the start');
  }
  let spent = end - start;
  for (const ${one} of ${list}) {
    if (${one} < 0) {
      throw new RangeError('less than nothing');
    }
    spent -= ${one};
  }
  return Math.max(0, spent) * ${factor};
}
`;
}
