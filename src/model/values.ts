/** Of the classes, the surest first; where the model decides between two, what it decided first. */
export type Classification = { label: string; index: number; probability: number }[];

/** In the unit that the model's package names. */
export type Regression = number;

/** A box in pixels of the picture that was given: its upper left corner, and its size. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What was found in a picture, the surest first. */
export type Detections = { label: string; score: number; box: Box }[];

/** Points in pixels of the picture that was given, in the order of the package's labels. */
export type KeyPoints = { name: string; x: number; y: number; score: number }[];

/** For each pixel of the picture that was given, rows from the top, the index of its label. */
export interface Segmentation {
  width: number;
  height: number;
  labels: string[];
  mask: Uint8Array;
}

/** A vector that stands for what was given. */
export type Embedding = Float32Array;
