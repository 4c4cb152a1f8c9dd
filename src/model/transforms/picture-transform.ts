/** A picture of any size as the model takes it. What is left out has the value that is given as its default. */
export type PictureTransform = ResizedPicture | PlacedDrawing;

interface Picture {
  kind: 'picture';
  /** The input that it makes, `[1 or any, height, width, channels]`; others of the model have to be optional. */
  input: string;
  /** Of what the model looks at, in pixels. */
  width: number;
  height: number;
  /** Default `nhwc`: channels last. `nchw` has them before height and width. */
  layout?: Layout;
  /**
   * value = (pixel − mean) / std, for pixels from 0 to 255; one number, or one for each channel in their order.
   * Defaults 0 and 1. int32 inputs get the value rounded, halves up.
   */
  mean?: number | readonly number[];
  std?: number | readonly number[];
  /** Lies under what is transparent; default white, of a drawing its paper. */
  background?: Colour;
}

/** A picture that is brought to size. */
export interface ResizedPicture extends Picture, Resampling {
  fit: Fit;
  /** Which colours, in which order; default `rgb`. Grey is the luma of ITU-R BT.601. */
  channels?: Channels;
  /** Around a letterbox, and of it alone; default black. */
  padding?: Colour;
}

/** A drawing, placed as MNIST places its digits; one channel, 0 where there is paper and 255 where there is ink. */
export interface PlacedDrawing extends Picture {
  fit: 'ink';
  ink: InkPlacement;
}

/**
 * - `stretch`: both sides to size, whatever that does to the proportions
 * - `crop`: the largest part in the middle that has the proportions
 * - `letterbox`: the whole, in the middle of `padding`
 */
export type Fit = 'stretch' | 'crop' | 'letterbox';
export type Channels = 'rgb' | 'bgr' | 'grey';
export type Layout = 'nhwc' | 'nchw';

/** How pixels between pixels come about. */
export interface Resampling {
  /**
   * Default `bilinear`.
   *
   * - `bilinear`: of the four nearest, as `tf.image.resizeBilinear`
   * - `nearest`: the nearest, as `tf.image.resizeNearestNeighbor`
   * - `area`: the mean of all that the pixel covers, for pictures much larger than what the model looks at
   */
  interpolation?: 'bilinear' | 'nearest' | 'area';
  /** Of bilinear and nearest, as TF.js's argument: the corners' pixels lie on each other. Default false. */
  alignCorners?: boolean;
  /** Of bilinear and nearest, as TF.js's argument: a pixel stands for its middle, not for its corner. Default false. */
  halfPixelCenters?: boolean;
}

/** Red, green and blue from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** How a drawing comes to lie in what the model looks at. */
export interface InkPlacement {
  /**
   * What the pen leaves on its paper. `either`: paper is what most of the picture's edge is; where that is transparent,
   * all that is not is ink.
   */
  colour: 'dark' | 'light' | 'either';
  /** The drawing is scaled until the longer side of its bounding box is so many pixels. MNIST: 20 of 28. */
  longerSide: number;
  /** Share of full ink, 0 to 1, that the bounding box takes notice of: a speck that nobody sees would stretch it. */
  faintest: number;
}

/** The longest side of what a model looks at, in pixels. */
export const longestSide = 8192;

export function channelsOf(transform: PictureTransform): Channels {
  return transform.fit === 'ink' ? 'grey' : (transform.channels ?? 'rgb');
}
