/**
 * A tensor graph under construction: nodes in ONNX's vocabulary, and a tape that differentiates it.
 *
 * Reverse mode, symbolically: every differentiable operation leaves on the tape how its output's gradient
 * becomes its inputs' gradients, in the same operations; `gradients` walks the tape backwards and so adds
 * nodes to the same graph. What comes out is one plain graph that any ONNX runtime can run, training step included.
 */
import type { ElementType, Shape, Tensor } from './tensor.ts';

export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export type Values = Float32Array | Int32Array | Int8Array | Uint8Array | BigInt64Array;

export interface Constant extends Tensor {
  readonly values: Values;
}

/** A finished graph: plain data, written to a file or run by what lives in node/. */
export interface GraphModel {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly constants: readonly Constant[];
  readonly nodes: readonly GraphNode[];
}

/** From the output's gradient to one input's; called only where that input needs one. */
export type Backward = (gradient: Tensor) => Tensor;

interface TapeEntry {
  readonly output: Tensor;
  readonly inputs: readonly Tensor[];
  readonly backward: readonly (Backward | undefined)[];
}

export class Graph {
  readonly #inputs: Tensor[] = [];
  readonly #outputs: Tensor[] = [];
  readonly #constants: Constant[] = [];
  readonly #nodes: GraphNode[] = [];
  readonly #tape: TapeEntry[] = [];
  readonly #needsGradient = new Set<Tensor>();
  readonly #scalars = new Map<string, Constant>();
  #count = 0;

  input(name: string, shape: Shape, type: ElementType = 'float'): Tensor {
    const tensor = { name, shape, type };
    this.#inputs.push(tensor);
    return tensor;
  }

  /** An input that `gradients` may be asked about. */
  parameter(name: string, shape: Shape): Tensor {
    const tensor = this.input(name, shape);
    this.#needsGradient.add(tensor);
    return tensor;
  }

  /** `values` is kept, not copied. @throws RangeError if it does not fill `shape`. */
  constant(values: Values, shape: readonly number[], name?: string): Tensor {
    const size = shape.reduce((product, n) => product * n, 1);
    if (size !== values.length) {
      throw new RangeError(`${values.length} values for shape (${shape.join(', ')})`);
    }
    const constant = { name: name ?? this.#fresh('c'), shape, type: typeOf(values), values };
    this.#constants.push(constant);
    return constant;
  }

  /** A float of shape (); one per value. */
  scalar(value: number): Tensor {
    return this.#shared(`f${value}`, () => this.constant(Float32Array.of(value), []));
  }

  /** A list of int64, as axes, shapes and slice bounds want it; one per content. */
  integers(...values: readonly number[]): Tensor {
    return this.#shared(`i${values.join()}`, () =>
      this.constant(BigInt64Array.from(values, BigInt), [values.length]),
    );
  }

  /** Adds a node of one output. */
  node(
    operator: string,
    inputs: readonly (Tensor | undefined)[],
    shape: Shape,
    options: {
      readonly type?: ElementType;
      readonly attributes?: Readonly<Record<string, Attribute>>;
    } = {},
  ): Tensor {
    return this.nodes(
      operator,
      inputs,
      [{ shape, type: options.type ?? 'float' }],
      options.attributes,
    )[0]!;
  }

  /** Adds a node of several outputs; an undefined input is one left out. */
  nodes(
    operator: string,
    inputs: readonly (Tensor | undefined)[],
    outputs: readonly { readonly shape: Shape; readonly type: ElementType }[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Tensor[] {
    const tensors = outputs.map((output) => ({ name: this.#fresh('t'), ...output }));
    this.#nodes.push({
      operator,
      inputs: inputs.map((input) => input?.name ?? ''),
      outputs: tensors.map((tensor) => tensor.name),
      attributes,
    });
    return tensors;
  }

  /**
   * Notes how the gradient of `output` becomes those of `inputs` (same order; undefined: none flows there).
   * @returns `output`
   */
  differentiable(
    output: Tensor,
    inputs: readonly Tensor[],
    backward: readonly (Backward | undefined)[],
  ): Tensor {
    const needed = inputs.some((input, i) => backward[i] && this.#needsGradient.has(input));
    if (needed) {
      this.#needsGradient.add(output);
      this.#tape.push({ output, inputs, backward });
    }
    return output;
  }

  needsGradient(tensor: Tensor): boolean {
    return this.#needsGradient.has(tensor);
  }

  /**
   * Adds the nodes that compute d`loss`/d`of[i]`, each of the shape of `of[i]`.
   * @param loss of shape ()
   * @throws RangeError if the loss is not a scalar or does not depend on one of `of`.
   */
  gradients(loss: Tensor, of: readonly Tensor[]): Tensor[] {
    if (loss.shape.length > 0) {
      throw new RangeError(`gradient of a tensor of shape (${loss.shape.join(', ')})`);
    }
    const gradients = new Map<Tensor, Tensor>([[loss, this.scalar(1)]]);
    const tape = [...this.#tape];
    for (let i = tape.length - 1; i >= 0; i--) {
      const { output, inputs, backward } = tape[i]!;
      const gradient = gradients.get(output);
      if (!gradient) continue;
      inputs.forEach((input, k) => {
        const back = backward[k];
        if (!back || !this.#needsGradient.has(input)) return;
        const part = back(gradient);
        const before = gradients.get(input);
        gradients.set(input, before ? this.node('Add', [before, part], input.shape) : part);
      });
    }
    return of.map((tensor) => {
      const gradient = gradients.get(tensor);
      if (!gradient) throw new RangeError(`the loss does not depend on ${tensor.name}`);
      return gradient;
    });
  }

  /** Makes `tensor` an output under this name. */
  output(name: string, tensor: Tensor): void {
    this.#nodes.push({
      operator: 'Identity',
      inputs: [tensor.name],
      outputs: [name],
      attributes: {},
    });
    this.#outputs.push({ name, shape: tensor.shape, type: tensor.type });
  }

  model(): GraphModel {
    return {
      inputs: this.#inputs,
      outputs: this.#outputs,
      constants: this.#constants,
      nodes: this.#nodes,
    };
  }

  #fresh(prefix: string): string {
    return `${prefix}${this.#count++}`;
  }

  #shared(key: string, make: () => Tensor): Tensor {
    const found = this.#scalars.get(key);
    if (found) return found;
    const made = make() as Constant;
    this.#scalars.set(key, made);
    return made;
  }
}

function typeOf(values: Values): ElementType {
  if (values instanceof Float32Array) return 'float';
  if (values instanceof BigInt64Array) return 'int64';
  if (values instanceof Int32Array) return 'int32';
  return values instanceof Int8Array ? 'int8' : 'uint8';
}
