/**
 * Root mean square of the differences, relative to that of the values. 0 where all are equal; where the values are all
 * zero and something else was read, infinity.
 */
export function relativeError(values: Float32Array, read: Float32Array): number {
  let differences = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const difference = (read[i] as number) - value;
    // NaN and infinity are equal to themselves.
    if (!Object.is(read[i], value)) differences += difference * difference;
    squares += value * value;
  }
  return differences === 0 ? 0 : Math.sqrt(differences / squares);
}
