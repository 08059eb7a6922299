// Builds dist/: the extension host's part (tiny, no native code), the engine, the terminal, their worker, grammars, natives and models.
// usage: node esbuild.mjs [--target linux-x64] [--names]   Targets are the editor's: PLATFORM-ARCH. Names: for profiles.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import esbuild from 'esbuild';
import { buildExtension } from './scripts/extensionBundle.ts';
import { thirdPartyNotices } from './scripts/thirdPartyNotices.ts';
import { LANGUAGES } from './src/core/snippets/languages.ts';
import { grammarFolders, TreeSitter } from './src/node/treeSitter.ts';

const { values } = parseArgs({
  options: { target: { type: 'string' }, names: { type: 'boolean', default: false } },
});
const here = `${process.platform}-${process.arch}`;
const target = values.target ?? here;
const [platform, arch] = target.split('-');
const modules = path.resolve('node_modules');
const native = path.resolve('dist/native');

fs.rmSync('dist', { recursive: true, force: true });
fs.mkdirSync(native, { recursive: true });
copyNatives();
await copyGrammars();
if (fs.existsSync('models')) fs.cpSync('models', 'dist/models', { recursive: true });

/** Packages that find their binaries by their own place in node_modules are told to look in dist/native. */
const nativesBesideUs = {
  name: 'natives',
  setup(build) {
    const replaceRequire = (filter, pattern, file) =>
      build.onLoad({ filter }, (found) => {
        const source = fs.readFileSync(found.path, 'utf8');
        const contents = source.replace(pattern, `require('./native/${file}')`);
        if (contents === source) throw new Error(`${found.path} loads its binary in a new way`);
        return { contents, loader: 'js' };
      });
    replaceRequire(
      /onnxruntime-node[\\/]dist[\\/]binding\.js$/,
      /require\(`\.\.\/bin\/napi-v\d\/[^`]*`\)/,
      'onnxruntime_binding.node',
    );
    replaceRequire(
      /hnswlib-node[\\/]lib[\\/]index\.js$/,
      /require\('bindings'\)\('addon'\)/,
      'hnswlib.node',
    );
    build.onResolve({ filter: /^\.\/native\/.*\.node$/ }, ({ path }) => ({ path, external: true }));
  },
};

const common = {
  bundle: true,
  platform: 'node',
  minifyWhitespace: true,
  minifySyntax: true,
  minifyIdentifiers: !values.names,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};
const host = await buildExtension(common);
const engine = await esbuild.build({
  ...common,
  entryPoints: {
    engine: 'src/engine.ts',
    cli: 'src/cli.ts',
    ...workers(),
  },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  format: 'esm',
  target: 'node22',
  plugins: [nativesBesideUs],
  // CommonJS packages inside an ES module ask for these by name.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      "import { dirname as __dirnameOf } from 'node:path';",
      "import { fileURLToPath as __fileOf } from 'node:url';",
      'const require = __createRequire(import.meta.url);',
      'const __filename = __fileOf(import.meta.url), __dirname = __dirnameOf(__filename);',
    ].join('\n'),
  },
});
const webview = await esbuild.build({
  ...common,
  platform: 'browser',
  entryPoints: webviews(),
  outdir: 'dist/webview',
  format: 'esm',
  // The Chromium of VS Code 1.103.
  target: 'chrome138',
});
fs.writeFileSync(
  'dist/ThirdPartyNotices.txt',
  thirdPartyNotices(modules, packagesIn([host, engine, webview])),
);
for (const { metafile } of [host, engine, webview])
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) console.log(file, bytes);

/** Worker threads are entry points of their own: `…Worker.ts` in node/. */
function workers() {
  const files = fs.readdirSync('src/node').filter((file) => file.endsWith('Worker.ts'));
  return Object.fromEntries(files.map((file) => [file.slice(0, -3), `src/node/${file}`]));
}

/** What runs inside a webview: per folder of src/webview a script and its style. */
function webviews() {
  const folders = fs
    .readdirSync('src/webview', { withFileTypes: true })
    .filter((entry) => entry.isDirectory());
  return Object.fromEntries(
    folders.flatMap(({ name }) => [
      [name, `src/webview/${name}/main.ts`],
      [`${name}Style`, `src/webview/${name}/style.css`],
    ]),
  );
}

function copyNatives() {
  const from = path.join(modules, 'onnxruntime-node/bin/napi-v6', platform, arch);
  if (!fs.existsSync(from))
    throw new Error(`The runtime of the encoder (onnxruntime-node) has no build for ${target}`);
  // Graphics drivers' libraries are for models far larger than ours.
  const unused = /providers_(cuda|tensorrt|shared)|DirectML|dxcompiler|dxil/;
  for (const file of fs.readdirSync(from))
    if (!unused.test(file)) fs.copyFileSync(path.join(from, file), path.join(native, file));
  // Compiled on this machine: other targets go without and search exactly.
  const addon = path.join(modules, 'hnswlib-node/build/Release/addon.node');
  if (target === here && fs.existsSync(addon))
    fs.copyFileSync(addon, path.join(native, 'hnswlib.node'));
}

/** The parser's runtime and, for each language of the table, the first of its grammars that the runtime loads. */
async function copyGrammars() {
  const to = path.resolve('dist/grammars');
  const folders = grammarFolders();
  fs.mkdirSync(to, { recursive: true });
  // Beside ES modules the runtime has to be called what it is.
  fs.copyFileSync(path.join(folders[0], 'tree-sitter.js'), path.join(to, 'tree-sitter.cjs'));
  fs.copyFileSync(path.join(folders[0], 'tree-sitter.wasm'), path.join(to, 'tree-sitter.wasm'));
  const names = new Set(LANGUAGES.flatMap(({ grammar }) => (grammar ? [grammar] : [])));
  for (const name of names) {
    const candidates = folders.flatMap((folder) =>
      [name, name.replace('-', '_')].map((file) => `${folder}/tree-sitter-${file}.wasm`),
    );
    const loads = async (file) => {
      fs.copyFileSync(file, path.join(to, `tree-sitter-${name}.wasm`));
      return (await TreeSitter.load([to])).prepare(name);
    };
    let found = false;
    for (const file of candidates) found ||= fs.existsSync(file) && (await loads(file));
    if (!found) throw new Error(`No package has a grammar of ${name} that loads`);
  }
}

/** Names of the packages that ended up in the bundles or beside them, for the licence list. */
function packagesIn(builds) {
  const names = builds.flatMap(({ metafile }) =>
    Object.keys(metafile.inputs).flatMap((input) => {
      const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
      return name ? [name] : [];
    }),
  );
  const beside = [
    ...['onnxruntime-node', 'hnswlib-node', '@vscode/tree-sitter-wasm', 'tree-sitter-wasms'],
    ...['tree-sitter-haskell', 'tree-sitter-scala'],
  ];
  return [...new Set([...names, ...beside])].filter(isInstalled).sort((a, b) => a.localeCompare(b));
}

/** Stubs of this repository and optional packages that did not install have no licence to name. */
function isInstalled(name) {
  return fs.existsSync(path.join(modules, name)) && !fs.existsSync(path.join('stubs', name));
}
