import type { Activation } from '../../model/transforms/output/activation.js';

/** From what a model gives for its classes to probabilities. */
export function activated(values: ArrayLike<number>, activation: Activation, temperature = 1): Float64Array {
  const given = Float64Array.from(values, (value) => value / temperature);
  if (activation === 'softmax') return softmax(given);
  return activation === 'sigmoid' ? given.map(sigmoid) : given;
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Relative to the largest, so that no power overflows. */
export function softmax(values: Float64Array): Float64Array {
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
