/** Of the classes, the surest first; where the model decides between two, what it decided first. */
export type Classification = {
  /** As the package names the class. */
  label: string;
  /** Its place in the model's output. */
  index: number;
  /** 0 to 1. */
  probability: number;
}[];

/** In the unit that the model's package names. */
export type Regression = number;

/** A box in pixels of the picture that was given: its upper left corner, and its size. */
export interface Box {
  /** Of its left side. */
  x: number;
  /** Of its upper side. */
  y: number;
  /** To the right. */
  width: number;
  /** Downwards. */
  height: number;
}

/** What was found in a picture, the surest first. */
export type Detections = {
  /** As the package names the kind of object. */
  label: string;
  /** How sure the model is, 0 to 1; no probability. */
  score: number;
  /** Where it is. */
  box: Box;
}[];

/** Points in pixels of the picture that was given, in the order of the package's labels. */
export type KeyPoints = {
  /** As the package names the point. */
  name: string;
  /** From the left. */
  x: number;
  /** From the top. */
  y: number;
  /** How sure the model is, 0 to 1; no probability. */
  score: number;
}[];

/** For each pixel of the picture that was given, rows from the top, the index of its label. */
export interface Segmentation {
  /** Of the picture that was given, in pixels. */
  width: number;
  /** Of the picture that was given, in pixels. */
  height: number;
  /** What the numbers of the mask stand for. */
  labels: string[];
  /** `width * height` numbers, each the index of a label. */
  mask: Uint8Array;
}

/** A vector that stands for what was given. */
export type Embedding = Float32Array;
