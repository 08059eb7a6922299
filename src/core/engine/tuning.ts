/** Fine-tuning of one folder as the engine answers it: gathers sources, keeps heads, puts them in force. */

import type { Progress } from '../engineApi.ts';
import type { CompileGraph } from '../graph/runner.ts';
import type { FileRecord } from '../index/snippetStore.ts';
import type { LabelledTextPair } from '../siamese/labelling/labelledPair.ts';
import type { Parameters } from '../siamese/parameters.ts';
import { fineTune } from '../tuning/fineTune.ts';
import { effectiveId } from '../tuning/head.ts';
import { decodeHead, encodeHead, type NamedHead } from '../tuning/headFile.ts';
import type { HeadInForce } from '../tuning/headInForce.ts';
import { freeName, type HeadStore, isHeadName, type KeptHead } from '../tuning/headStore.ts';
import type { FineTuneReport, FineTuneRequest, HeadKind, HeadSummary } from '../tuning/report.ts';
import { FunctionCollector } from '../tuning/workspaceFunctions.ts';
import { UserError } from '../userError.ts';

export interface TuningFolder {
  readonly inForce: HeadInForce;
  readonly heads: HeadStore;
  readonly compile: CompileGraph;
  files(): readonly FileRecord[];
  readText(path: string): Promise<string>;
  /** Functions before and after commits; none where there is no history. */
  edits(signal?: AbortSignal): Promise<readonly { path: string; before: string; after: string }[]>;
  /** Pairs that people labelled in this folder. */
  labels(): Promise<readonly LabelledTextPair[]>;
  /** Makes what is indexed searchable through `head`; resolves once it is. */
  switchTo(head: NamedHead | undefined): Promise<void>;
  /** Meta-learned start of the head, where one fits the encoder. */
  start?(kind: HeadKind): Parameters | undefined;
  /** Milliseconds since some start. */
  now(): number;
  /** ISO 8601. */
  today(): string;
  rest(signal?: AbortSignal): Promise<void>;
}

/** Files read between two looks at the signal and the gate. */
const FILES_AT_ONCE = 8;
/** Share of the progress that gathering takes. */
const GATHERING = 15;

export class Tuning {
  readonly #folder: TuningFolder;
  #running:
    | { readonly ended: Promise<unknown>; readonly signal: AbortSignal | undefined }
    | undefined;

  constructor(folder: TuningFolder) {
    this.#folder = folder;
  }

