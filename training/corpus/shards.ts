/** Reads mined shards line by line, and the rows they hold. */
import { existsSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';

export interface FunctionRow {
  readonly language: string;
  readonly name: string;
  readonly doc: string;
  readonly code: string;
  readonly path: string;
}

export interface ProseRow {
  readonly a: string;
  readonly b: string;
  readonly type: string;
}

export interface HowToRow {
  readonly text: string;
  readonly code: string;
  readonly language: string;
}

export interface EditRow {
  readonly before: string;
  readonly after: string;
  readonly language: string;
}

/** `owner/name` of each shard in a folder, sorted. */
export function shardNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => file.slice(0, -'.jsonl'.length).replace('+', '/'))
    .sort();
}

export async function* readShard<Row>(folder: string, repository: string): AsyncGenerator<Row> {
  const path = `${folder}/${repository.replace('/', '+')}.jsonl`;
  if (!existsSync(path)) return;
  yield* readJsonLines<Row>(path);
}

/** Lines end with \n only: code may hold the separators of lines that `readline` also cuts at. */
export async function* readJsonLines<Row>(path: string): AsyncGenerator<Row> {
  const file = await open(path);
  try {
    let rest = '';
    for await (const chunk of file.createReadStream({ encoding: 'utf8' })) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (line) yield JSON.parse(line) as Row;
    }
    if (rest) yield JSON.parse(rest) as Row;
  } finally {
    await file.close();
  }
}
