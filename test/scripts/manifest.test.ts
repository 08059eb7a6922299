/** README, manifest, translations and code name the same commands, settings and texts. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const texts: Record<string, string> = JSON.parse(read('package.nls.json'));
const readme = read('README.md');
const { contributes } = manifest;
const resolve = (text: string) => text.replace(/^%(.+)%$/, (_, key) => texts[key] ?? `no ${key}`);

test('every text the manifest asks for is there, and none is left over', () => {
  const asked = [...read('package.json').matchAll(/"%([^"%]+)%"/g)].map((match) => match[1]!);
  assert.deepEqual([...new Set(asked)].sort(), Object.keys(texts).sort());
});

test('menus of rows ask for nothing but the row: the editor fails to draw anew what a refresh takes out', () => {
  const rowMenus: { command: string; when: string }[] = contributes.menus['view/item/context'];
  const inRows = new Set(rowMenus.map(({ command }) => command));
  for (const { when } of rowMenus)
    assert.doesNotMatch(when.replace('lookalike.results', ''), /lookalike\./);
  for (const { command, enablement } of contributes.commands)
    if (inRows.has(command)) assert.equal(enablement, undefined, command);
});

test('README’s table lists every command a user can run, and no other', () => {
  const hidden = new Set<string>(
    contributes.menus.commandPalette
      .filter((entry: { when: string }) => entry.when === 'false')
      .map((entry: { command: string }) => entry.command),
  );
  const listed = [...readme.matchAll(/^\| \*(.+?)\* \|/gm)].map((match) => match[1]!);
  const named = contributes.commands
    .filter((one: { command: string }) => !hidden.has(one.command))
    .map((one: { title: string }) => resolve(one.title));
  // Offered by the explorer's menu only, and worth a line all the same.
  named.push('Find Duplicates in Folder');
  assert.deepEqual(listed.sort(), named.sort());
});

test('README’s table lists every setting with its default, and no other', () => {
  const listed = [...readme.matchAll(/^\| `(lookalike\.[^`]+)` \| `([^`]*)` \|/gm)].map(
    ([, key, value]) => [key, value],
  );
  const named = Object.entries<{ default: unknown }>(contributes.configuration.properties).map(
    ([key, property]) => [key, JSON.stringify(property.default)],
  );
  assert.deepEqual(listed.sort(), named.sort());
});

test('the code registers every command of the manifest, and no other', () => {
  const code = read('src/vscode/commands/register.ts');
  const registered = [...code.matchAll(/^ {4}([a-zA-Z]+): (?:async )?[(a-z]/gm)].map((m) => m[1]);
  const named = contributes.commands.map((one: { command: string }) =>
    one.command.replace('lookalike.', ''),
  );
  assert.deepEqual(registered.sort(), named.sort());
});

test('the code reads every setting of the manifest, and no other', () => {
  const code = sources('src/vscode').join('\n');
  const read = [...code.matchAll(/\bget(?:<[^(]*>)?\('([a-zA-Z.]+)'/g)].map((match) => match[1]!);
  const named = Object.keys(contributes.configuration.properties).map((key) =>
    key.replace('lookalike.', ''),
  );
  assert.deepEqual([...new Set(read)].sort(), named.sort());
});

test('menus, views and welcome texts name commands that exist', () => {
  const commands = new Set(contributes.commands.map((one: { command: string }) => one.command));
  const named = [
    ...Object.values<{ command: string }[]>(contributes.menus).flat(),
    ...[...JSON.stringify(texts).matchAll(/command:(lookalike\.\w+)/g)].map(([, command]) => ({
      command,
    })),
  ];
  for (const { command } of named) assert.ok(commands.has(command), command);
});

test('every setting has an order, a scope and a description', () => {
  for (const [key, property] of Object.entries<Record<string, unknown>>(
    contributes.configuration.properties,
  )) {
    assert.equal(typeof property['order'], 'number', key);
    assert.equal(typeof property['scope'], 'string', key);
    assert.ok(property['markdownDescription'], key);
  }
});

test('a setting that names a model, a path or an address is the machine’s, never a workspace’s', () => {
  const restricted: string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  for (const [key, property] of Object.entries<{ scope: string }>(
    contributes.configuration.properties,
  )) {
    if (!/model|path$|url|server|mirror|proxy/i.test(key)) continue;
    assert.equal(property.scope, 'machine', key);
    assert.ok(restricted.includes(key), key);
  }
});

test('a key does something only while the results view has the focus', () => {
  for (const { command, key, when } of contributes.keybindings) {
    assert.match(when, /^focusedView == 'lookalike\.results' &&/, `${command} ${key}`);
    assert.ok(contributes.commands.some((one: { command: string }) => one.command === command));
  }
});

test('a colour has a default for every kind of theme', () => {
  for (const { id, defaults } of contributes.colors)
    for (const kind of ['dark', 'light', 'highContrast', 'highContrastLight'])
      assert.match(defaults[kind] ?? '', /^#[0-9a-f]{6}([0-9a-f]{2})?$/, `${id} ${kind}`);
});

test('the code registers every tool of the manifest, and no other; each tells the model what it is for', () => {
  const code = read('src/vscode/tools.ts');
  const registered = [...code.matchAll(/tool\(desk, '([a-z_]+)'/g)].map((m) => `lookalike_${m[1]}`);
  const tools: { name: string; modelDescription: string; inputSchema: { type: string } }[] =
    contributes.languageModelTools;
  assert.deepEqual([...new Set(registered)].sort(), tools.map(({ name }) => name).sort());
  for (const { name, modelDescription, inputSchema } of tools) {
    assert.ok(modelDescription.length > 80, name);
    assert.equal(inputSchema.type, 'object', name);
  }
});

test('README names every tool as chat references it', () => {
  for (const { toolReferenceName } of contributes.languageModelTools)
    assert.ok(readme.includes(`\`#${toolReferenceName}\``), toolReferenceName);
});

function sources(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(path.join(folder, file)));
}
