// What the declarations of TF.js's wasm builds leave out.
declare module '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js' {
  /** The source of Emscripten's glue for one thread. */
  export const wasmWorkerContents: string;
}

declare module '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js?raw' {
  /** A classic script that defines `WasmBackendModuleThreadedSimd`. */
  const source: string;
  export default source;
}

/** The part of Emscripten's module object that is used here. */
interface EmscriptenModule {
  cwrap(name: string, returns: string | null, takes: string[]): (...values: number[]) => number;
}
