declare global {
  /** TF.js's engine, by its own global name, in a realm where TF.js runs: its account of what it holds. */
  var _tfengine: {
    state: { numTensors: number; numBytes: number; numDataBuffers: number };
    backendName: string;
    backend: { numDataIds(): number; wasm: { HEAPU8: Uint8Array } };
  };
}

export {};
