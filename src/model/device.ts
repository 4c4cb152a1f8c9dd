/** What this device and page can do, and why not. */
export interface DeviceReport {
  webgl: {
    available: boolean;
    /** What the driver calls itself; null where it does not say. */
    renderer: string | null;
    /** True where no GPU computes: WebGL is drawn by the processor. */
    software: boolean;
    /** True where float32 textures can be rendered to; without them answers have 16 bits. */
    float32: boolean;
    /** The longest side of a texture, in texels. */
    maxTextureSize: number | null;
    reason?: string;
  };
  wasm: {
    available: boolean;
    simd: boolean;
    relaxedSimd: boolean;
    /** The most threads that wasm can run here; 1 where the page is not isolated. */
    threads: number;
    reason?: string;
  };
  worker: { available: boolean; reason?: string };
  storage: { kind: 'indexeddb' | 'memory'; reason?: string };
  /** Cross-origin isolated: with shared memory, which threads need. */
  isolated: boolean;
  /** A secure context: https or localhost. */
  secure: boolean;
  cores: number;
  /** Gigabytes, as the browser says (8 at most); null where it does not say. */
  memory: number | null;
}

/** What is known of a device at no cost: without opening a WebGL context. */
export interface FreeFacts extends Pick<DeviceReport, 'wasm' | 'isolated' | 'secure' | 'cores' | 'memory'> {
  userAgent: string;
}
