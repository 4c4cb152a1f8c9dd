/** An element that is known to be there. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}
