/** Looks through an ONNX file before a native runtime opens it: no outside files, no code of its own. */
import protobuf from 'protobufjs';

/** The few fields that matter, numbered as onnx.proto (Apache-2.0, github.com/onnx/onnx) numbers them. */
const SCHEMA = `syntax = "proto3";
message Attribute { Tensor t = 5; Graph g = 6; repeated Tensor tensors = 10; repeated Graph graphs = 11; }
message Node { repeated Attribute attribute = 5; string op_type = 4; string domain = 7; }
message Entry { string key = 1; string value = 2; }
message Tensor { repeated Entry external_data = 13; int32 data_location = 14; }
message ValueInfo { string name = 1; }
message Graph { repeated Node node = 1; repeated Tensor initializer = 5; repeated ValueInfo input = 11; repeated ValueInfo output = 12; }
message OperatorSet { string domain = 1; int64 version = 2; }
message Model { int64 ir_version = 1; Graph graph = 7; repeated OperatorSet opset_import = 8; }
`;

interface Tensor {
  readonly externalData: readonly unknown[];
  readonly dataLocation: number;
}
interface Graph {
  readonly node: readonly Node[];
  readonly initializer: readonly Tensor[];
  readonly input: readonly { readonly name: string }[];
  readonly output: readonly { readonly name: string }[];
}
interface Node {
  readonly opType: string;
  readonly domain: string;
  readonly attribute: readonly {
    readonly t: Tensor | null;
    readonly g: Graph | null;
    readonly tensors: readonly Tensor[];
    readonly graphs: readonly Graph[];
  }[];
}

/** Operators the runtime itself brings; anything else would need a library loaded from somewhere. */
const DOMAINS = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);
/** What an encoder may be fed. */
const INPUTS = new Set(['input_ids', 'attention_mask', 'token_type_ids']);

/**
 * @param refuse makes the error for a reason.
 * @returns the names of the network's outputs.
 */
export function checkOnnx(bytes: Uint8Array, refuse: (reason: string) => Error): string[] {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(64, bytes.length));
  if (/^\s*</.test(head.toString('latin1'))) throw refuse('it is a web page, not a model');
  if (head.toString('latin1').startsWith('version https://git-lfs')) {
    throw refuse('it is a Git LFS pointer, not the model itself');
  }
  let graph: Graph | null;
  try {
    const type = protobuf.parse(SCHEMA).root.lookupType('Model');
    ({ graph } = type.decode(bytes) as unknown as { graph: Graph | null });
  } catch {
    throw refuse('it is not an ONNX file, or it is cut short');
  }
  if (!graph || graph.node.length === 0) throw refuse('it holds no network');
  checkGraph(graph, refuse);
  const unknown = graph.input.find(({ name }) => !INPUTS.has(name));
  if (unknown) throw refuse(`it wants an input named ${unknown.name}; text encoders do not`);
  return graph.output.map(({ name }) => name);
}

function checkGraph(graph: Graph, refuse: (reason: string) => Error): void {
  for (const tensor of graph.initializer) checkTensor(tensor, refuse);
  for (const { opType, domain, attribute } of graph.node) {
    if (!DOMAINS.has(domain)) throw refuse(`it uses an operator of its own, ${domain}.${opType}`);
    for (const { t, g, tensors, graphs } of attribute) {
      for (const tensor of t ? [t, ...tensors] : tensors) checkTensor(tensor, refuse);
      for (const inner of g ? [g, ...graphs] : graphs) checkGraph(inner, refuse);
    }
  }
}

function checkTensor(tensor: Tensor, refuse: (reason: string) => Error): void {
  if (tensor.dataLocation !== 0 || tensor.externalData.length > 0) {
    throw refuse('it keeps weights in another file, which is not allowed');
  }
}
