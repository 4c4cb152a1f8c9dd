/** Under every line, so that it shows on bright and on dark parts of a photograph. */
export const halo = 'rgb(10 14 24 / 0.7)';

/** What is drawn on, over a picture. */
export interface Overlay {
  context: CanvasRenderingContext2D;
  /** Pixels of the canvas in one of the picture. */
  scale: number;
  /** A line's width, in pixels of the canvas. */
  line: number;
}

/** An empty one over a picture of the given width, whatever size the canvas is shown at. Null where there is no canvas. */
export function overlayOn(canvas: HTMLCanvasElement, pictureWidth: number): Overlay | null {
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const density = devicePixelRatio;
  // Setting the size clears the canvas as well.
  canvas.width = Math.round(canvas.clientWidth * density);
  canvas.height = Math.round(canvas.clientHeight * density);
  return {
    context,
    scale: canvas.width / pictureWidth,
    line: Math.max(2.5, canvas.clientWidth / 135) * density,
  };
}
