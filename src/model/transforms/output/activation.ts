import { numberAt, oneOf, wrong, type Fields } from '../../manifest/fields.js';

/**
 * From what the model gives to a probability:
 * - `none`: it is one
 * - `softmax`: e^x, divided by the sum of that over all classes
 * - `sigmoid`: 1 ÷ (1 + e^−x), each class for itself
 */
export type Activation = 'none' | 'softmax' | 'sigmoid';

export function activationAt(fields: Fields, key: string): Activation {
  return oneOf(fields, key, ['none', 'softmax', 'sigmoid'] as const);
}

/** Where nothing is to be divided by a sum over classes. */
export function ownActivationAt(fields: Fields, key: string): 'none' | 'sigmoid' {
  return oneOf(fields, key, ['none', 'sigmoid'] as const);
}

/** From 0 to 1. */
export function shareAt(fields: Fields, key: string): number {
  const value = numberAt(fields, key);
  if (value < 0 || value > 1) throw wrong(fields, key, 'a number from 0 to 1');
  return value;
}
