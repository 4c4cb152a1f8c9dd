import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { EdgewiseError } from '../../errors.js';

const wasm = 'tfjs-backend-wasm-simd.wasm';
let started: Promise<void> | undefined;

/** TF.js in Node, on wasm with one thread: what a browser computes on as well. To be awaited before any model is opened. */
export function startEngine(): Promise<void> {
  return (started ??= start());
}

async function start(): Promise<void> {
  setWasmPaths(`${path.dirname(wasmFile())}${path.sep}`);
  if (await setBackend('wasm')) return;
  throw new EdgewiseError('environment', `TF.js could not start on wasm from ${wasmFile()}. Install edgewise again.`);
}

/** The built command has it beside the folder of its parts; where this runs from its sources, TF.js's own package has. */
function wasmFile(): string {
  const shipped = fileURLToPath(new URL(`../wasm/${wasm}`, import.meta.url));
  if (existsSync(shipped)) return shipped;
  return createRequire(import.meta.url).resolve(`@tensorflow/tfjs-backend-wasm/wasm-out/${wasm}`);
}
