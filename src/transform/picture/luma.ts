/** Of ITU-R BT.601, 0 to 255. In thousandths, so that a grey is exactly its own luma. */
export function luma(red: number, green: number, blue: number): number {
  return (299 * red + 587 * green + 114 * blue) / 1000;
}
