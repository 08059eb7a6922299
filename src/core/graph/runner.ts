/** What runs a finished graph; the runtime itself lives in node/. */
import type { GraphModel } from './graph.ts';

export type Feed =
  | { readonly type: 'float32'; readonly data: Float32Array; readonly shape: readonly number[] }
  | { readonly type: 'int32'; readonly data: Int32Array; readonly shape: readonly number[] }
  | { readonly type: 'int64'; readonly data: BigInt64Array; readonly shape: readonly number[] };

export interface RunOutput {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export interface GraphRunner {
  /** @returns the float outputs asked for by name, all of them where `outputs` is left out. */
  run(
    feeds: Readonly<Record<string, Feed>>,
    outputs?: readonly string[],
  ): Promise<Record<string, RunOutput>>;
  dispose(): Promise<void>;
}

export type CompileGraph = (model: GraphModel) => Promise<GraphRunner>;
