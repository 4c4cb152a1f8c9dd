// Written by the build (`rollup.config.ts`) from the finished files.

/** The source of `worker-layers.js`, which serves models of both kinds. */
export const worker: string;
/** The SIMD build of wasm, in base64. */
export const simd: string;
/** The source of `transforms.js`. */
export const transforms: string;
