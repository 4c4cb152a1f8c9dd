import { isDeepStrictEqual } from 'node:util';
import type { DType } from '../../../model/tensor.js';
import type { Emitter } from '../emitter.js';
import type { Shapes, Step } from '../program.js';
import type { Value } from '../values.js';

/** How a kernel's call becomes nodes: its inputs by the kernel's names for them. Answers its outputs. */
export type Row = (call: KernelCall, make: Emitter) => Value | Value[];

export interface KernelCall {
  readonly step: Step;
  readonly inputs: ReadonlyMap<string, Value>;
  /** Its only output's, or its first. */
  readonly output: { readonly shapes: Shapes; readonly dtype: DType };
}

/** An input that the kernel cannot do without. */
export function input({ inputs, step }: KernelCall, name: string): Value {
  const value = inputs.get(name);
  if (!value) throw new Error(`${step.kernel} came without ${name}.`);
  return value;
}

/** The inputs of a kernel that takes a list. */
export function list({ inputs }: KernelCall): Value[] {
  return [...inputs.values()];
}

/** An attribute that is the same whatever the inputs' sizes. */
export function fixed({ step }: KernelCall, name: string, make: Emitter): unknown {
  const [value, ...others] = step.attributes.map((attributes) => attributes[name]);
  if (others.some((other) => !isDeepStrictEqual(other, value))) {
    throw make.refuse(`gives ${step.kernel} another ${name} for inputs of other sizes, which a graph cannot follow.`);
  }
  return value;
}

/** An attribute of whole numbers, in each recording. */
export function each({ step }: KernelCall, name: string): number[][] {
  return step.attributes.map((attributes) => numbers(attributes[name]));
}

/** TF.js takes a number where a list of one will do. */
export function numbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? (value as number[]) : [];
}
