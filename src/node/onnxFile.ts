/** Writes a graph as an ONNX file and reads its constants back (protocol buffers; the part of onnx.proto that we use). */
import protobuf from 'protobufjs';
import type { Attribute, Constant, GraphModel } from '../core/graph/graph.ts';
import type { ElementType, Tensor } from '../core/graph/tensor.ts';

/** The last operator set whose reductions take their axes as attributes; has LayerNormalization and scatter-add. */
const OPERATOR_SET = 17;
/** The file format of that operator set's time. */
const IR_VERSION = 8;

/** Field numbers as onnx.proto (Apache-2.0, github.com/onnx/onnx) assigns them. */
const SCHEMA = `syntax = "proto3";
message Attribute { string name = 1; float f = 2; int64 i = 3; bytes s = 4; repeated float floats = 7; repeated int64 ints = 8; int32 type = 20; }
message Node { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated Attribute attribute = 5; string domain = 7; }
message Tensor { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
message Shape { repeated Dimension dim = 1; }
message TensorType { int32 elem_type = 1; Shape shape = 2; }
message Type { TensorType tensor_type = 1; }
message ValueInfo { string name = 1; Type type = 2; }
message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated ValueInfo input = 11; repeated ValueInfo output = 12; }
message OperatorSet { string domain = 1; int64 version = 2; }
message Model { int64 ir_version = 1; string producer_name = 2; Graph graph = 7; repeated OperatorSet opset_import = 8; }
`;

const ELEMENT_TYPE: Record<ElementType, number> = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
};

/** Bytes of the ONNX file; the same graph gives the same bytes. */
export function encodeOnnx(model: GraphModel, name: string): Uint8Array {
  const { root } = protobuf.parse(SCHEMA, { keepCase: true });
  const Model = root.lookupType('Model');
  return Model.encode(
    Model.fromObject({
      ir_version: IR_VERSION,
      producer_name: 'lookalike',
      opset_import: [{ domain: '', version: OPERATOR_SET }],
      graph: {
        name,
        node: model.nodes.map((node) => ({
          input: node.inputs,
          output: node.outputs,
          op_type: node.operator,
          attribute: Object.entries(node.attributes).map(([key, value]) => attribute(key, value)),
        })),
        initializer: model.constants.map(constant),
        input: model.inputs.map(valueInfo),
        output: model.outputs.map(valueInfo),
      },
    }),
  ).finish();
}

export interface OnnxConstant {
  readonly shape: readonly number[];
  readonly type: ElementType;
  readonly bytes: Uint8Array;
}

/** The constants of an ONNX file by name. @throws Error on a file that is damaged or no ONNX. */
export function decodeOnnxConstants(bytes: Uint8Array): Map<string, OnnxConstant> {
  const { root } = protobuf.parse(SCHEMA, { keepCase: true });
  const model = root.lookupType('Model').decode(bytes) as unknown as {
    readonly graph?: {
      readonly initializer: readonly {
        readonly name: string;
        readonly dims: readonly (number | { toNumber(): number })[];
        readonly data_type: number;
        readonly raw_data: Uint8Array;
      }[];
    };
  };
  const types = Object.keys(ELEMENT_TYPE) as ElementType[];
  return new Map(
    (model.graph?.initializer ?? []).map(({ name, dims, data_type, raw_data }) => [
      name,
      {
        shape: dims.map(Number),
        type: types.find((type) => ELEMENT_TYPE[type] === data_type) ?? 'float',
        bytes: raw_data,
      },
    ]),
  );
}

function attribute(name: string, value: Attribute) {
  if (typeof value === 'number') return { name, i: value, type: 2 };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: 3 };
  if ('float' in value) return { name, f: value.float, type: 1 };
  return { name, ints: value, type: 7 };
}

function constant({ name, shape, type, values }: Constant) {
  return {
    name,
    dims: shape,
    data_type: ELEMENT_TYPE[type],
    raw_data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  };
}

function valueInfo({ name, shape, type }: Tensor) {
  const dim = shape.map((size) =>
    typeof size === 'number' ? { dim_value: size } : { dim_param: size },
  );
  return { name, type: { tensor_type: { elem_type: ELEMENT_TYPE[type], shape: { dim } } } };
}
