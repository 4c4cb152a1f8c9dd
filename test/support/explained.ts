import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ModelManifest } from '../../src/model/manifest/manifest.js';
import type { TableField } from '../../src/model/transforms/table.js';
import { attribute, GraphBuilder } from './models/graph.js';
import { float32 } from './models/tensors.js';
import { packageOf, withManifest, type TestPackage } from './packages.js';
import type { TestServer } from './server.js';

/**
 * A package that takes records of number fields f0, f1, … and answers a probability that is not linear in them: the
 * sigmoid of a first layer's hyperbolic tangents. Its profile says that the fields are 0.5 in the middle.
 *
 * @param rows how many records the model takes at once; null for any number
 */
export function scorerPackage(fields: number, rows: number | null = null): TestPackage {
  const hidden = 3;
  const graph = new GraphBuilder();
  graph.input('input', 'float32', [rows, fields], 'record');
  const weight = (i: number) => Math.sin(3 * i + 1);
  graph.weight(
    'first',
    float32(
      Array.from({ length: fields * hidden }, (_, i) => weight(i)),
      [fields, hidden],
    ),
  );
  graph.weight('second', float32([1.5, -2, 1], [hidden, 1]));
  const type = { T: attribute.type('float32') };
  const product = { ...type, transpose_a: attribute.bool(false), transpose_b: attribute.bool(false) };
  graph.node('sums', 'MatMul', ['input', 'first'], product);
  graph.node('bent', 'Tanh', ['sums'], type);
  graph.node('score', 'MatMul', ['bent', 'second'], product);
  graph.output('good', graph.node('probability', 'Sigmoid', ['score'], type));
  const names = Array.from({ length: fields }, (_, i) => `f${String(i)}`);
  const table: TableField[] = names.map((name) => ({ kind: 'number', name, min: -10, max: 10 }));
  const histogram = { edges: [0, 1], counts: [50] };
  const moments = { count: 50, mean: 0.5, deviation: 0.1, min: 0, max: 1 };
  const numbers = { histogram, moments };
  const zeros = float32(new Array<number>(fields).fill(0), [1, fields]);
  const model = {
    ...{ name: `scorer-${String(fields)}`, kind: 'graph' as const, files: graph.build() },
    ...{ inputs: { record: zeros }, expected: { good: float32([0.5], [1, 1]) } },
  };
  const packaged = packageOf(model, {
    described: {
      record: { shape: [rows, fields] },
      good: { shape: [rows, 1], labels: ['bad', 'good'] },
    },
    profile: {
      ...{ format: 'edgewise-profile', version: 1, samples: 50 },
      inputs: names.map((name) => ({ name, kind: 'number', missing: 0, ...numbers, median: 0.5, distinct: 50 })),
      output: { name: 'good', kind: 'probabilities', ...numbers },
    },
  });
  return withManifest(packaged, (manifest: ModelManifest) => {
    manifest.transforms = {
      input: { kind: 'table', input: 'record', fields: table, columns: names.map((of) => ({ kind: 'quantity', of })) },
      output: { kind: 'binary-classification', output: 'good' },
    };
  });
}

/** Puts a model's own package on the server, with changes to its manifest. Answers the URL of its manifest. */
export function serveShipped(
  server: TestServer,
  name: string,
  change: (manifest: ModelManifest) => void = () => undefined,
): string {
  const folder = fileURLToPath(new URL(`../../models/${name}/packaged/`, import.meta.url));
  for (const file of readdirSync(folder)) {
    server.files.set(`/m/${name}/${file}`, { body: readFileSync(`${folder}${file}`) });
  }
  const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as ModelManifest;
  change(manifest);
  server.files.set(`/m/${name}/manifest.json`, { body: Buffer.from(JSON.stringify(manifest)) });
  return `/m/${name}/manifest.json`;
}
