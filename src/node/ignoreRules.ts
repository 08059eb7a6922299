/** Ignore files, by the `ignore` package: nested .gitignore, .ignore and .lookalikeignore, innermost last. */
import { lstat, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import createIgnore, { type Ignore } from 'ignore';

/** Files of one folder, the later overriding the earlier (ripgrep's order, with our own last). */
const IGNORE_FILES = ['.gitignore', '.ignore', '.lookalikeignore'];

interface Layer {
  /** Folder the rules stand in, relative to the root, '' or ending in '/'. */
  readonly base: string;
  /** Way down to the root for rules that stand above it, '' or ending in '/'. */
  readonly above: string;
  readonly rules: Ignore;
}

/** The rules in force inside one folder; immutable, so sibling folders share their parents' layers. */
export class IgnoreRules {
  readonly #layers: readonly Layer[];

  private constructor(layers: readonly Layer[]) {
    this.#layers = layers;
  }

  /** The rules at the root: its ignore files and, of the checkout it lies in, `info/exclude` and those above. */
  static async atRoot(root: string): Promise<IgnoreRules> {
    return new IgnoreRules(await layersAbove(root)).inside(root, '');
  }

  /**
   * @param base the folder relative to the root, '' or ending in '/'.
   * @param names of what is in it, where that is known: a file that is not among them is not opened.
   */
  async inside(root: string, base: string, names?: readonly string[]): Promise<IgnoreRules> {
    // Some disks tell no case: what opens as `.gitignore` may be called otherwise.
    const lower = names?.filter((name) => name.startsWith('.')).map((name) => name.toLowerCase());
    const there = lower ? IGNORE_FILES.filter((name) => lower.includes(name)) : IGNORE_FILES;
    const texts = await readAll(join(root, base), there);
    if (texts.length === 0) return this;
    return new IgnoreRules([...this.#layers, { base, above: '', rules: parse(texts) }]);
  }

  /** @param path relative to the root; folders end in '/'. The innermost rule that speaks decides. */
  ignores(path: string): boolean {
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const { above, base, rules } = this.#layers[i]!;
      const verdict = rules.test(above + path.slice(base.length));
      if (verdict.ignored) return true;
      if (verdict.unignored) return false;
    }
    return false;
  }
}

/** Rules that stand above the root count as far up as its checkout; none of them if they ignore the root itself. */
async function layersAbove(root: string): Promise<Layer[]> {
  const layers: Layer[] = [];
  let above = '';
  for (let folder = root; ; folder = dirname(folder)) {
    if (folder !== root) {
      above = `${relative(folder, root).replaceAll('\\', '/')}/`;
      const texts = await readAll(folder);
      if (texts.length > 0) layers.unshift({ base: '', above, rules: parse(texts) });
    }
    const gitFolder = await gitFolderOf(folder);
    if (gitFolder !== undefined) {
      const exclude = await readIfThere(join(gitFolder, 'info', 'exclude'));
      if (exclude !== undefined) layers.unshift({ base: '', above, rules: parse([exclude]) });
      break;
    }
    // No checkout: what stands above is somebody else's.
    if (dirname(folder) === folder) return [];
  }
  const ignoresRoot = layers.some(
    (layer) => layer.above !== '' && layer.rules.ignores(layer.above),
  );
  return ignoresRoot ? [] : layers;
}

/** `.git`, or where a linked worktree's `.git` file points, down to what all worktrees share. */
async function gitFolderOf(folder: string): Promise<string | undefined> {
  const dot = join(folder, '.git');
  const found = await lstat(dot).catch(() => undefined);
  if (!found?.isFile()) return found ? dot : undefined;
  const pointer = /^gitdir: (.+)$/m.exec((await readIfThere(dot)) ?? '')?.[1]?.trim();
  if (pointer === undefined) return dot;
  const own = resolve(folder, pointer);
  const common = (await readIfThere(join(own, 'commondir')))?.trim();
  return common === undefined ? own : resolve(own, common);
}

async function readAll(folder: string, names = IGNORE_FILES): Promise<string[]> {
  const texts = await Promise.all(names.map((name) => readIfThere(join(folder, name))));
  return texts.filter((text) => text !== undefined);
}

function parse(texts: readonly string[]): Ignore {
  const rules = createIgnore({ allowRelativePaths: true });
  for (const text of texts) rules.add(text.replace(/^\uFEFF/, ''));
  return rules;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Absent, a folder, or not readable: no rules from there.
    return undefined;
  }
}
