import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestServer } from './server.js';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
let copies = 0;

/**
 * Serves a second copy of the built library whose workers run `patch` first: how a browser whose IndexedDB
 * misbehaves inside a worker is had. Answers the path of its index.js, for `openPage({ library })`.
 */
export function serveAltered(server: TestServer, patch: string): string {
  const folder = `/altered-${String(++copies)}`;
  const files = [
    'index.js',
    'worker.js',
    'worker-layers.js',
    'transforms.js',
    'wasm/tfjs-backend-wasm.wasm',
    'wasm/tfjs-backend-wasm-simd.wasm',
    'wasm/tfjs-backend-wasm-threaded-simd.wasm',
  ];
  for (const file of files) {
    const body = readFileSync(path.join(dist, file));
    const patched = file.startsWith('worker') ? Buffer.concat([Buffer.from(`{${patch}}\n`), body]) : body;
    server.files.set(`${folder}/${file}`, { body: patched });
  }
  return `${folder}/index.js`;
}
