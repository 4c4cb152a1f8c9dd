import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import { foldAffineForward } from '../../../../src/cli/optimize/fold-affine-forward.js';
import { float32, type TestTensor } from '../../../support/models/tensors.js';
import { expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';
import { addLinear, inputFor, kindNames, linearKinds, type LinearKind } from '../../../support/linear-nodes.js';

const float = { T: attribute.type('float32') };

function before(kind: LinearKind, op: string, constant: TestTensor = noise([3], 2), options = {}) {
  return graphOf((g) => {
    g.input('x', 'float32', linearKinds[kind].shape);
    g.weight('constant', constant);
    g.node('relu', 'Relu', ['x'], float);
    g.node('affine', op, ['relu', 'constant'], float);
    g.output('y', addLinear(g, kind, { x: 'affine', ...options }));
  });
}

describe.each(kindNames)('into %s behind', (kind) => {
  const unfused = ['Relu', kind.split(' ')[0]];

  test('a factor for each channel, and one for all', async () => {
    for (const constant of [noise([3], 2), float32([0.5], [])]) {
      const graph = before(kind, 'Mul', constant);
      const after = foldAffineForward.run(graph);
      expect(opsOf(after)).toEqual(unfused);
      await expectSameAnswers(graph, after, { x: inputFor(kind) });
    }
  });

  test('an offset, where nothing is padded', async () => {
    const graph = before(kind, 'AddV2', noise([3], 2), { padding: 'VALID' });
    const after = foldAffineForward.run(graph);
    if (kind === 'Conv2DBackpropInput' || kind === 'MatMul of a transposed weight') expect(after).toBe(graph);
    else expect(opsOf(after)).toEqual(['Relu', expect.stringMatching(/Fused/)]);
    await expectSameAnswers(graph, after, { x: inputFor(kind) });
  });
});

describe('left alone', () => {
  test.each(['Conv2D', 'DepthwiseConv2dNative'] as const)('an offset before a %s that pads with zeros', (kind) => {
    const graph = before(kind, 'AddV2');
    expect(foldAffineForward.run(graph)).toBe(graph);
  });

  test('what another node takes too', () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 3]);
      g.weight('constant', noise([3], 2));
      g.node('affine', 'Mul', ['x', 'constant'], float);
      g.output('y', addLinear(g, 'MatMul', { x: 'affine' }));
      g.output('z', g.node('z', 'Relu', ['affine'], float));
    });
    expect(foldAffineForward.run(graph)).toBe(graph);
  });

  test('a constant that spreads what it is applied to', () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 1]);
      g.weight('constant', noise([3], 2));
      g.node('affine', 'Mul', ['x', 'constant'], float);
      g.output('y', addLinear(g, 'MatMul', { x: 'affine' }));
    });
    expect(foldAffineForward.run(graph)).toBe(graph);
  });

  test('an input of unknown shape, unless there is one factor for all', () => {
    const withConstant = (constant: TestTensor = noise([3], 2)) =>
      graphOf((g) => {
        g.input('x', 'float32', 'any');
        g.weight('constant', constant);
        g.node('affine', 'Mul', ['x', 'constant'], float);
        g.output('y', addLinear(g, 'MatMul', { x: 'affine' }));
      });
    const graph = withConstant();
    expect(foldAffineForward.run(graph)).toBe(graph);
    expect(opsOf(foldAffineForward.run(withConstant(float32([2], []))))).toEqual(['MatMul']);
  });
});
