import type { PlanRequest } from '../../src/choice/plan.js';
import { threadsOf } from '../../src/device/wasm.js';
import type { BackendName, Configuration } from '../../src/model/backend.js';
import type { Measurement } from '../../src/model/backend-choice.js';
import type { DeviceReport } from '../../src/model/device.js';

/**
 * Devices that no test machine is: what each reports, what measuring answered on it, and what a person who reads
 * the numbers would do. "Table" in their comments is the one of tfjs-backend-wasm's README (Benchmarks, ms): real
 * devices, Chrome 79.
 */
export interface DeviceRecord {
  device: DeviceReport;
  request: PlanRequest;
  /** What did not start before the first that did. */
  failures: Measurement[];
  /** The first backend's measurement, then one of every candidate, in the plan's order. */
  measurements: Measurement[];
  person: {
    /** What is left out, and why, by name. */
    leavesOut: Record<string, RegExp>;
    chooses: string;
    /** What explains it, in these words among others. */
    says: string[];
  };
}

/** "webgl", "wasm×2". */
export function nameOf({ backend, threads }: Configuration): string {
  return backend === 'wasm' ? `wasm×${String(threads)}` : backend;
}

interface Hardware {
  cores: number;
  isolated?: boolean;
  simd?: boolean;
  secure?: boolean;
  memory?: number | null;
  webgl?: Partial<DeviceReport['webgl']> & { renderer: string };
  wasm?: Partial<DeviceReport['wasm']>;
}

/** An ordinary device of so many cores, without WebGL unless it has a renderer. */
export function deviceWith(hardware: Hardware): DeviceReport {
  const { cores, isolated = false, simd = true, secure = true, memory = 8 } = hardware;
  const none = 'No WebGL2 here: no graphics card, a blocked driver, or too many contexts open.';
  const float = { available: true, software: false, float32: true, maxTextureSize: 16384 };
  const missing = { available: false, renderer: null, software: false, float32: false, maxTextureSize: null };
  const threads = threadsOf({ simd, isolated, shared: true, cores });
  return {
    webgl: hardware.webgl ? { ...float, ...hardware.webgl } : { ...missing, reason: none },
    wasm: { available: true, simd, relaxedSimd: simd, ...threads, ...hardware.wasm },
    worker: { available: true },
    storage: { kind: 'indexeddb' },
    ...{ isolated, secure, cores, memory },
  };
}

// Sizes as float32. MobileNetV2: 3.5 M weights, 1280 × 1001 in its last layer.
const mobilenet = { bytes: 14e6, largestTensor: 1_281_280 };
const faceDetector = { bytes: 0.4e6, largestTensor: 9_216 };
/** The 30,522 words of BERT-base, 768 numbers each, and little else. */
const wordVectors = { bytes: 94e6, largestTensor: 30_522 * 768 };
const resnet50 = { bytes: 102e6, largestTensor: 2_359_296 };

export function requestOf(request: Partial<PlanRequest> = {}): PlanRequest {
  return { asked: 'auto', threads: 'auto', location: 'worker', stored: true, model: mobilenet, ...request };
}

const ms = (backend: BackendName, threads: number, median: number): Measurement => ({
  ...{ backend, threads, status: 'measured', median, runs: 7 },
  ...(backend === 'wasm' && threads === 1 ? {} : { difference: 8e-6 }),
});
const wasm = (...medians: number[]) => medians.map((median, i) => ms('wasm', 2 ** i, median));
const webgl = (median: number) => ms('webgl', 1, median);
const timedOut = (backend: BackendName, threads: number): Measurement => ({
  ...{ backend, threads, status: 'timed-out', reason: 'Measuring took longer than 10000 ms.' },
});

const headers = /Cross-Origin-Opener-Policy.*Cross-Origin-Embedder-Policy/;
const nvidia = { renderer: 'ANGLE (NVIDIA, NVIDIA GeForce GTX 1080 Direct3D11 vs_5_0 ps_5_0, D3D11)' };
const intel = { renderer: 'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)' };
const radeon = { renderer: 'ANGLE (ATI Technologies Inc., AMD Radeon Pro 560X OpenGL Engine, OpenGL 4.1)' };
const adreno = { renderer: 'ANGLE (Qualcomm, Adreno (TM) 640, OpenGL ES 3.2)' };
const apple = { renderer: 'Apple GPU', maxTextureSize: 4096 };
const swiftshader = {
  renderer: 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
  ...{ software: true, maxTextureSize: 8192 },
};

