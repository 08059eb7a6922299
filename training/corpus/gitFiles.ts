/** Reads files out of a bare repository's commit without checking it out. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';

export interface GitFile {
  readonly path: string;
  readonly object: string;
  readonly sizeBytes: number;
}

/** Regular files of a commit, in path order; symbolic links and submodules are left out. */
export function listFiles(gitDirectory: string, commit: string): GitFile[] {
  const out = git(gitDirectory, ['ls-tree', '-r', '-l', '-z', commit]);
  const files: GitFile[] = [];
  for (const entry of out.split('\0')) {
    const match = /^100\d{3} blob ([0-9a-f]+)\s+(\d+)\t([\s\S]+)$/.exec(entry);
    if (match) files.push({ object: match[1]!, sizeBytes: Number(match[2]), path: match[3]! });
  }
  return files;
}

export function git(gitDirectory: string, args: readonly string[]): string {
  return execFileSync('git', [`--git-dir=${gitDirectory}`, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** The text of each file in turn, by one `git cat-file --batch`; files that are missing are passed over. */
export async function* readFiles(
  gitDirectory: string,
  files: readonly GitFile[],
): AsyncGenerator<{ file: GitFile; text: string }> {
  if (files.length === 0) return;
  const child = spawn('git', [`--git-dir=${gitDirectory}`, 'cat-file', '--batch'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => {
    // The reader stopped early; nothing is lost.
  });
  child.stdin.end(`${files.map((file) => file.object).join('\n')}\n`);
  try {
    const bytes = new ByteReader(child.stdout);
    for (const file of files) {
      const header = await bytes.line();
      if (header === undefined) return;
      const size = Number(header.split(' ')[2]);
      if (!Number.isFinite(size)) continue;
      const body = await bytes.take(size + 1);
      yield { file, text: body.toString('utf8', 0, size) };
    }
  } finally {
    stop(child);
  }
}

function stop(child: ChildProcess): void {
  if (child.exitCode === null) child.kill();
}

class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#held.indexOf(10);
      if (end >= 0) {
        const line = this.#held.toString('utf8', 0, end);
        this.#held = this.#held.subarray(end + 1);
        return line;
      }
      if (!(await this.#more())) return undefined;
    }
  }

  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = count;
    for (;;) {
      const part = this.#held.subarray(0, missing);
      parts.push(part);
      this.#held = this.#held.subarray(part.length);
      missing -= part.length;
      if (missing === 0 || !(await this.#more())) return Buffer.concat(parts);
    }
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    this.#held = this.#held.length ? Buffer.concat([this.#held, next.value]) : next.value;
    return true;
  }
}
