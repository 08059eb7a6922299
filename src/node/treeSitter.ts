/**
 * Tree-sitter in WebAssembly: grammars loaded once, trees freed after they are read.
 * Belongs in a process of its own (analysisWorker.ts): loading it sets a flag of V8 for the whole process.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Parse, SyntaxNode } from '../core/snippets/syntax.ts';

type Runtime = typeof import('@vscode/tree-sitter-wasm');
type Grammar = Awaited<ReturnType<Runtime['Language']['load']>>;

/** A file that takes longer is pathological for its grammar and is cut into windows (1 MB takes 0.1–0.9 s on an idle machine). */
const PARSE_LIMIT_MS = 10_000;

/** Names that differ between the packages. */
const RENAMED: Readonly<Record<string, string>> = { 'c-sharp': 'c_sharp' };

/**
 * Where grammars lie: beside the bundle in `grammars/`, or in their packages in the source tree.
 * @param from URL of the module that asks.
 */
export function grammarFolders(from: string | URL = import.meta.url): string[] {
  const packaged = join(import.meta.dirname, 'grammars');
  if (existsSync(join(packaged, 'tree-sitter.wasm'))) return [packaged];
  const require = createRequire(from);
  const folderOf = (file: string): string => dirname(require.resolve(file));
  return [
    folderOf('@vscode/tree-sitter-wasm'),
    folderOf('tree-sitter-haskell/package.json'),
    folderOf('tree-sitter-scala/package.json'),
    join(folderOf('tree-sitter-wasms/package.json'), 'out'),
  ];
}

/** The package calls it `.js`; beside a bundle of ES modules it has to be `.cjs`. */
function runtimeFile(folder: string): string {
  const beside = join(folder, 'tree-sitter.cjs');
  return existsSync(beside) ? beside : join(folder, 'tree-sitter.js');
}

export class TreeSitter {
  readonly #runtime: Runtime;
  readonly #folders: readonly string[];
  readonly #parseLimitMs: number;
  readonly #grammars = new Map<string, Promise<Grammar | undefined>>();
  readonly #ready = new Map<string, Grammar>();
  #parser: InstanceType<Runtime['Parser']>;

  private constructor(runtime: Runtime, folders: readonly string[], parseLimitMs: number) {
    this.#runtime = runtime;
    this.#parseLimitMs = parseLimitMs;
    this.#folders = folders;
    this.#parser = new runtime.Parser();
  }

  /** @param folders searched in this order; the first holds `tree-sitter.js` and `tree-sitter.wasm` too. */
  static async load(
    folders = grammarFolders(),
    parseLimitMs = PARSE_LIMIT_MS,
  ): Promise<TreeSitter> {
    // The optimising compiler takes 2–3 GB for the lexers of Swift, OCaml and PowerShell and has ended the process
    // for lack of memory; the baseline compiler needs 0.1 GB and parses at 70 % of the speed (measured, Node 24).
    for (const flag of ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'])
      setFlagsFromString(flag);
    // Found at run time: bundlers leave the runtime where it is, beside its WebAssembly.
    const runtime = createRequire(import.meta.url)(runtimeFile(folders[0]!)) as Runtime;
    await runtime.Parser.init({ locateFile: (file) => join(folders[0]!, basename(file)) });
    return new TreeSitter(runtime, folders, parseLimitMs);
  }

  /** Makes a grammar ready for `parse`; false where there is none that loads. */
  async prepare(grammar: string): Promise<boolean> {
    let loading = this.#grammars.get(grammar);
    if (!loading) {
      loading = this.#find(grammar);
      this.#grammars.set(grammar, loading);
    }
    const found = await loading;
    if (found) this.#ready.set(grammar, found);
    return found !== undefined;
  }

  readonly parse: Parse = (text, grammar, read) => {
    const language = this.#ready.get(grammar);
    if (!language) return undefined;
    const deadline = performance.now() + this.#parseLimitMs;
    try {
      this.#parser.setLanguage(language);
      const tree = this.#parser.parse(text, null, {
        // The typings promise nothing back, but the runtime stops where this is true.
        progressCallback: (() => performance.now() > deadline) as () => void,
      });
      if (!tree) {
        this.#parser.reset();
        return undefined;
      }
      try {
        return read(tree.rootNode as SyntaxNode);
      } finally {
        tree.delete();
      }
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'RuntimeError') throw error;
      // A scanner aborted or memory gave out: a new parser for the next file, windows for this one.
      this.#parser = new this.#runtime.Parser();
      return undefined;
    }
  };

  async #find(grammar: string): Promise<Grammar | undefined> {
    const names = new Set([grammar, RENAMED[grammar] ?? grammar]);
    for (const folder of this.#folders) {
      for (const name of names) {
        const bytes = await readFile(join(folder, `tree-sitter-${name}.wasm`)).catch(
          () => undefined,
        );
        // A grammar of another format is passed over for the next folder's.
        const language = bytes && (await this.#runtime.Language.load(bytes).catch(() => undefined));
        if (language) return language;
      }
    }
    return undefined;
  }
}