interface Story {
  hardware: Hardware;
  request?: Partial<PlanRequest>;
  failures?: Measurement[];
  measurements: Measurement[];
  leavesOut?: Record<string, RegExp>;
  chooses: string;
  says?: string[];
}

const stories: Record<string, Story> = {
  // The larger the network, the more a graphics card has to give: PoseNet is 79.7 ms on wasm here (2 GFLOP).
  'a fast desktop with a graphics card': {
    hardware: { cores: 16, isolated: true, webgl: nvidia },
    measurements: [ms('wasm', 1, 80.7), webgl(9.6), ...wasm(0, 46.1, 27.3, 19.2).slice(1)],
    chooses: 'webgl',
    says: ['webgl: 9.6 ms a prediction, chosen.', 'wasm with 8 threads: 19.2 ms a prediction.'],
  },
  // Table, MobileNet, MacBook Pro 15 2019: SIMD 30.2, WebGL 19.6.
  'a laptop with a graphics card': {
    hardware: { cores: 12, webgl: radeon },
    measurements: [...wasm(30.2), webgl(19.6)],
    leavesOut: { 'wasm×2': headers },
    chooses: 'webgl',
    says: ['wasm with one thread: 30.2 ms a prediction.', 'webgl: 19.6 ms a prediction, chosen.'],
  },
  // The same, with threads 10.3 (in between by the speed-up of two threads that was measured, 1.4 to 1.85).
  'that laptop on an isolated page': {
    hardware: { cores: 12, isolated: true, webgl: radeon },
    measurements: [ms('wasm', 1, 30.2), webgl(19.6), ...wasm(0, 17.1, 10.3, 10.6).slice(1)],
    chooses: 'wasm×4',
    says: ['wasm with 4 threads: 10.3 ms a prediction, chosen.', 'webgl: 19.6 ms a prediction.'],
  },
  // Table, MobileNet, ThinkPad X1 Gen6: SIMD 34.6, WebGL 44.8, threads 12.4.
  'a laptop with graphics in its processor': {
    hardware: { cores: 8, webgl: intel },
    measurements: [...wasm(34.6), webgl(44.8)],
    leavesOut: { 'wasm×2': headers },
    chooses: 'wasm×1',
    says: ['wasm with one thread: 34.6 ms a prediction, chosen.', 'webgl: 44.8 ms a prediction.'],
  },
  'that one on an isolated page': {
    hardware: { cores: 8, isolated: true, webgl: intel },
    measurements: [ms('wasm', 1, 34.6), webgl(44.8), ...wasm(0, 19.8, 12.4, 12.9).slice(1)],
    chooses: 'wasm×4',
  },
  // Table, face detector, desktop Windows: SIMD 7.5, WebGL 7.1. Nobody changes horses for 0.4 ms.
  'a desktop on which it hardly matters': {
    hardware: { cores: 8, webgl: nvidia },
    request: { model: faceDetector },
    measurements: [...wasm(7.5), webgl(7.1)],
    leavesOut: { 'wasm×2': headers },
    chooses: 'wasm×1',
    says: ['webgl: 7.1 ms a prediction, less than a tenth faster.'],
  },
  // Table, face detector, Pixel 4: SIMD 15.9, WebGL 28.
  'a phone whose processor is the faster for a small model': {
    hardware: { cores: 8, webgl: adreno, memory: 4 },
    request: { model: faceDetector },
    measurements: [...wasm(15.9), webgl(28)],
    leavesOut: { 'wasm×2': headers },
    chooses: 'wasm×1',
  },
  // Mali-G51 and older render to 16-bit floats alone: EXT_color_buffer_half_float without EXT_color_buffer_float.
  'a phone with 16-bit textures only': {
    hardware: { cores: 8, memory: 2, webgl: { renderer: 'Mali-G51', float32: false, maxTextureSize: 8192 } },
    measurements: wasm(92),
    leavesOut: { webgl: /16 bits/, 'wasm×2': headers },
    chooses: 'wasm×1',
    says: ['webgl was not measured: Its answers would have 16 bits, less exact than asked for.'],
  },
  // Safari caps textures of older iPhones at 4096; 30,522 × 768 word vectors are 4841 × 4842 squared up.
  'an iPhone whose textures are too small for a large model': {
    hardware: { cores: 6, memory: null, webgl: apple },
    request: { model: wordVectors },
    measurements: wasm(120),
    leavesOut: { webgl: /23440896 elements.*4096 × 4096/, 'wasm×2': headers },
    chooses: 'wasm×1',
  },
  // Table, MobileNet, iPhone X before SIMD came to Safari (16.4): plain 147.1, WebGL 20.3.
  'an iPhone without SIMD': {
    hardware: { cores: 4, simd: false, memory: null, webgl: apple },
    measurements: [...wasm(147.1), webgl(20.3)],
    leavesOut: { 'wasm×2': /no SIMD/ },
    chooses: 'webgl',
    says: ['webgl: 20.3 ms a prediction, chosen.'],
  },
  'an old browser without SIMD and WebGL': {
    hardware: { cores: 4, simd: false, isolated: true },
    measurements: wasm(123.1),
    leavesOut: { webgl: /no graphics card/, 'wasm×2': /no SIMD/ },
    chooses: 'wasm×1',
    says: ['Without SIMD: this browser has none, so wasm is several times slower.'],
  },
  // What continuous integration is: SwiftShader's MobileNet takes seconds. 27.9 and 1.85 × were measured on such.
  'a server without a graphics card': {
    hardware: { cores: 2, isolated: true, webgl: swiftshader },
    measurements: wasm(27.9, 15.1),
    leavesOut: { webgl: /processor draws it.*SwiftShader/ },
    chooses: 'wasm×2',
    says: ['wasm with 2 threads: 15.1 ms a prediction, chosen.'],
  },
  'a virtual machine of one core': {
    hardware: { cores: 1, isolated: true, webgl: { renderer: 'llvmpipe (LLVM 15.0.7, 256 bits)', software: true } },
    measurements: wasm(48),
    leavesOut: { webgl: /llvmpipe/, 'wasm×2': /one core/ },
    chooses: 'wasm×1',
  },
  'a remote desktop on Windows': {
    hardware: { cores: 4, webgl: { renderer: 'ANGLE (Microsoft, Microsoft Basic Render Driver)', software: true } },
    measurements: wasm(37.2),
    leavesOut: { webgl: /Microsoft Basic Render/, 'wasm×2': headers },
    chooses: 'wasm×1',
  },
  // Drivers on Chromium's blocklist, or a company that switched WebGL off.
  'a blocked graphics driver': {
    hardware: { cores: 4, isolated: true },
    measurements: wasm(37.2, 21, 13.9),
    leavesOut: { webgl: /blocked driver/ },
    chooses: 'wasm×4',
    says: ['webgl was not measured: No WebGL2 here: no graphics card, a blocked driver, or too many contexts open.'],
  },
  // Measured: facemesh on 1, 2 and 4 forced threads of two cores is 5.5, 6.4 and 195 ms.
  'cores that are fewer than they say': {
    hardware: { cores: 4, isolated: true },
    request: { model: faceDetector },
    measurements: wasm(5.5, 6.4, 195),
    leavesOut: { webgl: /no graphics card/ },
    chooses: 'wasm×1',
    says: ['wasm with 4 threads: 195.0 ms a prediction.'],
  },
  // Table, face detector, desktop Linux: SIMD 8.0, WebGL 12.7, threads 6.2. Two do most of it; four no tenth more.
  'a desktop where more threads hardly help': {
    hardware: { cores: 8, isolated: true, webgl: nvidia },
    request: { model: faceDetector },
    measurements: [ms('wasm', 1, 8), webgl(12.7), ...wasm(0, 6.4, 6.2, 7).slice(1)],
    chooses: 'wasm×2',
    says: ['wasm with 4 threads: 6.2 ms a prediction, less than a tenth faster.'],
  },
  // A phone on the page of the computer beside it, by plain http: no isolation, and deviceMemory is not told.
  'a page that is not secure': {
    hardware: { cores: 8, secure: false, memory: null, webgl: adreno },
    // Table, MobileNet, Pixel 4: SIMD 82, WebGL 76.4.
    measurements: [...wasm(82), webgl(76.4)],
    leavesOut: { 'wasm×2': headers },
    chooses: 'wasm×1',
    says: ['webgl: 76.4 ms a prediction, less than a tenth faster.'],
  },
  // 102 MB held four times, of 1 GB that the system and the page need too.
  'a cheap phone with a large model': {
    hardware: {
      cores: 4,
      isolated: true,
      memory: 1,
      webgl: { renderer: 'PowerVR Rogue GE8320', maxTextureSize: 4096 },
    },
    request: { model: resnet50 },
    measurements: wasm(640),
    leavesOut: { webgl: /102 MB.*1 GB/, 'wasm×2': /102 MB.*1 GB/ },
    chooses: 'wasm×1',
  },
  // The GPU process was killed once, and the old context answers 0 where 4 is right; or a driver's broken shader.
  'a fast card that computes something else': {
    hardware: { cores: 4, isolated: true, webgl: nvidia },
    measurements: [
      ms('wasm', 1, 30.2),
      { backend: 'webgl', threads: 1, status: 'disagreed', median: 3.1, runs: 7, difference: 3.1e-2 },
      ...wasm(0, 18.3, 12.2).slice(1),
    ],
    chooses: 'wasm×4',
    says: ['webgl: its answer differs by 3.1e-2 of its scale, so it is out.'],
  },
  'a card that answers NaN': {
    hardware: { cores: 2, webgl: adreno },
    measurements: [
      ms('wasm', 1, 82),
      { backend: 'webgl', threads: 1, status: 'disagreed', median: 10, runs: 7, difference: Infinity },
    ],
    leavesOut: { 'wasm×2': headers },
    chooses: 'wasm×1',
  },
  // A policy without blob: hangs threads; a driver compiles shaders for minutes.
  'a device where every candidate timed out': {
    hardware: { cores: 4, isolated: true, webgl: intel },
    measurements: [ms('wasm', 1, 34.6), timedOut('webgl', 1), timedOut('wasm', 2), timedOut('wasm', 4)],
    chooses: 'wasm×1',
    says: [
      'wasm with one thread: 34.6 ms a prediction, chosen.',
      'webgl took too long to be measured: Measuring took longer than 10000 ms.',
    ],
  },
  'a page whose policy stops threads': {
    hardware: { cores: 2, isolated: true, webgl: radeon },
    measurements: [
      ms('wasm', 1, 30.2),
      webgl(19.6),
      {
        backend: 'wasm',
        threads: 2,
        status: 'failed',
        reason: 'The threads of wasm did not start (their workers failed).',
      },
    ],
    chooses: 'webgl',
    says: ['wasm with 2 threads: The threads of wasm did not start (their workers failed).'],
  },
  'a page whose policy forbids WebAssembly': {
    hardware: {
      cores: 8,
      webgl: nvidia,
      wasm: { available: false, simd: false, threads: 1, reason: `Add 'wasm-unsafe-eval' to its script-src.` },
    },
    request: { first: { backend: 'webgl', threads: 1 } },
    failures: [{ backend: 'wasm', threads: 1, status: 'failed', reason: `It needs 'wasm-unsafe-eval'.` }],
    measurements: [],
    leavesOut: { 'wasm×1': /wasm-unsafe-eval/ },
    chooses: 'webgl',
    says: [`wasm with one thread: It needs 'wasm-unsafe-eval'.`, 'webgl: the first that started.'],
  },
  'a locked-down phone without WebAssembly and WebGL': {
    hardware: {
      cores: 6,
      wasm: { available: false, simd: false, threads: 1, reason: 'This browser has no WebAssembly.' },
    },
    request: { first: { backend: 'cpu', threads: 1 } },
    measurements: [],
    leavesOut: { 'wasm×1': /no WebAssembly/, webgl: /no graphics card/ },
    chooses: 'cpu',
    says: ['cpu: the first that started.', 'wasm with one thread was not measured: This browser has no WebAssembly.'],
  },
  'a server that lost its wasm files': {
    hardware: { cores: 8, isolated: true, webgl: radeon },
    request: { first: { backend: 'webgl', threads: 1 } },
    failures: [
      { backend: 'wasm', threads: 1, status: 'failed', reason: 'https://x/y.wasm could not be loaded: status 404' },
    ],
    measurements: [],
    chooses: 'webgl',
    says: ['wasm with one thread: https://x/y.wasm could not be loaded: status 404.'],
  },
};

/** By name. */
export const devices = Object.entries(stories).map(([name, story]): [string, DeviceRecord] => {
  const { hardware, request, failures = [], measurements, leavesOut = {}, chooses, says = [] } = story;
  return [
    name,
    {
      device: deviceWith(hardware),
      request: requestOf(request),
      ...{ failures, measurements },
      person: { leavesOut, chooses, says },
    },
  ];
});
