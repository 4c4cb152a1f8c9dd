import { attribute } from '../attributes.js';
import type { Emitter } from '../emitter.js';
import type { Value } from '../values.js';
import { combined } from './broadcast.js';
import { fixed, input, type KernelCall } from './row.js';

/** Activations that TF.js's fused kernels know, and the op that each is by itself. */
const ops: Readonly<Record<string, string>> = {
  ...{ relu: 'Relu', relu6: 'Relu6', elu: 'Elu', sigmoid: 'Sigmoid', leakyrelu: 'LeakyRelu', prelu: 'Prelu' },
};

/** The activation of a fused kernel as a node of its own: what belongs together is fused again by the passes. */
export function activated(value: Value, call: KernelCall, make: Emitter): Value {
  const name = fixed(call, 'activation', make);
  if ((name ?? 'linear') === 'linear') return value;
  const op = typeof name === 'string' ? ops[name] : undefined;
  if (op === undefined) throw make.refuse(`fuses the activation ${String(name)} into ${call.step.kernel}.`);
  if (op === 'Prelu') return combined(op, [value, input(call, 'preluActivationWeights')], value, make);
  const alpha = op === 'LeakyRelu' && { alpha: attribute.float(Number(fixed(call, 'leakyreluAlpha', make))) };
  return make.node(op, [value], value, { T: attribute.type(value.dtype), ...alpha });
}
