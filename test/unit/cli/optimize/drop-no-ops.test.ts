import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import { dropNoOps } from '../../../../src/cli/optimize/drop-no-ops.js';
import { float32, int32 } from '../../../support/models/tensors.js';
import { answersOf, expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';

const float = { T: attribute.type('float32') };
const x = noise([2, 3, 4]);

describe('what changes nothing goes', () => {
  test.each(['Identity', 'StopGradient', 'Snapshot', 'FakeQuantWithMinMaxVars'])('%s', async (op) => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 3, 4]);
      g.node('same', op, ['x'], float);
      g.output('y', g.node('y', 'Relu', ['same'], float));
    });
    const after = dropNoOps.run(graph);
    expect(opsOf(after)).toEqual(['Relu']);
    await expectSameAnswers(graph, after, { x });
  });

  test.each(['CheckNumerics', 'PreventGradient'])('%s, which TF.js does not even know', async (op) => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 3, 4]);
      g.node('same', op, ['x'], float);
      g.output('y', g.node('y', 'Neg', ['same'], float));
    });
    const { y } = await answersOf(dropNoOps.run(graph), { x });
    expect(y?.data).toEqual(x.data.map((value) => -value));
  });

  test('Reshape, Transpose, Pad and Cast to the same, × 1, + 0 and − 0', async () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 3, 4]);
      g.weight('shape', int32([-1, 3, 4]));
      g.weight('order', int32([0, 1, 2]));
      g.weight('none', int32([0, 0, 0, 0, 0, 0], [3, 2]));
      g.weight('ones', float32([1, 1, 1, 1]));
      g.weight('zero', float32([0], []));
      g.node('a', 'Reshape', ['x', 'shape'], float);
      g.node('b', 'Transpose', ['a', 'order'], float);
      g.node('c', 'Pad', ['b', 'none'], float);
      g.node('d', 'Cast', ['c'], { SrcT: attribute.type('float32'), DstT: attribute.type('float32') });
      g.node('e', 'Mul', ['ones', 'd'], float);
      g.node('f', 'AddV2', ['e', 'zero'], float);
      g.node('g', 'Sub', ['f', 'zero'], float);
      g.output('y', g.node('y', 'Relu', ['g'], float));
    });
    const after = dropNoOps.run(graph);
    expect(opsOf(after)).toEqual(['Relu']);
    expect([...after.weights.keys()]).toEqual([]);
    await expectSameAnswers(graph, after, { x });
  });

  test('an output of the model keeps its name', async () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 3, 4]);
      g.node('relu', 'Relu', ['x'], float);
      g.node('neg', 'Neg', ['relu'], float);
      g.output('positive', g.node('positive', 'Identity', ['relu'], float));
      g.output('negative', g.node('negative', 'Identity', ['neg'], float));
    });
    const after = dropNoOps.run(graph);
    expect(opsOf(after)).toEqual(['Relu', 'Neg']);
    expect([...after.nodes.keys()]).toEqual(['x', 'positive', 'negative']);
    expect(after.outputs).toEqual(graph.outputs);
    await expectSameAnswers(graph, after, { x });
  });
});

describe('what has a meaning stays', () => {
  test('an Identity that is an output beside what it takes, or that stands for an input or a weight', async () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 3, 4]);
      g.weight('w', float32([1, 2]));
      g.output('relu', g.node('relu', 'Relu', ['x'], float));
      g.output('again', g.node('again', 'Identity', ['relu'], float));
      g.output('echo', g.node('echo', 'Identity', ['x'], float));
      g.output('weight', g.node('weight', 'Identity', ['w'], float));
    });
    const after = dropNoOps.run(graph);
    expect(after).toBe(graph);
    await expectSameAnswers(graph, after, { x });
  });

  test('an Identity that others wait for, and one that waits', () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 3, 4]);
      g.node('first', 'Identity', ['x'], float);
      g.node('then', 'Identity', ['x', '^first'], float);
      g.output('y', g.node('y', 'Relu', ['then'], float));
    });
    expect(dropNoOps.run(graph)).toBe(graph);
  });

  test('a second output of what it takes cannot be renamed', () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 4]);
      g.weight('axis', int32([1], []));
      g.node('split', 'Split', ['axis', 'x'], { ...float, num_split: attribute.int(2) });
      g.output('y', g.node('y', 'Identity', ['split:1'], float));
    });
    expect(dropNoOps.run(graph)).toBe(graph);
  });

  test('Reshape and Transpose to another shape, shapes that are not known, constants that broadcast', () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 4, 1]);
      g.input('z', 'float32', 'any');
      g.weight('shape', int32([-1, 2, 2]));
      g.weight('order', int32([0, 2, 1]));
      g.weight('ones', float32([1, 1, 1, 1]));
      g.weight('deep', float32([1], [1, 1, 1, 1]));
      g.output('a', g.node('a', 'Reshape', ['x', 'shape'], float));
      g.output('b', g.node('b', 'Transpose', ['x', 'order'], float));
      g.output('c', g.node('c', 'Mul', ['x', 'ones'], float));
      g.output('d', g.node('d', 'Mul', ['x', 'deep'], float));
      g.output('e', g.node('e', 'Mul', ['z', 'ones'], float));
      g.output('f', g.node('f', 'Cast', ['z'], { SrcT: attribute.type('float32'), DstT: attribute.type('int32') }));
    });
    expect(dropNoOps.run(graph)).toBe(graph);
  });
});
