/** The folder's configuration: what it may say, what it may never, and that editor and terminal obey it alike. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import {
  configuredRequest,
  configuredSettings,
  type FolderConfiguration,
} from '../../src/core/folderConfiguration.ts';
import { UserError } from '../../src/core/userError.ts';
import { parseConfiguration, readConfiguration } from '../../src/node/configurationFile.ts';
import { EngineProcess } from '../../src/node/engineProcess.ts';
import { runInMemory } from '../cli/runInMemory.ts';
import { PARSE, PARSE_RENAMED } from '../core/matching/sampleFiles.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'lookalike-configuration-'));
const engineProcess = new EngineProcess({
  program: path.join(ROOT, 'src/engine.ts'),
  setup: { storage: path.join(scratch, 'storage') },
  log: () => {},
});
after(async () => {
  await engineProcess.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

const says = (message: RegExp) => (error: unknown) =>
  error instanceof UserError &&
  error.code === 'configuration-invalid' &&
  message.test(error.message);

test('what the schema allows is read, no file says nothing', async () => {
  const all: FolderConfiguration = {
    level: 'strict',
    minLines: 8,
    semantic: false,
    exclude: ['dist/**'],
    include: [],
    maxFileSizeKB: 100,
    failOn: '5%',
  };
  assert.deepEqual(await parseConfiguration(JSON.stringify(all)), all);
  assert.deepEqual(await readConfiguration(scratch), {});
});

test('what is wrong is named with what is allowed', async () => {
  for (const [text, message] of [
    ['{"level":"loose"}', /level must be one of strict, balanced, exploratory/],
    ['{"minLines":1}', /minLines must be >= 2/],
    ['{"minLines":"5"}', /minLines must be integer/],
    ['{"exclude":["a",5]}', /exclude\.1 must be string/],
    ['{"failOn":"often"}', /failOn must be none, any, new/],
    ['{"levle":"strict"}', /there is no "levle", only level, minLines/],
    ['[]', /the file must be object/],
    ['{"level":', /no JSON/],
    ['', /no JSON/],
  ] as const) {
    await assert.rejects(parseConfiguration(text), says(message), text);
  }
});

test('a folder never chooses a model, an address or a program', async () => {
  for (const name of [
    'model',
    'modelPath',
    'encoder',
    'url',
    'server',
    'allowDownload',
    'command',
  ]) {
    await assert.rejects(
      parseConfiguration(JSON.stringify({ [name]: 'hub:evil/model' })),
      says(/is not for a folder to choose/),
      name,
    );
  }
  const polluted = '{"__proto__":{"model":"x"},"level":"strict"}';
  await assert.rejects(parseConfiguration(polluted), says(/__proto__/));
  const outside = path.join(scratch, 'elsewhere.json');
  writeFileSync(outside, '{}');
  const folder = mkdtempSync(path.join(scratch, 'linked-'));
  symlinkSync(outside, path.join(folder, 'lookalike.config.json'));
  await assert.rejects(readConfiguration(folder), /not inside the folder/);
});

test('what somebody chose stays, globs add up', () => {
  const settings = { exclude: ['b'], include: [], maxFileSizeBytes: 7, useEncoder: true };
  const file = { exclude: ['a'], maxFileSizeKB: 2, level: 'strict', minLines: 9 } as const;
  assert.deepEqual(configuredSettings(settings, file), { ...settings, exclude: ['a', 'b'] });
  assert.equal(
    configuredSettings({ ...settings, unchosen: ['maxFileSizeBytes'] }, file).maxFileSizeBytes,
    2048,
  );
  const request = { level: 'balanced', minLines: 5, semantic: true } as const;
  assert.deepEqual(configuredRequest(request, file), request);
  const open = configuredRequest({ ...request, unchosen: ['level'] }, file);
  assert.deepEqual([open.level, open.minLines], ['strict', 5]);
});

test('flags win over the file, the file wins over defaults', async () => {
  const readConfigurationOf = (configuration: FolderConfiguration) => ({
    readConfiguration: async () => configuration,
  });
  const file = readConfigurationOf({
    level: 'strict',
    minLines: 9,
    semantic: false,
    failOn: 'any',
  });
  const asked = await runInMemory(['find-duplicates', '.'], { toolbox: file });
  assert.ok(asked.calls.includes('{"level":"strict","minLines":9,"semantic":false}'));
  assert.equal(asked.status, 1);
  const typed = await runInMemory(
    ['find-duplicates', '.', '--level', 'balanced', '--fail-on', 'none'],
    { toolbox: file },
  );
  assert.ok(typed.calls.includes('{"level":"balanced","minLines":9,"semantic":false}'));
  assert.equal(typed.status, 0);
});

test('the engine obeys the file, and its changes, without being started again', async () => {
  const folder = mkdtempSync(path.join(scratch, 'obeyed-'));
  writeFileSync(path.join(folder, 'a.js'), PARSE);
  writeFileSync(path.join(folder, 'b.js'), PARSE_RENAMED);
  const engine = engineProcess.openFolder(folder, {
    exclude: [],
    include: [],
    maxFileSizeBytes: 1e6,
    useEncoder: false,
  });
  const groups = async (): Promise<number> => {
    await engine.index();
    const unchosen = ['level', 'minLines', 'semantic'] as const;
    const request = { level: 'balanced', minLines: 5, semantic: true, unchosen } as const;
    return (await engine.findDuplicates(request)).groups.length;
  };
  const configure = (configuration: object): void =>
    writeFileSync(path.join(folder, 'lookalike.config.json'), JSON.stringify(configuration));
  assert.equal(await groups(), 1);
  configure({ minLines: 50 });
  assert.equal(await groups(), 0);
  configure({ exclude: ['b.js'] });
  assert.equal(await groups(), 0);
  configure({ model: 'x' });
  await assert.rejects(groups(), says(/"model" is not for a folder to choose/));
  configure({});
  assert.equal(await groups(), 1);
});

test('the schema and the editor’s settings allow the same and have the same defaults', () => {
  const json = (file: string) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
  const { properties } = json('schemas/lookalike.config.schema.json');
  const { contributes } = json('package.json');
  let compared = 0;
  for (const [key, property] of Object.entries<Record<string, unknown>>(properties)) {
    const setting = contributes.configuration.properties[`lookalike.${key}`];
    if (!setting) continue;
    compared++;
    for (const word of ['enum', 'minimum', 'maximum', 'default']) {
      assert.deepEqual(property[word], setting[word], `${key}.${word}`);
    }
  }
  assert.equal(compared, 6);
  assert.equal(contributes.jsonValidation[0].fileMatch, 'lookalike.config.json');
});
