/** The process that reads and cuts files, one at a time, for analysisPool.ts. */
import { setPriority } from 'node:os';
import type { CopySource } from '../core/extraction/placedCopy.ts';
import { planExtraction } from '../core/extraction/planExtraction.ts';
import { isSkipped } from '../core/indexing/workspaceFiles.ts';
import { analyzeBytes, analyzeText } from '../core/snippets/analyzeText.ts';
import { languageByName } from '../core/snippets/languages.ts';
import type { AnalysisReply, AnalysisRequest } from './analysisPool.ts';
import { hashBytes, readFileOnce } from './readFileOnce.ts';
import { TreeSitter } from './treeSitter.ts';

/** Below whatever the user is doing (nice 5 of 19). */
const PRIORITY = 5;

const treeSitter = TreeSitter.load();
// A grammar runtime that does not load is said with the first file.
treeSitter.catch(() => {});

try {
  setPriority(PRIORITY);
} catch {
  // Not allowed everywhere; then we run as the others do.
}
process.on('disconnect', () => process.exit(0));
/** One after the other: answers come in the order of the requests. */
let turn: Promise<unknown> = Promise.resolve();
process.on('message', (request: AnalysisRequest) => {
  turn = turn.then(() => answer(request)).then((reply) => process.send?.(reply));
});

async function answer(request: AnalysisRequest): Promise<AnalysisReply> {
  try {
    const { parse, prepare } = await parts();
    const { path } = request;
    if (request.copies) return { plan: await extract(request.copies), memoryBytes: memory() };
    if (request.text !== undefined) {
      const bytes = new TextEncoder().encode(request.text);
      const stat = { path, sizeBytes: bytes.length, modifiedMs: 0 };
      return done(await analyzeText(request.text, stat, hashBytes(bytes), { parse, prepare }));
    }
    const content = readFileOnce(request.root, path, request.maxFileSizeBytes);
    if (isSkipped(content)) return done(content);
    return done(await analyzeBytes(content.bytes, content.stat, content.hash, { parse, prepare }));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), memoryBytes: memory() };
  }
}

async function extract(copies: readonly CopySource[]) {
  const { parse, prepare } = await parts();
  for (const { language } of copies) {
    const grammar = languageByName(language)?.grammar;
    if (grammar !== undefined) await prepare(grammar);
  }
  return planExtraction(copies, parse);
}

async function parts() {
  const loaded = await treeSitter;
  return { parse: loaded.parse, prepare: (grammar: string) => loaded.prepare(grammar) };
}

function done(file: AnalysisReply['file'] & object): AnalysisReply {
  return { file, memoryBytes: memory() };
}

function memory(): number {
  return process.memoryUsage.rss();
}
