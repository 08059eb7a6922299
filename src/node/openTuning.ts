/** Opens what heads need of a folder: where they are kept, the one in force, and how another comes into force. */
import path from 'node:path';
import type { Calibration } from '../core/calibration/calibration.ts';
import type { Encoder } from '../core/encoder/encoder.ts';
import type { Gate } from '../core/engine/gate.ts';
import { Tuning } from '../core/engine/tuning.ts';
import type { Reconciler } from '../core/indexing/reconcile.ts';
import type { WorkspaceIndex } from '../core/indexing/workspaceIndex.ts';
import type { LabelledTextPair } from '../core/siamese/labelling/labelledPair.ts';
import { carriedCalibration } from '../core/tuning/carryCalibration.ts';
import type { NamedHead } from '../core/tuning/headFile.ts';
import { HeadInForce } from '../core/tuning/headInForce.ts';
import type { HeadStore } from '../core/tuning/headStore.ts';
import { gitEdits } from './gitEdits.ts';
import { headFolder } from './headFolder.ts';
import { compileGraph } from './onnxRuntime.ts';
import type { OpenedVectors } from './openVectors.ts';

export interface OpenedHead {
  readonly inForce: HeadInForce;
  readonly heads: HeadStore;
  /** The head in force with its name. */
  current: NamedHead | undefined;
  /** What distances mean with the head in force; the shipped calibration names the encoder alone. */
  calibration(shipped: Calibration): Calibration;
  notices(): readonly string[];
}

/** @param indexFolder the folder's own storage, never the workspace */
export async function openHead(encoder: Encoder, indexFolder: string): Promise<OpenedHead> {
  const heads = headFolder(path.join(indexFolder, 'heads'));
  const inForce = new HeadInForce(encoder, compileGraph);
  const kept = await heads.inUse();
  const fits = kept?.head.encoderId === encoder.id && kept.head.dimensions === encoder.dimensions;
  if (kept && fits) await inForce.use(kept.head);
  const stranger =
    kept && !fits
      ? `The head "${kept.name}" belongs to another encoder (${kept.head.encoderId}) and is not used.`
      : undefined;
  const opened: OpenedHead = {
    inForce,
    heads,
    current: fits ? kept : undefined,
    calibration: (shipped) =>
      opened.current ? carriedCalibration(shipped, inForce.id, opened.current.carry) : shipped,
    notices: () => (stranger !== undefined && !opened.current ? [stranger] : []),
  };
  return opened;
}

export interface OpenedTuning {
  readonly verbs: Tuning;
  /** Resolves once no head is being exchanged. */
  settled(): Promise<void>;
}

export function openTuning(
  own: OpenedHead,
  folder: {
    readonly root: string;
    readonly index: WorkspaceIndex;
    readonly reconciler: Reconciler;
    readonly graph: OpenedVectors;
    readonly gate: Gate;
    /** Of the index. */
    generation(): number;
    readText(file: string): Promise<string>;
    /** Pairs that people labelled in the folder. */
    labels(): Promise<readonly LabelledTextPair[]>;
    /** After another head: thresholds are measured anew. */
    recalibrate(): void;
  },
): OpenedTuning {
  const { inForce, heads } = own;
  const { root, index, reconciler, graph, gate, readText } = folder;
  let exchange: Promise<unknown> = Promise.resolve();
  const switchTo = (head: NamedHead | undefined) => {
    const done = exchange.then(async () => {
      const isIncomplete = await reconciler.reload(async () => {
        graph.forget();
        await inForce.use(head?.head);
        own.current = head;
      });
      if (isIncomplete) await reconciler.reconcile();
      graph.care(index.catalog, folder.generation());
      folder.recalibrate();
    });
    exchange = done.catch(() => {});
    return done;
  };
  const verbs = new Tuning({
    inForce,
    heads,
    compile: compileGraph,
    files: () => index.catalog.files(),
    readText,
    edits: (signal) => gitEdits(root, signal),
    labels: () => folder.labels(),
    switchTo,
    now: () => performance.now(),
    today: () => new Date().toISOString(),
    rest: (signal) => gate.pass(signal),
  });
  return {
    verbs,
    async settled() {
      await exchange;
    },
  };
}
