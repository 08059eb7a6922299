/** When a folder is measured, and that what was measured is in force as it is kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { BUILT_IN_CALIBRATION } from '../../../src/core/calibration/builtInCalibration.ts';
import { FolderCalibration } from '../../../src/core/engine/calibration/folderCalibration.ts';
import { SnippetCatalog } from '../../../src/core/index/snippetCatalog.ts';
import { fileRecord, OTHER, PARSE } from '../matching/sampleFiles.ts';

const TEXTS = Array.from({ length: 150 }, (_, i) =>
  [PARSE, OTHER].map((text) => text.replaceAll('line', `line${i}`)).join('\n\n'),
);

/** A folder's calibration over `kept`; reading what is kept takes a while. */
function folder(kept: { text: string }) {
  const catalog = new SnippetCatalog();
  for (const [i, text] of TEXTS.entries()) catalog.put(fileRecord(`f${i}.js`, text));
  const counts = { measured: 0 };
  const calibration = new FolderCalibration({
    shipped: BUILT_IN_CALIBRATION,
    catalog,
    generation: () => 1,
    async readText(path) {
      counts.measured++;
      return TEXTS[Number(path.slice(1, -3))]!;
    },
    labels: { read: async () => '', write: async () => {} },
    decisions: async () => [],
    saved: {
      async read() {
        await setTimeout(20);
        return kept.text;
      },
      async write(text) {
        kept.text = text;
      },
    },
    rest: async () => {},
  });
  return { calibration, counts };
}

test('what was measured before is not measured again by who asks while it is being read', async () => {
  const kept = { text: '' };
  const first = folder(kept);
  first.calibration.start();
  await first.calibration.ensure();
  assert.ok(first.counts.measured > 0);
  assert.notEqual(kept.text, '');
  const second = folder(kept);
  second.calibration.start();
  await second.calibration.ensure();
  await second.calibration.close();
  assert.equal(second.counts.measured, 0);
  assert.deepEqual(await second.calibration.effective(), await first.calibration.effective());
});
