/**
 * How a picture lies in what the model looks at: the picture's point x, y comes to `x * scaleX + left`,
 * `y * scaleY + top` of the model's picture. All in pixels.
 */
export interface Placement {
  /** Of the picture that was given. */
  width: number;
  height: number;
  /** Of what the model looks at. */
  inputWidth: number;
  inputHeight: number;
  scaleX: number;
  scaleY: number;
  left: number;
  top: number;
}

/** From a point of the model's picture back to one of the picture that was given. */
export function toGiven(x: number, y: number, { scaleX, scaleY, left, top }: Placement): { x: number; y: number } {
  return { x: (x - left) / scaleX, y: (y - top) / scaleY };
}
