/** TF.js as the recipes use it: in Node, on wasm, with the one gradient that wasm lacks. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { registerConvolutionGradients } from './convolution-gradient.js';
import type { Random } from './random.js';

export { tf, tfl };

let started: Promise<void> | undefined;

/** To be awaited before anything else of TF.js is used. */
export function startTensorFlow(): Promise<void> {
  return (started ??= start());
}

async function start(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve(
    '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm',
  );
  setWasmPaths(`${path.dirname(wasm)}${path.sep}`);
  registerConvolutionGradients();
  if (!(await tf.setBackend('wasm'))) throw new Error('TF.js could not start its wasm backend. Run "npm ci" again.');
}

/** Runs `work` with every seed that TF.js draws (initial weights, dropout) coming from `random`: it asks Math.random. */
export function seeded<T>(random: Random, work: () => T): T {
  const putBack = drawFrom(random);
  try {
    return work();
  } finally {
    putBack();
  }
}

/** As `seeded`, until the promise settles. Nothing else that draws may run meanwhile. */
export async function seededAsync<T>(random: Random, work: () => Promise<T>): Promise<T> {
  const putBack = drawFrom(random);
  try {
    return await work();
  } finally {
    putBack();
  }
}

function drawFrom(random: Random): () => void {
  const original = Math.random;
  Math.random = random.next;
  return () => {
    Math.random = original;
  };
}
