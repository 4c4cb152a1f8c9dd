import { attribute } from '../../graph/attributes.js';
import type { Emitter } from '../emitter.js';
import type { Value } from '../values.js';
import { fixed, type KernelCall } from './row.js';

/** The activations that TF.js's layers fuse into a kernel, and the op that each is by itself. */
const ops: Readonly<Record<string, string>> = { relu: 'Relu', elu: 'Elu' };

/** The activation of a fused kernel as a node of its own: what belongs together is fused again by the passes. */
export function activated(value: Value, call: KernelCall, make: Emitter): Value {
  const name = fixed(call, 'activation', make) ?? 'linear';
  if (name === 'linear') return value;
  const op = typeof name === 'string' ? ops[name] : undefined;
  if (op === undefined) throw make.refuse(`fuses the activation ${JSON.stringify(name)} into ${call.step.kernel}.`);
  return make.node(op, [value], value, { T: attribute.type(value.dtype) });
}
