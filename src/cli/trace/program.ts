import type { DType } from '../../model/tensor.js';
import { isDeepStrictEqual } from 'node:util';
import { wholeModel, type LayerPlace } from './layer-places.js';
import type { Call, Constant, Operand, Origin, Recording } from './recording.js';
import { refused } from './supported-layers.js';

/** The same tensor's shape in each recording. */
export type Shapes = readonly (readonly number[])[];

/** What several recordings of a model have in common: it computes this for inputs of any of their sizes. */
export interface Program {
  readonly inputs: readonly Shapes[];
  /** Those that an output hangs on, in the order in which they are made. */
  readonly steps: readonly Step[];
  readonly outputs: readonly Given[];
}

export interface Step {
  readonly layer: LayerPlace;
  readonly kernel: string;
  readonly inputs: ReadonlyMap<string, Given>;
  /** In each recording. */
  readonly attributes: readonly Readonly<Record<string, unknown>>[];
  readonly outputs: readonly { readonly shapes: Shapes; readonly dtype: DType }[];
  /** Its place among the calls of a recording. */
  readonly call: number;
}

export interface Given {
  readonly shapes: Shapes;
  readonly dtype: DType;
  readonly from: Exclude<Origin, { kind: 'constant' }> | { readonly kind: 'constant'; readonly constants: Constants };
}

/** The constant in each recording: the same one, or of another size. */
type Constants = readonly Constant[];

/** Layers that check a value's range while they run, and compute the same whatever they see. */
const checksOnly: ReadonlySet<string> = new Set(['CategoryEncoding']);

/**
 * Lays recordings of one model upon each other.
 *
 * @throws EdgewiseError `unsupported-op`, naming the layer, where they differ by more than sizes
 */
export function programOf(recordings: readonly [Recording, ...Recording[]]): Program {
  const [first] = recordings;
  const reader = first.readers.find(({ className }) => !checksOnly.has(className));
  if (reader) throw refused('decides by the values of its input what it computes, which a graph cannot.', reader);
  for (const other of recordings) refuseOtherCalls(first.calls, other.calls);
  const steps = first.calls.map((call, i) =>
    stepOf(
      call,
      i,
      recordings.map(({ calls }) => calls[i] as Call),
    ),
  );
  const outputs = first.outputs.map((output, i) =>
    givenOf(
      output,
      recordings.map(({ outputs }) => outputs[i] as Operand),
      wholeModel,
    ),
  );
  return {
    inputs: first.inputs.map((_, i) => recordings.map(({ inputs }) => inputs[i]?.shape ?? [])),
    steps: neededOf(steps, outputs),
    outputs,
  };
}

function refuseOtherCalls(calls: readonly Call[], others: readonly Call[]): void {
  const length = Math.max(calls.length, others.length);
  for (let i = 0; i < length; i++) {
    const [call, other] = [calls[i], others[i]];
    if (call?.kernel === other?.kernel && call?.layer === other?.layer) continue;
    // The layer that goes on where the other recording is done with it is the one that repeats itself.
    const { layer } = calls[i - 1] ?? call ?? { layer: wholeModel };
    throw refused(
      'takes other steps for inputs of other sizes, as a recurrent layer does that is unrolled. Give the model’s ' +
        'inputs a fixed size apart from the batch.',
      layer,
    );
  }
}

function stepOf(call: Call, place: number, calls: readonly Call[]): Step {
  const { layer, kernel } = call;
  const inputs = new Map(
    [...call.inputs].map(([name, operand]) => {
      const operands = calls.flatMap(({ inputs }) => inputs.get(name) ?? []);
      if (operands.length < calls.length) throw differs(layer);
      return [name, givenOf(operand, operands, layer)];
    }),
  );
  const outputs = call.outputs.map(({ dtype }, i) => ({
    dtype,
    shapes: calls.map(({ outputs }) => outputs[i]?.shape ?? []),
  }));
  return { layer, kernel, inputs, attributes: calls.map(({ attributes }) => attributes), outputs, call: place };
}

function givenOf({ dtype, from }: Operand, operands: readonly Operand[], layer: LayerPlace): Given {
  const shapes = operands.map(({ shape }) => shape);
  const constants = operands.flatMap((operand) => (operand.from.kind === 'constant' ? [operand.from.constant] : []));
  if (constants.length === operands.length) return { shapes, dtype, from: { kind: 'constant', constants } };
  if (from.kind === 'constant' || operands.some((operand) => !isDeepStrictEqual(operand.from, from))) {
    throw differs(layer);
  }
  return { shapes, dtype, from };
}

function differs(layer: LayerPlace) {
  return refused('computes from other tensors for inputs of other sizes.', layer);
}

function neededOf(steps: readonly Step[], outputs: readonly Given[]): Step[] {
  const needed = new Set<number>();
  const need = ({ from }: Given) => {
    if (from.kind === 'call') needed.add(from.call);
  };
  outputs.forEach(need);
  for (const step of [...steps].reverse()) if (needed.has(step.call)) [...step.inputs.values()].forEach(need);
  return steps.filter(({ call }) => needed.has(call));
}
