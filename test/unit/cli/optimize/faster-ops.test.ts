import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import { poolMeans, preferPrelu, spellBatchNorm } from '../../../../src/cli/optimize/faster-ops.js';
import { foldFactor } from '../../../../src/cli/optimize/fold-factor.js';
import type { GraphBuilder } from '../../../support/models/graph.js';
import { float32, int32 } from '../../../support/models/tensors.js';
import { expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';
import { addLinear, inputFor, linearKinds } from '../../../support/linear-nodes.js';

const float = { T: attribute.type('float32') };
const x = noise([2, 3, 4, 5]);

describe('LeakyRelu', () => {
  const leaky = (shape: (number | null)[] | 'any', attributes = {}) =>
    graphOf((g) => {
      g.input('x', 'float32', shape);
      g.output('y', g.node('y', 'LeakyRelu', ['x'], { ...float, ...attributes }));
    });

  test('is a Prelu, with the slope given or that of TensorFlow', async () => {
    for (const attributes of [{}, { alpha: attribute.float(0.125) }]) {
      const graph = leaky([null, 3, 4, 5], attributes);
      const after = preferPrelu.run(graph);
      expect(opsOf(after)).toEqual(['Prelu']);
      await expectSameAnswers(graph, after, { x });
    }
  });

  test('stays where the channels are not known', () => {
    for (const shape of ['any', [null, 3, 4, null], []] as const) {
      const graph = leaky(shape === 'any' ? shape : [...shape]);
      expect(preferPrelu.run(graph)).toBe(graph);
    }
  });
});

describe('BatchNorm', () => {
  const normal = (variance = float32(noise([5], 5).data.map((value) => value + 1.5)), training = false) =>
    graphOf((g) => {
      g.input('x', 'float32', [null, 3, 4, 5]);
      for (const [i, name] of ['scale', 'offset', 'mean'].entries()) g.weight(name, noise([5], i + 2));
      g.weight('variance', variance);
      g.output(
        'y',
        g.node('y', 'FusedBatchNormV3', ['x', 'scale', 'offset', 'mean', 'variance'], {
          ...float,
          epsilon: attribute.float(0.01),
          is_training: attribute.bool(training),
        }),
      );
    });

  test('is a Mul and an Add', async () => {
    const graph = normal();
    const after = spellBatchNorm.run(graph);
    expect(opsOf(after)).toEqual(['Mul', 'AddV2']);
    await expectSameAnswers(graph, after, { x });
  });

  test('stays in training, and where a variance is impossible', () => {
    for (const graph of [normal(undefined, true), normal(float32([1, 1, -1, 1, 1]))]) {
      expect(spellBatchNorm.run(graph)).toBe(graph);
    }
  });
});

describe('the average of an image', () => {
  const mean = (axes: number[], keep: boolean, shape: (number | null)[] = [null, 3, 4, 5]) =>
    graphOf((g) => {
      g.input('x', 'float32', shape);
      g.weight('axes', int32(axes));
      g.output('y', g.node('y', 'Mean', ['x', 'axes'], { ...float, keep_dims: attribute.bool(keep) }));
    });

  test.each([
    [[1, 2], true, ['AvgPool']],
    [[2, 1], false, ['AvgPool', 'Reshape']],
    [[-3, -2], false, ['AvgPool', 'Reshape']],
  ])('over %j, dimensions kept: %s', async (axes, keep, ops) => {
    const graph = mean(axes, keep);
    const after = poolMeans.run(graph);
    expect(opsOf(after)).toEqual(ops);
    await expectSameAnswers(graph, after, { x });
  });

  test.each([
    [[1], [null, 3, 4, 5]],
    [
      [2, 3],
      [null, 3, 4, 5],
    ],
    [
      [1, 2],
      [null, null, 4, 5],
    ],
    [
      [1, 2],
      [null, 3, 4],
    ],
    [
      [1, 2],
      [null, 64, 64, 5],
    ],
  ])('over %j of %j stays', (axes, shape) => {
    const graph = mean(axes, false, shape);
    expect(poolMeans.run(graph)).toBe(graph);
  });
});

describe('a factor within a product', () => {
  /** Hard-swish before a convolution. */
  const swish = (build?: (g: GraphBuilder) => void, sixth = float32([1 / 6], [])) =>
    graphOf((g) => {
      g.input('x', 'float32', linearKinds.Conv2D.shape);
      g.weight('three', float32([3], []));
      g.weight('sixth', sixth);
      g.node('shifted', 'AddV2', ['x', 'three'], float);
      g.node('relu', 'Relu6', ['shifted'], float);
      g.node('scaled', 'Mul', ['relu', 'sixth'], float);
      g.node('swish', 'Mul', ['x', 'scaled'], float);
      g.output('y', addLinear(g, 'Conv2D', { x: 'swish' }));
      build?.(g);
    });

  test('goes into the weights behind', async () => {
    const graph = swish();
    const after = foldFactor.run(graph);
    expect(opsOf(after)).toEqual(['AddV2', 'Relu6', 'Mul', 'Conv2D']);
    await expectSameAnswers(graph, after, { x: inputFor('Conv2D') });
  });

  test.each<[string, (g: GraphBuilder) => void]>([
    [
      'the product',
      (g) => {
        g.output('z', g.node('z', 'Relu', ['swish'], float));
      },
    ],
    [
      'the factor',
      (g) => {
        g.output('z', g.node('z', 'Relu', ['scaled'], float));
      },
    ],
    [
      'an output',
      (g) => {
        g.output('z', 'swish');
      },
    ],
  ])('stays where others take %s', (_, build) => {
    const graph = swish((g) => {
      build(g);
    });
    expect(foldFactor.run(graph)).toBe(graph);
  });

  test('stays where it has dimensions', () => {
    const graph = swish(undefined, float32([1 / 6], [1]));
    expect(foldFactor.run(graph)).toBe(graph);
  });
});
