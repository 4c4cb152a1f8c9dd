import { messageOf } from '../errors.js';
import { mostThreads } from '../model/backend.js';
import type { DeviceReport } from '../model/device.js';

/** Nothing but the magic number and the version. */
const empty = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
/** A memory (section 5) of one page, at most one, shared. */
const sharedMemory = Uint8Array.of(...empty, 5, 4, 1, 3, 1, 1);
/** `i32.const 0, i8x16.splat, i8x16.popcnt`: the last of them to be standardised. */
const simd = moduleOf(0x41, 0, 0xfd, 0x0f, 0xfd, 0x62);
/** `i32.const 0, i8x16.splat` twice, `i8x16.relaxed_swizzle`. */
const relaxedSimd = moduleOf(0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0xfd, 0x80, 0x02);

/** A module with one function of type `() -> v128`: its type (section 1), its place (3) and its body (10). */
function moduleOf(...body: number[]): Uint8Array<ArrayBuffer> {
  const code = [0, ...body, 0x0b];
  return Uint8Array.of(
    ...empty,
    ...[1, 5, 1, 0x60, 0, 1, 0x7b],
    ...[3, 2, 1, 0],
    ...[10, code.length + 2, 1, code.length, ...code],
  );
}

/** Whether this browser runs the builds of wasm that use SIMD; true on all but old ones. */
export function hasSimd(): boolean {
  return typeof WebAssembly !== 'undefined' && WebAssembly.validate(simd);
}

/** What WebAssembly can do in this realm. */
export async function inspectWasm(isolated: boolean, cores: number): Promise<DeviceReport['wasm']> {
  const reason = await whyNone();
  if (reason !== undefined) return { available: false, simd: false, relaxedSimd: false, threads: 1, reason };
  const shared = typeof SharedArrayBuffer !== 'undefined' && WebAssembly.validate(sharedMemory);
  const has = { simd: hasSimd(), relaxedSimd: WebAssembly.validate(relaxedSimd) };
  return { available: true, ...has, ...threadsOf({ simd: has.simd, isolated, shared, cores }) };
}

/** A policy stops compilation alone: `validate` does not notice it. */
async function whyNone(): Promise<string | undefined> {
  if (typeof WebAssembly === 'undefined') return 'This browser has no WebAssembly.';
  try {
    await WebAssembly.compile(empty);
    return undefined;
  } catch (error) {
    const message = messageOf(error);
    return /Content Security Policy|unsafe-eval|disallowed by embedder/i.test(message)
      ? `The page's Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to its script-src.`
      : `WebAssembly does not compile here: ${message}`;
  }
}

export interface ThreadFacts {
  simd: boolean;
  isolated: boolean;
  /** Whether memory can be shared between workers. */
  shared: boolean;
  cores: number;
}

/** The most threads that wasm can run, and why no more than one. */
export function threadsOf({ simd, isolated, shared, cores }: ThreadFacts): { threads: number; reason?: string } {
  const reason = !simd
    ? 'This browser has no SIMD, so wasm is several times slower, and has no threads.'
    : !isolated
      ? 'The page is not cross-origin isolated, so wasm has no shared memory. Send the headers ' +
        'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.'
      : !shared
        ? 'This browser has no shared memory for wasm.'
        : cores < 2
          ? 'This device reports one core.'
          : undefined;
  return reason === undefined ? { threads: Math.min(cores, mostThreads) } : { threads: 1, reason };
}
