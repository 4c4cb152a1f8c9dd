import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import { foldAffine } from '../../../../src/cli/optimize/fold-affine.js';
import { fuseActivation } from '../../../../src/cli/optimize/fuse-activation.js';
import type { GraphBuilder } from '../../../support/models/graph.js';
import { expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';
import { addLinear, inputFor, linearKinds, type LinearKind } from '../../../support/linear-nodes.js';

const float = { T: attribute.type('float32') };
const kinds = ['Conv2D', 'DepthwiseConv2dNative', 'MatMul'] as const;

function activated(kind: LinearKind, op: string, { biased = false, alpha = noise([1]) } = {}) {
  const { shape, channels } = linearKinds[kind];
  return graphOf((g: GraphBuilder) => {
    g.input('x', 'float32', shape);
    let last = addLinear(g, kind);
    if (biased) {
      g.weight('bias', noise([channels], 2));
      last = g.node('biased', 'BiasAdd', [last, 'bias'], float);
    }
    if (op === 'Prelu') g.weight('alpha', alpha);
    const attributes = op === 'LeakyRelu' ? { ...float, alpha: attribute.float(0.125) } : float;
    g.output('y', g.node('y', op, op === 'Prelu' ? [last, 'alpha'] : [last], attributes));
  });
}

describe.each(kinds)('%s', (kind) => {
  const cases = ['Relu', 'Relu6', 'Elu', 'Sigmoid', 'LeakyRelu', 'Prelu'].filter(
    (op) => kind !== 'DepthwiseConv2dNative' || op !== 'LeakyRelu',
  );
  test.each(cases)('with %s, with a bias and without', async (op) => {
    for (const biased of [true, false]) {
      const alpha = noise(kind.startsWith('MatMul') ? [4] : [1, 1, linearKinds[kind].channels], 5);
      const graph = activated(kind, op, { biased, alpha });
      const after = fuseActivation.run(foldAffine.run(graph));
      expect(opsOf(after)).toHaveLength(1);
      await expectSameAnswers(graph, after, { x: inputFor(kind) });
    }
  });

  test('with Prelu of one slope for all', async () => {
    const graph = activated(kind, 'Prelu', { alpha: noise([1]) });
    const after = fuseActivation.run(graph);
    expect(opsOf(after)).toHaveLength(1);
    await expectSameAnswers(graph, after, { x: inputFor(kind) });
  });
});

describe('left alone', () => {
  test('LeakyRelu behind a depthwise convolution: TF.js would read no slope', () => {
    const graph = activated('DepthwiseConv2dNative', 'LeakyRelu');
    expect(fuseActivation.run(graph)).toBe(graph);
  });

  test.each(['Conv2DBackpropInput', 'MatMul of a transposed weight'] as const)('%s', (kind) => {
    const graph = activated(kind, 'Relu');
    expect(fuseActivation.run(graph)).toBe(graph);
  });

  test.each(['Tanh', 'Selu', 'Softplus'])('%s, which TF.js cannot fuse', (op) => {
    const graph = activated('Conv2D', op);
    expect(fuseActivation.run(graph)).toBe(graph);
  });

  test('slopes for each pixel', () => {
    const graph = activated('Conv2D', 'Prelu', { alpha: noise([5, 6, 4]) });
    expect(fuseActivation.run(graph)).toBe(graph);
  });

  test('a second activation', async () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', linearKinds.MatMul.shape);
      addLinear(g, 'MatMul');
      g.node('relu', 'Relu', ['linear'], float);
      g.output('y', g.node('y', 'Sigmoid', ['relu'], float));
    });
    const after = fuseActivation.run(graph);
    expect(opsOf(after)).toEqual(['_FusedMatMul', 'Sigmoid']);
    await expectSameAnswers(graph, after, { x: inputFor('MatMul') });
  });

  test.each([
    [
      'another consumer',
      (g: GraphBuilder) => {
        g.output('z', g.node('z', 'Neg', ['linear'], float));
      },
    ],
    [
      'an output',
      (g: GraphBuilder) => {
        g.output('z', 'linear');
      },
    ],
    [
      'one that waits for it',
      (g: GraphBuilder) => {
        g.output('z', g.node('z', 'Neg', ['x', '^linear'], float));
      },
    ],
  ])('%s', (_, build) => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', linearKinds.Conv2D.shape);
      addLinear(g, 'Conv2D');
      g.output('y', g.node('y', 'Relu', ['linear'], float));
      build(g);
    });
    expect(fuseActivation.run(graph)).toBe(graph);
  });
});
