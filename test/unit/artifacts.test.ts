import { expect, test } from 'vitest';
import { openRunner } from '../../src/cli/engine/runner.js';
import { GraphBuilder } from '../support/models/graph.js';
import { sourceOf } from '../support/source.js';

test('weights of a last file that is longer than the others are read, where TF.js alone reads zeros', async () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', [1]);
  const values = [1, 20, 300, 4000];
  const sum = values.reduce((before, value, i) => {
    const weight = graph.weight(`w${i}`, { data: Float32Array.of(value), shape: [1], dtype: 'float32' });
    return graph.node(`sum${i}`, 'AddV2', [before, weight], {});
  }, x);
  graph.output('y', sum);
  const groups = [
    { weights: ['w0'], paths: ['first.bin'] },
    { weights: ['w1', 'w2', 'w3'], paths: ['last.bin'] },
  ];
  const runner = await openRunner(sourceOf(graph.build({ groups })));
  const { y } = await runner.run({ x: { data: Float32Array.of(0), shape: [1], dtype: 'float32' } });
  runner.dispose();
  expect([...(y!.data as Float32Array)]).toEqual([4321]);
});
