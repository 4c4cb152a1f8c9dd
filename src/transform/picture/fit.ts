import type { Fit } from '../../model/transforms/picture-transform.js';
import type { Placement } from '../../model/transforms/placement.js';

/** A part of a picture, in whole pixels. */
export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Which part of the picture comes to which part of what the model looks at. */
export interface Fitting {
  source: Region;
  target: Region;
}

type Size = Pick<Region, 'width' | 'height'>;

/** Both parts in whole pixels, so that each is what TF.js gets when it slices, resizes and pads. */
export function fitted(fit: Fit, given: Size, input: Size): Fitting {
  const all = { source: whole(given), target: whole(input) };
  switch (fit) {
    case 'stretch':
      return all;
    case 'crop':
      return { ...all, source: middleOf(given, largestWithin(given, input)) };
    case 'letterbox':
      return { ...all, target: middleOf(input, largestWithin(input, given)) };
  }
}

/** How the picture lies in what the model looks at. */
export function placementOf({ source, target }: Fitting, given: Size, input: Size): Placement {
  const [scaleX, scaleY] = [target.width / source.width, target.height / source.height];
  return {
    width: given.width,
    height: given.height,
    inputWidth: input.width,
    inputHeight: input.height,
    scaleX,
    scaleY,
    left: target.left - source.left * scaleX,
    top: target.top - source.top * scaleY,
  };
}

/** The largest size within a frame that has the proportions of `like`, rounded; never nothing. */
function largestWithin(frame: Size, like: Size): Size {
  const scale = Math.min(frame.width / like.width, frame.height / like.height);
  const side = (length: number, most: number) => Math.max(1, Math.min(most, Math.round(length * scale)));
  return { width: side(like.width, frame.width), height: side(like.height, frame.height) };
}

function middleOf(frame: Size, { width, height }: Size): Region {
  return {
    left: Math.floor((frame.width - width) / 2),
    top: Math.floor((frame.height - height) / 2),
    width,
    height,
  };
}

function whole({ width, height }: Size): Region {
  return { left: 0, top: 0, width, height };
}
