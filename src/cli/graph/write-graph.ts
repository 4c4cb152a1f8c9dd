import { parseTensorName } from './tensor-name.js';
import type { SignatureEntry } from '../../model/signature.js';
import type { JsonObject } from '../../model/json.js';
import { shapeProto, typeName } from './attributes.js';
import type { Graph } from './graph.js';
import { inOrder } from './order.js';

/** The parts of a model.json that come from its graph; the weights are written apart. */
export interface GraphTopology {
  modelTopology: JsonObject;
  signature: JsonObject;
  userDefinedMetadata?: JsonObject;
  modelInitializer?: JsonObject;
  initializerSignature?: JsonObject;
}

/** A graph as stock TF.js reads it: each node after what it takes, names and keys as they are. */
export function graphTopology(graph: Graph): GraphTopology {
  const {
    library,
    versions = {},
    capturedInputs,
    userDefinedMetadata,
    modelInitializer,
    initializerSignature,
  } = graph.rest;
  return {
    signature: {
      inputs: { ...Object.fromEntries(graph.inputs.map(writeEntry)), ...capturedInputs },
      outputs: Object.fromEntries(graph.outputs.map(writeEntry)),
    },
    modelTopology: {
      node: inOrder(graph).map(({ name, op, inputs, attributes }) => ({
        name,
        op,
        ...(inputs.length > 0 && { input: inputs }),
        attr: attributes,
      })),
      ...(library && { library }),
      // TF.js reads the producer from it without asking whether it is there.
      versions,
    },
    ...(userDefinedMetadata && { userDefinedMetadata }),
    ...(modelInitializer && { modelInitializer }),
    ...(initializerSignature && { initializerSignature }),
  };
}

function writeEntry({ tensor, spec }: SignatureEntry): [string, JsonObject] {
  const { node, index } = parseTensorName(tensor);
  return [
    spec.name,
    {
      name: `${node}:${String(index)}`,
      dtype: typeName(spec.dtype),
      tensorShape: spec.anyRank ? { unknownRank: true } : shapeProto(spec.shape),
    },
  ];
}
