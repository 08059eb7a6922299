/** Reads the corpus manifest: which repositories at which commits training reads, under which licence. */
import { readFileSync } from 'node:fs';

export interface CorpusRepository {
  /** `owner/name` on the public host. */
  readonly repository: string;
  /** Full hash. */
  readonly commit: string;
  /** SPDX identifiers as found in the repository's licence file. */
  readonly licence: string;
  readonly languages: readonly string[];
  /** `held-back`: never trained on, the encoder is measured on it. */
  readonly use: 'train' | 'held-back';
}

export function readManifest(
  path = new URL('./manifest.json', import.meta.url),
): readonly CorpusRepository[] {
  return JSON.parse(readFileSync(path, 'utf8')) as CorpusRepository[];
}

/** Where `fetch.ts` puts a bare clone of `repository`. */
export function gitDirectory(mirror: string, repository: string): string {
  return `${mirror}/${repository.replace('/', '+')}/repo`;
}
