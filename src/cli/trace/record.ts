import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { DType } from '../../model/tensor.js';
import type { Constants } from './constants.js';
import { wholeModel, type Layer, type LayerPlace } from './layer-places.js';
import { patched, type Patch } from './patch.js';
import { checkWindow } from './windows.js';
import type { Call, Operand, Origin, Recording, TensorFacts, WeightOrigin } from './recording.js';

/** Kernels whose answer hangs on the shape of what they are given, never on its values. */
const shapeAlone: ReadonlySet<string> = new Set(['OnesLike', 'ZerosLike']);
/** Kernels whose answer holds the very values that they are given, in their order. */
const sameValues: ReadonlySet<string> = new Set(['Identity', 'Reshape', 'ExpandDims']);
/** Kernels that compute nothing: a weight that passes through one is still that weight, cut or turned. */
const moving: ReadonlySet<string> = new Set([
  ...sameValues,
  'Transpose',
  'Slice',
  'SplitV',
  'Tile',
  'Unpack',
  'Reverse',
]);

/** A model of layers, ready to be recorded. */
export interface Recordable {
  places: ReadonlyMap<Layer, LayerPlace>;
  /** Names of the weights by the ids of their tensors. */
  weights: ReadonlyMap<number, string>;
  run(inputs: readonly Tensor[]): Tensor[];
}

type Inputs = Readonly<Record<string, Tensor | null | undefined>>;
type Attributes = Readonly<Record<string, unknown>>;
type RunKernel = (kernel: string, inputs: Inputs, attributes?: Attributes) => Tensor | Tensor[];

/**
 * Runs a model and notes every call of a kernel whose answer hangs on an input. All that TF.js computes goes through
 * its engine, which is as before afterwards.
 */
export function record(model: Recordable, inputs: readonly Tensor[], constants: Constants): Recording {
  const tracker = engine();
  const runKernel = tracker.runKernel.bind(tracker) as unknown as RunKernel;
  const readSync = tracker.readSync.bind(tracker);
  const read = tracker.read.bind(tracker);

  const origins = new Map<number, Origin>(inputs.map(({ id }, input) => [id, { kind: 'input', input }]));
  const weights = new Map<number, WeightOrigin>(
    [...model.weights].map(([id, name]) => [id, { name, unchanged: true }]),
  );
  const hanging = new Set<object>(inputs.map(({ dataId }) => dataId));
  const calls: Call[] = [];
  const readers: LayerPlace[] = [];
  const running: LayerPlace[] = [wholeModel];
  const layer = () => running.at(-1) as LayerPlace;
  let depth = 0;

  const operand = (tensor: Tensor): Operand => {
    const { id, dataId } = tensor;
    const from = origins.get(id) ?? {
      kind: 'constant' as const,
      constant: constants.of(tensor, () => readSync(dataId) as ArrayBufferView, weights.get(id)),
    };
    return { ...factsOf(tensor), from };
  };

  const noteKernel: RunKernel = (kernel, inputs, attributes = {}) => {
    checkWindow(kernel, inputs, attributes);
    // A kernel that calls others is one call.
    depth++;
    let answer;
    try {
      answer = runKernel(kernel, inputs, attributes);
    } finally {
      depth--;
    }
    if (depth > 0) return answer;
    const outputs = Array.isArray(answer) ? answer : [answer];
    const given = Object.entries(inputs).filter((entry): entry is [string, Tensor] => (entry[1] ?? null) !== null);
    if (shapeAlone.has(kernel) || !given.some(([, { id }]) => origins.has(id))) {
      const weight = moving.has(kernel) ? weights.get(given[0]?.[1].id ?? -1) : undefined;
      const unchanged = weight?.unchanged === true && sameValues.has(kernel);
      if (weight) for (const { id } of outputs) weights.set(id, { name: weight.name, unchanged });
      return answer;
    }
    calls.push({
      layer: layer(),
      kernel,
      inputs: new Map(given.map(([name, tensor]) => [name, operand(tensor)])),
      attributes: { ...attributes },
      outputs: outputs.map(factsOf),
    });
    for (const [output, { id, dataId }] of outputs.entries()) {
      origins.set(id, { kind: 'call', call: calls.length - 1, output });
      hanging.add(dataId);
    }
    return answer;
  };

  const noting = <Args extends [object, ...unknown[]], R>(method: (...args: Args) => R) => {
    return (...args: Args): R => {
      if (depth === 0 && hanging.has(args[0])) readers.push(layer());
      return method(...args);
    };
  };

  const within = (place: LayerPlace, target: object, method: 'call' | 'computeMask'): Patch => {
    const original = (target as Record<typeof method, (...args: unknown[]) => unknown>)[method].bind(target);
    const replacement = (...args: unknown[]) => {
      running.push(place);
      try {
        return original(...args);
      } finally {
        running.pop();
      }
    };
    return { target, method, replacement };
  };

  return patched(
    [
      { target: tracker, method: 'runKernel', replacement: noteKernel },
      { target: tracker, method: 'readSync', replacement: noting(readSync) },
      { target: tracker, method: 'read', replacement: noting(read) },
      ...[...model.places].flatMap(([target, place]) => [
        within(place, target, 'call'),
        within(place, target, 'computeMask'),
      ]),
    ],
    () => {
      const outputs = model.run(inputs);
      try {
        return { inputs: inputs.map(factsOf), calls, outputs: outputs.map(operand), readers };
      } finally {
        disposeAnswers(outputs, inputs, model.weights);
      }
    },
  );
}

/** Complex numbers, the one dtype of TF.js's beside ours, no layer computes with. */
function factsOf({ shape, dtype }: Tensor): TensorFacts {
  return { shape, dtype: dtype as DType };
}

/** An answer may be an input, a weight, or another answer. */
function disposeAnswers(answers: readonly Tensor[], inputs: readonly Tensor[], weights: ReadonlyMap<number, string>) {
  const kept = new Set([...inputs.map(({ id }) => id), ...weights.keys()]);
  for (const answer of answers) if (!answer.isDisposed && !kept.has(answer.id)) answer.dispose();
}
