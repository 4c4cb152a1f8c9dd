/** What can compute a model: the graphics card, WebAssembly, or plain JavaScript. */
export type BackendName = 'webgl' | 'wasm' | 'cpu';

/** What a model can run on. */
export interface Configuration {
  backend: BackendName;
  /** Threads for wasm; 1 elsewhere. */
  threads: number;
}

/** TF.js keeps eight workers for its threads. */
export const mostThreads = 8;

/** The wasm builds of TF.js, each by its absolute URL. */
export interface WasmUrls {
  plain: string;
  simd: string;
  threadedSimd: string;
}

/** What an engine worker is started with: one live configuration for all of its life. */
export interface EngineConfig extends Configuration {
  wasm: WasmUrls;
  /** The absolute URL of `transforms.js`. */
  transforms: string;
}

/** What came of it. */
export interface EngineFacts {
  threads: number;
  /** Whether wasm runs its SIMD build; null for other backends. */
  simd: boolean | null;
}

/** What a model asks of a backend. */
export interface ModelSize {
  /** Of all weights as float32. */
  bytes: number;
  /** Elements of the largest weight. */
  largestTensor: number;
  /** Weights of two dimensions and more: the most operations in which rounding errors add up one after the other. */
  depth: number;
}
