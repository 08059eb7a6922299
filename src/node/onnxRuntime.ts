/** Runs ONNX graphs: the one place that talks to ONNX Runtime, for training and for inference. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { GraphModel } from '../core/graph/graph.ts';
import type { Feed, GraphRunner, RunOutput } from '../core/graph/runner.ts';
import { encodeOnnx } from './onnxFile.ts';

export class OnnxRuntime implements GraphRunner {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /**
   * One thread per process, which waits asleep: encoding and training scale by processes, and two threads of
   * one run on busy cores fell to a third of the speed.
   * @param model a file's path, or its bytes
   */
  static async load(model: string | Uint8Array): Promise<OnnxRuntime> {
    const options: InferenceSession.SessionOptions = {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    };
    const session =
      typeof model === 'string'
        ? await InferenceSession.create(model, options)
        : await InferenceSession.create(model, options);
    return new OnnxRuntime(session);
  }

  async run(
    feeds: Readonly<Record<string, Feed>>,
    outputs?: readonly string[],
  ): Promise<Record<string, RunOutput>> {
    const tensors: Record<string, Tensor> = {};
    for (const [name, feed] of Object.entries(feeds)) tensors[name] = toTensor(feed);
    const results = outputs
      ? await this.#session.run(tensors, outputs)
      : await this.#session.run(tensors);
    const named: Record<string, RunOutput> = {};
    for (const [name, tensor] of Object.entries(results)) {
      if (!(tensor.data instanceof Float32Array)) {
        throw new TypeError(`output ${name} is ${tensor.type}, expected float32`);
      }
      named[name] = { data: tensor.data, shape: tensor.dims };
    }
    return named;
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** Makes a graph runnable. */
export function compileGraph(model: GraphModel): Promise<OnnxRuntime> {
  return OnnxRuntime.load(encodeOnnx(model, 'lookalike'));
}

function toTensor(feed: Feed): Tensor {
  switch (feed.type) {
    case 'float32':
      return new Tensor('float32', feed.data, feed.shape);
    case 'int32':
      return new Tensor('int32', feed.data, feed.shape);
    case 'int64':
      return new Tensor('int64', feed.data, feed.shape);
  }
}
