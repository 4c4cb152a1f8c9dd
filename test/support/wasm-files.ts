import { readFileSync } from 'node:fs';
import { html, slow, stalled, status, truncated, type Handler } from './faults.js';

const name = 'tfjs-backend-wasm-simd.wasm';
const file = new Uint8Array(readFileSync(new URL(`../../dist/wasm/${name}`, import.meta.url)));

/** What comes in the place of the wasm file, and the words in which this is told. */
export const wasmFaults: [string, Handler, RegExp][] = [
  ['is not there', status(404), /status 404/],
  ['is an HTML page', html(), /HTML page/],
  ['is cut in half', truncated(file, file.length >> 1), /no valid WebAssembly/],
  ['never answers', () => undefined, /nothing came for 10000 ms/],
  ['stops in its middle', asWasm(stalled(file, file.length >> 1)), /nothing came for 10000 ms/],
];

/** Whole, but later than the time in which something has to come: 2 s, in pieces. */
export const slowWasm = asWasm(slow(file, { chunk: Math.ceil(file.length / 20), every: 100 }));

/** Beside the library's index.js. */
export function wasmFileOf(library: string): string {
  return library.replace('index.js', `wasm/${name}`);
}

/** The type that lets a browser compile what still comes. */
function asWasm(handler: Handler): Handler {
  return (request, response, log) => {
    response.setHeader('Content-Type', 'application/wasm');
    return handler(request, response, log);
  };
}

/** For `serveAltered`: what waits for ten seconds, by itself or in ten steps, waits for one. */
export const shortWaits = `
  const wait = globalThis.setTimeout;
  globalThis.setTimeout = (callback, time, ...values) => wait(callback, time === 10_000 ? 1_000 : time, ...values);
  const repeat = globalThis.setInterval;
  globalThis.setInterval = (callback, time, ...values) => repeat(callback, time === 1_000 ? 100 : time, ...values);`;
