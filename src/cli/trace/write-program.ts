import { EdgewiseError } from '../../errors.js';
import type { TensorSpec } from '../../model/tensor.js';
import type { SignatureEntry } from '../../model/signature.js';
import type { Graph, StoredWeight } from '../graph/graph.js';
import { attribute, shapeProto } from '../graph/attributes.js';
import { createEmitter } from './emitter.js';
import { createGraphBuilder } from './graph-builder.js';
import { wholeModel } from './layer-places.js';
import { kernelTable } from './kernels/table.js';
import type { Given, Program, Shapes } from './program.js';
import { sizedConstant } from './sized-constants.js';
import { keepLayers } from './supported-layers.js';
import { freeShape, type Value } from './values.js';

/** What a program's inputs and outputs are called, and how its source stored the weights. */
export interface Described {
  file: string;
  inputs: readonly TensorSpec[];
  outputs: readonly TensorSpec[];
  stored: ReadonlyMap<string, StoredWeight>;
}

/** Names all that a model was recorded to compute by ops of TensorFlow that TF.js's graph executor knows. */
export function writeProgram(program: Program, { file, inputs, outputs, stored }: Described): Graph {
  refuseUnknownKernels(program, file);
  const builder = createGraphBuilder(stored);
  const recordings = program.outputs[0]?.shapes.length ?? 1;

  const placeholders = inputs.map(({ name, dtype, shape }, i): Value => {
    const [value] = builder.node(name, 'Placeholder', [], [{ shapes: program.inputs[i] as Shapes, dtype }], {
      dtype: attribute.type(dtype),
      shape: { shape: shapeProto(shape) },
    });
    return value as Value;
  });
  const made = new Map<number, readonly Value[]>();

  const known = ({ from }: Given): Value | undefined => {
    if (from.kind === 'input') return placeholders[from.input];
    return from.kind === 'call' ? made.get(from.call)?.[from.output] : undefined;
  };

  for (const step of program.steps) {
    const row = kernelTable.get(step.kernel);
    if (!row) throw new Error(`There is no row for ${step.kernel}.`);
    const near = [...step.inputs.values()].flatMap((given) => known(given) ?? []);
    const make = createEmitter(builder, { layer: step.layer, near, recordings });
    const given = new Map([...step.inputs].map(([name, given]) => [name, valueOf(given, known, make)]));
    const [output] = step.outputs;
    if (!output) continue;
    const answer = row({ step, inputs: given, output }, make);
    made.set(step.call, Array.isArray(answer) ? answer : [answer]);
  }

  const taken = new Set<string>(placeholders.map((value) => builder.tensor(value)));
  const entries = program.outputs.map((given, i): SignatureEntry => {
    const { name } = outputs[i] as TensorSpec;
    const make = createEmitter(builder, { layer: { ...wholeModel, path: name }, near: placeholders, recordings });
    let value = make.real(valueOf(given, known, make));
    // TF.js tells outputs apart by their tensors, and disposes of them: neither an input nor a weight may be one.
    if (value.base.constant || taken.has(builder.tensor(value))) {
      [value] = builder.node(`${name}/Identity`, 'Identity', [value], [value], { T: attribute.type(value.dtype) }) as [
        Value,
      ];
    }
    taken.add(builder.tensor(value));
    const shape = freeShape(given.shapes);
    return { tensor: firstOf(builder.tensor(value)), spec: { name, dtype: given.dtype, shape } };
  });

  return {
    ...builder.finish(),
    inputs: inputs.map((spec, i) => ({ tensor: firstOf(builder.tensor(placeholders[i] as Value)), spec })),
    outputs: entries,
    rest: {},
  };
}

function valueOf(given: Given, known: (given: Given) => Value | undefined, make: ReturnType<typeof createEmitter>) {
  if (given.from.kind === 'constant') return sizedConstant(given.from.constants, make);
  const value = known(given);
  if (!value) throw new Error('A step takes what no step before it made.');
  return value;
}

/** As a signature names tensors: with the number of the output. */
function firstOf(tensor: string): string {
  return tensor.includes(':') ? tensor : `${tensor}:0`;
}

/** All kernels without a row are named at once, with the layers that call them. */
function refuseUnknownKernels({ steps }: Program, file: string): void {
  const unknown = steps.filter(({ kernel }) => !kernelTable.has(kernel));
  if (unknown.length === 0) return;
  const ops = [...new Set(unknown.map(({ kernel }) => kernel))].sort();
  const layers = [...new Set(unknown.map(({ layer }) => `"${layer.path}" (${layer.className})`))];
  throw new EdgewiseError(
    'unsupported-op',
    `${file} computes what does not become a graph: ${ops.join(', ')}, in ${layers.join(', ')}. ${keepLayers}.`,
    { file, ops, layers },
  );
}
