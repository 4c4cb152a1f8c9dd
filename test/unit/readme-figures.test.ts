import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const compress = {
  gzip: (bytes: Buffer) => gzipSync(bytes, { level: 9 }),
  brotli: (bytes: Buffer) => brotliCompressSync(bytes),
};
const files: Record<string, string> = {
  'index.js': 'dist/index.js',
  'worker.js': 'dist/worker.js',
  'worker-layers.js': 'dist/worker-layers.js',
  'transforms.js': 'dist/transforms.js',
  'wasm/': 'dist/wasm/tfjs-backend-wasm-simd.wasm',
  'inline-assets.js': 'dist/inline-assets.js',
};

/** Rows such as `| \`worker.js\` | 184,000 (brotli) | … |`. */
const rows = [
  ...readFileSync('README.md', 'utf8').matchAll(/^\|[^|`]*`([^`]+)`[^|]*\|\s*([\d,]+) \((gzip|brotli)\)/gm),
];

test('the README names every file that a page downloads', () => {
  expect(rows.map(([, name]) => name)).toEqual(Object.keys(files));
});

test.each(rows.map(([, name, figure, coding]) => [name, figure, coding] as [string, string, 'gzip' | 'brotli']))(
  'the README gives the size of %s as it is today',
  (name, figure, coding) => {
    const bytes = compress[coding](readFileSync(files[name] ?? '')).length;
    const said = Number(figure.replaceAll(',', ''));
    expect(Math.abs(said - bytes) / bytes).toBeLessThan(0.02);
  },
);
