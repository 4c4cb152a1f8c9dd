/** What a model looks at: `[height, width, channels]`, from the first value to the last. */
export interface View {
  size: [number, number, number];
  range: [number, number];
  dtype?: 'int32';
  /**
   * Default wasm on both backends, since a first prediction by WebGL without a graphics card takes seconds. Where
   * TF.js's backends disagree with each other, each is held against itself.
   */
  reference?: 'itself';
}

/** The models of `@vladmandic/human`, by the names of their files. */
export const humanViews: Record<string, View> = {
  antispoof: { size: [128, 128, 3], range: [0, 1] },
  blazeface: { size: [256, 256, 3], range: [-1, 1] },
  centernet: { size: [512, 512, 3], range: [0, 255] },
  emotion: { size: [64, 64, 1], range: [-1, 1] },
  facemesh: { size: [192, 192, 3], range: [0, 1] },
  faceres: { size: [224, 224, 3], range: [0, 255] },
  'handlandmark-lite': { size: [224, 224, 3], range: [0, 1] },
  // Its non-maximum suppression keeps 3 boxes of the photograph on TF.js's wasm and 100 on its WebGL.
  handtrack: { size: [320, 240, 3], range: [0, 255], dtype: 'int32', reference: 'itself' },
  iris: { size: [64, 64, 3], range: [0, 1] },
  liveness: { size: [32, 32, 3], range: [0, 1] },
  'movenet-lightning': { size: [192, 192, 3], range: [0, 255], dtype: 'int32' },
};
