/** What this device and page can do, and why not. */
export interface DeviceReport {
  /** The graphics card, by WebGL. */
  webgl: {
    /** True where a context with the needed extensions opens. */
    available: boolean;
    /** What the driver calls itself; null where it does not say. */
    renderer: string | null;
    /** True where no GPU computes: WebGL is drawn by the processor. */
    software: boolean;
    /** True where float32 textures can be rendered to; without them answers have 16 bits. */
    float32: boolean;
    /** The longest side of a texture, in texels. */
    maxTextureSize: number | null;
    /** A sentence: what is missing. */
    reason?: string;
  };
  /** WebAssembly. */
  wasm: {
    /** True where modules compile. */
    available: boolean;
    /** 128-bit vector instructions. */
    simd: boolean;
    /** Those whose results may differ in the last bits. No model uses them yet. */
    relaxedSimd: boolean;
    /** The most threads that wasm can run here; 1 where the page is not isolated. */
    threads: number;
    /** A sentence: what is missing. */
    reason?: string;
  };
  /** Whether models run off the main thread. */
  worker: {
    /** True where a worker of the library starts. */
    available: boolean;
    /** A sentence: why none does. */
    reason?: string;
  };
  /** Where models are kept. */
  storage: {
    /** In IndexedDB, or in memory until the page is closed. */
    kind: 'indexeddb' | 'memory';
    /** A sentence: why not in IndexedDB. */
    reason?: string;
  };
  /** Cross-origin isolated: with shared memory, which threads need. */
  isolated: boolean;
  /** A secure context: https or localhost. */
  secure: boolean;
  /** Logical processors, as the browser says. */
  cores: number;
  /** Gigabytes, as the browser says (8 at most); null where it does not say. */
  memory: number | null;
}

/** What is known of a device at no cost: without opening a WebGL context. */
export interface FreeFacts extends Pick<DeviceReport, 'wasm' | 'isolated' | 'secure' | 'cores' | 'memory'> {
  userAgent: string;
}