  async fineTune(
    request: FineTuneRequest,
    progress: Progress = () => {},
    signal?: AbortSignal,
  ): Promise<FineTuneReport> {
    // One that was cancelled is on its way out: the next one waits for it.
    while (this.#running?.signal?.aborted) await this.#running.ended;
    if (this.#running) {
      throw new UserError(
        'not-available',
        'This folder is being fine-tuned already.',
        'Wait for it or cancel it.',
      );
    }
    const run = this.#run(request, progress, signal);
    const running = { ended: run.catch(() => {}), signal };
    this.#running = running;
    try {
      return await run;
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  async heads(): Promise<readonly HeadSummary[]> {
    const inUse = await this.#folder.heads.inUse();
    return (await this.#folder.heads.list()).map((head) => this.#summary(head, inUse));
  }

  async useHead({ name }: { readonly name: string | undefined }): Promise<void> {
    // JSON knows no undefined.
    const head = name === undefined || name === null ? undefined : await this.#named(name);
    if (head) this.#refuseStranger(head);
    await this.#folder.heads.setInUse(head);
    await this.#folder.switchTo(head);
  }

  async deleteHead({ name }: { readonly name: string }): Promise<void> {
    const head = await this.#named(name);
    if ((await this.#folder.heads.inUse())?.name === head.name) {
      await this.useHead({ name: undefined });
    }
    await this.#folder.heads.remove(head.name);
  }

  async exportHead({ name }: { readonly name: string }): Promise<string> {
    return Buffer.from(encodeHead(await this.#named(name))).toString('base64');
  }

  async importHead(request: {
    readonly file: string;
    readonly name?: string;
  }): Promise<HeadSummary> {
    const bytes = Buffer.from(request.file, 'base64');
    const read = decodeHead(bytes);
    const head = { ...read, name: request.name ?? read.name };
    refuseBadName(head.name);
    this.#refuseStranger(head);
    await this.#refuseTaken(head.name);
    await this.#folder.heads.save(head);
    return this.#summary({ ...head, sizeBytes: bytes.length }, await this.#folder.heads.inUse());
  }

  async #run(
    request: FineTuneRequest,
    progress: Progress,
    signal: AbortSignal | undefined,
  ): Promise<FineTuneReport> {
    const { inForce, heads, compile, now, rest } = this.#folder;
    const begun = now();
    if (request.name !== undefined) {
      refuseBadName(request.name);
      await this.#refuseTaken(request.name);
    }
    const report = (percent: number, what: string) => progress(Math.round(percent), 100, what);
    const sources = await this.#gather(request, report, signal);
    const { start } = this.#folder;
    const tuned = await fineTune(
      request,
      sources,
      { encoder: inForce.base, compile, now, rest, ...(start ? { start } : {}) },
      (percent, what) => report(GATHERING + (percent * (100 - GATHERING)) / 100, what),
      signal,
    );
    const { head, report: described } = tuned;
    if (!head) return { ...described, inUse: false, durationMs: now() - begun };
    signal?.throwIfAborted();
    const named: NamedHead = {
      name: request.name ?? freeName((await heads.list()).map(({ name }) => name)),
      head,
      loss: described.loss,
      createdAt: this.#folder.today(),
      untouched: described.untouched,
      ...(tuned.carry ? { carry: tuned.carry } : {}),
    };
    await heads.save(named);
    const isUsed = request.use ?? true;
    if (isUsed) await this.useHead({ name: named.name });
    const summary = (await this.heads()).find(({ name }) => name === named.name);
    return {
      ...described,
      ...(summary ? { head: summary } : {}),
      inUse: isUsed,
      durationMs: now() - begun,
    };
  }

  async #gather(
    { labels: given = [] }: FineTuneRequest,
    progress: (percent: number, what: string) => void,
    signal: AbortSignal | undefined,
  ) {
    const { readText, rest } = this.#folder;
    const collector = new FunctionCollector();
    const files = this.#folder.files().filter(({ path, role }) => isRead(path, role));
    for (const [i, { path }] of files.entries()) {
      if (i % FILES_AT_ONCE === 0) {
        await rest(signal);
        signal?.throwIfAborted();
        progress((i / files.length) * GATHERING, 'reading');
      }
      // A file that is gone meanwhile teaches nothing.
      const text = await readText(path).catch(() => undefined);
      if (text !== undefined) collector.add(path, text);
    }
    const edits = await this.#folder.edits(signal);
    const labels = [...(await this.#folder.labels()), ...given];
    const { sources, tests, short } = collector;
    return { functions: sources, tests, short, edits, labels };
  }

  async #named(name: string): Promise<KeptHead> {
    const heads = await this.#folder.heads.list();
    const found = heads.find((head) => head.name === name);
    if (found) return found;
    const names = heads.map((head) => head.name).join(', ');
    throw new UserError(
      'bad-input',
      `There is no head "${name}" for this folder.`,
      names === '' ? 'Fine-tune first.' : `Choose one of ${names}.`,
    );
  }

  async #refuseTaken(name: string): Promise<void> {
    const heads = await this.#folder.heads.list();
    if (!heads.some((head) => head.name === name)) return;
    throw new UserError(
      'bad-input',
      `There is a head "${name}" already.`,
      'Choose another name, or delete that one first.',
    );
  }

  #refuseStranger({ name, head }: NamedHead): void {
    const { id, dimensions } = this.#folder.inForce.base;
    if (head.encoderId === id && head.dimensions === dimensions) return;
    throw new UserError(
      'bad-input',
      `The head "${name}" belongs to the encoder ${head.encoderId}, not to ${id}.`,
      'Choose that encoder, or fine-tune this one.',
    );
  }

  #summary(
    { name, head, loss, createdAt, sizeBytes, untouched }: KeptHead,
    inUse: NamedHead | undefined,
  ): HeadSummary {
    return {
      name,
      id: effectiveId(head),
      encoderId: head.encoderId,
      kind: head.kind,
      loss,
      createdAt,
      sizeBytes,
      inUse: inUse?.name === name,
      fits: head.encoderId === this.#folder.inForce.base.id,
      untouched,
    };
  }
}

function isRead(path: string, role: FileRecord['role']): boolean {
  return (role === 'source' || role === 'test') && FunctionCollector.wants(path);
}

function refuseBadName(name: string): void {
  if (isHeadName(name)) return;
  throw new UserError(
    'bad-input',
    `"${name}" is no name for a head.`,
    'Use up to 60 letters, digits, dots, dashes and spaces; "none" is the encoder as it ships.',
  );
}
