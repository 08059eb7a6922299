/** Ignore files, by the `ignore` package: nested .gitignore, .ignore and .lookalikeignore, innermost last. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import createIgnore, { type Ignore } from 'ignore';

/** Files of one folder, the later overriding the earlier (ripgrep's order, with our own last). */
const IGNORE_FILES = ['.gitignore', '.ignore', '.lookalikeignore'];

interface Layer {
  /** Folder the rules stand in, relative to the root, '' or ending in '/'. */
  readonly base: string;
  readonly rules: Ignore;
}

/** The rules in force inside one folder; immutable, so sibling folders share their parents' layers. */
export class IgnoreRules {
  readonly #layers: readonly Layer[];

  private constructor(layers: readonly Layer[]) {
    this.#layers = layers;
  }

  /** The rules at the root: its ignore files and `.git/info/exclude`. */
  static async atRoot(root: string): Promise<IgnoreRules> {
    const exclude = await readIfThere(join(root, '.git', 'info', 'exclude'));
    const layers = exclude === undefined ? [] : [{ base: '', rules: parse([exclude]) }];
    return new IgnoreRules(layers).inside(root, '');
  }

  /** @param base the folder relative to the root, '' or ending in '/'. */
  async inside(root: string, base: string): Promise<IgnoreRules> {
    const texts: string[] = [];
    for (const name of IGNORE_FILES) {
      const text = await readIfThere(join(root, base, name));
      if (text !== undefined) texts.push(text);
    }
    if (texts.length === 0) return this;
    return new IgnoreRules([...this.#layers, { base, rules: parse(texts) }]);
  }

  /** @param path relative to the root; folders end in '/'. The innermost rule that speaks decides. */
  ignores(path: string): boolean {
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const { base, rules } = this.#layers[i]!;
      const verdict = rules.test(path.slice(base.length));
      if (verdict.ignored) return true;
      if (verdict.unignored) return false;
    }
    return false;
  }
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
