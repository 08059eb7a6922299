/** Finding lookalikes of a piece of code: what is found with no encoder, what an encoder adds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_CALIBRATION } from '../../../src/core/calibration/builtInCalibration.ts';
import type { Calibration } from '../../../src/core/calibration/calibration.ts';
import type { Encoder } from '../../../src/core/encoder/encoder.ts';
import { ExactIndex } from '../../../src/core/index/exactIndex.ts';
import { SnippetCatalog } from '../../../src/core/index/snippetCatalog.ts';
import type { FileRecord } from '../../../src/core/index/snippetStore.ts';
import { FilePrints } from '../../../src/core/matching/filePrints.ts';
import { findSimilar, type SimilarQuery } from '../../../src/core/matching/findSimilar.ts';
import type { Match } from '../../../src/core/matching/match.ts';
import { fileRecord, OTHER, PARSE, PARSE_EDITED, PARSE_RENAMED } from './sampleFiles.ts';

function catalogOf(files: readonly FileRecord[]): SnippetCatalog {
  const catalog = new SnippetCatalog();
  for (const file of files) catalog.put(file);
  return catalog;
}

function similar(files: readonly FileRecord[], query: Partial<SimilarQuery>): Promise<Match[]> {
  return findSimilar(
    { text: PARSE, language: 'javascript', limit: 10, ...query },
    { catalog: catalogOf(files), prints: new FilePrints(), calibration: BUILT_IN_CALIBRATION },
  );
}

const FILES = [
  fileRecord('edited.js', `${OTHER}\n\n${PARSE_EDITED}`),
  fileRecord('exact.js', `${PARSE}\n\n${OTHER}`),
  fileRecord('other.js', OTHER),
  fileRecord('renamed.js', PARSE_RENAMED),
];

test('copies are found without an encoder, exact before edited', async () => {
  const matches = await similar(FILES, {});
  assert.deepEqual(
    new Set(matches.map(({ place, type }) => `${place.path} ${type}`)),
    new Set(['exact.js exact', 'renamed.js renamed', 'edited.js edited']),
  );
  assert.equal(matches[0]!.place.path, 'exact.js');
  assert.deepEqual(matches[0]!.evidence, { text: 1, structure: 1 });
});

test('the query is never its own match, its copy in the same file is one', async () => {
  const file = fileRecord('a.js', `${PARSE}\n\n${PARSE_RENAMED}`);
  const matches = await similar([file], { self: { path: 'a.js', startLine: 1, endLine: 11 } });
  assert.deepEqual(
    matches.map(({ place }) => place.snippet.startLine),
    [13],
  );
});

test('a stretch inside a longer function is found at its own lines', async () => {
  const body = PARSE.split('\n').slice(1, 9).join('\n');
  const long = OTHER.replace('  let x = 0;', `${body}\n  let x = 0;`);
  const [match] = await similar([fileRecord('long.js', long)], { text: body });
  assert.ok(match && match.place.snippet.startLine <= 3 && match.place.snippet.endLine >= 8);
});

test('limit and least probability are kept', async () => {
  assert.equal((await similar(FILES, { limit: 1 })).length, 1);
  const sure = await similar(FILES, { minProbability: 0.9 });
  assert.ok(sure.length > 0 && sure.every(({ probability }) => probability >= 0.9));
});

test('text without a token, in a language nobody knows, finds nothing and does not fail', async () => {
  assert.deepEqual(
    await similar(FILES, { text: '  // only a comment', language: 'javascript' }),
    [],
  );
  assert.deepEqual(await similar(FILES, { text: '', language: 'no-such' }), []);
});

/** Puts texts that hold the word "layout" near one another. */
function topicEncoder(): Encoder {
  return {
    id: 'topic@000000000000',
    dimensions: 8,
    encode: (inputs) =>
      Promise.resolve(
        Float32Array.from(
          inputs.flatMap(({ text }) =>
            text.includes('layout') ? [1, 0, 0, 0, 0, 0, 0, 0] : [0, 1, 0, 0, 0, 0, 0, 0],
          ),
        ),
      ),
    dispose: () => Promise.resolve(),
  };
}

test('an encoder adds code for the same job and changes no copy', async () => {
  const files = [
    ...FILES,
    fileRecord('flow.js', 'function flow(boxes) {\n  return boxes.map((b) => place(b));\n}'),
  ];
  const catalog = catalogOf(files);
  const encoder = topicEncoder();
  const index = new ExactIndex(8);
  const layout = Float32Array.of(0.99, 0, Math.sqrt(1 - 0.99 ** 2), 0, 0, 0, 0, 0);
  for (const id of catalog.heldIds()) {
    const isFlow = catalog.placesOf(id)[0]!.path === 'flow.js';
    await index.add([id], isFlow ? layout : Float32Array.of(0, 0, 0, 0, 0, 0, 0, 1));
  }
  const calibration: Calibration = {
    ...BUILT_IN_CALIBRATION,
    encoder: encoder.id,
    sameJob: {
      combiner: { bias: -8, weights: [10, 0] },
      curve: [
        [-1, 0.1],
        [1, 0.9],
      ],
      levels: {},
      pairs: 0,
      data: 'test',
    },
  };
  const query = { text: OTHER, language: 'javascript', limit: 10 };
  const sources = { catalog, prints: new FilePrints(), calibration };
  const without = await findSimilar(query, sources);
  const withEncoder = await findSimilar(query, { ...sources, meaning: { encoder, index } });
  const paths = (matches: readonly Match[]): string[] => matches.map(({ place }) => place.path);
  assert.ok(!paths(without).includes('flow.js'));
  const flow = withEncoder.find(({ place }) => place.path === 'flow.js');
  assert.equal(flow?.type, 'meaning');
  assert.ok(flow.probability > 0.8);
  for (const copy of without) {
    const same = withEncoder.find(({ place }) => place.path === copy.place.path);
    assert.equal(same?.type, copy.type);
  }
});
