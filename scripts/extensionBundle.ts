/** Builds the extension host's part: `main`, read when a window opens, the extension, and beside it what is loaded once it is needed. */
import fs from 'node:fs';
import esbuild from 'esbuild';

/** Read when an engine is started, or words are searched for; neither shares state with the rest. */
const LATER = {
  jsonrpc: { from: 'vscode-jsonrpc/node', asked: /^vscode-jsonrpc\/node$/ },
  languages: {
    from: './src/core/snippets/languages.ts',
    asked: /\/core\/snippets\/languages\.ts$/,
  },
};

/** The whole namespace, as TypeScript wants it written: each copy of it that a bundler makes takes the editor 0.2 ms. */
const NAMESPACE = "import * as vscode from 'vscode';";

export async function buildExtension(common: esbuild.BuildOptions): Promise<esbuild.BuildResult> {
  const host: esbuild.BuildOptions = {
    ...common,
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    // VS Code 1.103 runs extensions on Node 22.
    target: 'node22',
    // `require`, which knows the module 'vscode'.
    supported: { 'dynamic-import': false },
    metafile: true,
  };
  const first = await esbuild.build({
    ...host,
    entryPoints: { main: 'src/main.ts', extension: 'src/extension.ts' },
    external: ['vscode'],
    plugins: [vscodeOnce, later],
  });
  const entryPoints = Object.fromEntries(
    Object.entries(LATER).map(([name, { from }]) => [name, from]),
  );
  const rest = await esbuild.build({ ...host, entryPoints });
  return {
    ...first,
    metafile: {
      inputs: { ...first.metafile!.inputs, ...rest.metafile!.inputs },
      outputs: { ...first.metafile!.outputs, ...rest.metafile!.outputs },
    },
  };
}

const vscodeOnce: esbuild.Plugin = {
  name: 'vscode-once',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const source = fs.readFileSync(path, 'utf8');
      return {
        contents: source.replace(NAMESPACE, "import vscode from 'vscode-once';"),
        loader: 'ts',
      };
    });
    build.onResolve({ filter: /^vscode-once$/ }, ({ path }) => ({ path, namespace: path }));
    build.onLoad({ filter: /.*/, namespace: 'vscode-once' }, () => ({
      contents: "export default require('vscode');",
      loader: 'js',
    }));
  },
};

const later: esbuild.Plugin = {
  name: 'later',
  setup(build) {
    build.onResolve({ filter: /^\.\/extension\.ts$/ }, () => {
      return { path: './extension.cjs', external: true };
    });
    for (const [name, { asked }] of Object.entries(LATER))
      build.onResolve({ filter: asked }, ({ kind, importer }) => {
        if (name === 'languages' && kind !== 'dynamic-import')
          throw new Error(`${importer} reads the table of languages when a window opens`);
        return { path: `./${name}.cjs`, external: true };
      });
  },
};
