import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import type { Graph } from '../../../../src/cli/graph/graph.js';
import { dropDead } from '../../../../src/cli/optimize/drop-dead.js';
import { foldAffine } from '../../../../src/cli/optimize/fold-affine.js';
import type { GraphBuilder } from '../../../support/models/graph.js';
import { float32, int32 } from '../../../support/models/tensors.js';
import { expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';
import { addLinear, inputFor, kindNames, linearKinds, type LinearKind } from '../../../support/linear-nodes.js';

const float = { T: attribute.type('float32') };

const fusedOf: Record<LinearKind, string[]> = {
  Conv2D: ['_FusedConv2D'],
  DepthwiseConv2dNative: ['FusedDepthwiseConv2dNative'],
  // TF.js adds no bias to a transposed convolution, and on wasm the wrong one to a product of a transposed side.
  Conv2DBackpropInput: ['Conv2DBackpropInput', 'AddV2'],
  MatMul: ['_FusedMatMul'],
  'MatMul of a transposed weight': ['MatMul', 'AddV2'],
};
const takesBias = (kind: LinearKind) => fusedOf[kind].length === 1;

function behind(kind: LinearKind, build: (g: GraphBuilder, channels: number) => void, options = {}): Graph {
  const { shape, channels } = linearKinds[kind];
  return graphOf((g) => {
    g.input('x', 'float32', shape);
    addLinear(g, kind, options);
    build(g, channels);
  });
}

const positive = (channels: number, seed: number) => float32(noise([channels], seed).data.map((value) => value + 1.5));

describe.each(kindNames)('into %s', (kind) => {
  test.each(['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'])('%s', async (op) => {
    const graph = behind(kind, (g, channels) => {
      g.weight('scale', noise([channels], 2));
      g.weight('offset', noise([channels], 3));
      g.weight('mean', noise([channels], 4));
      g.weight('variance', positive(channels, 5));
      const attributes = {
        ...float,
        epsilon: attribute.float(0.01),
        is_training: attribute.bool(false),
        data_format: attribute.text('NHWC'),
      };
      g.output('y', g.node('y', op, ['linear', 'scale', 'offset', 'mean', 'variance'], attributes));
    });
    const after = foldAffine.run(graph);
    expect(opsOf(after)).toEqual(fusedOf[kind]);
    await expectSameAnswers(graph, after, { x: inputFor(kind) });
  });

  test('a BatchNorm spelled out: (x − mean) × scale ÷ deviation + offset', async () => {
    const graph = behind(kind, (g, channels) => {
      g.weight('scale', noise([channels], 2));
      g.weight('offset', noise([1, channels], 3));
      g.weight('mean', noise([channels], 4));
      g.weight('deviation', positive(channels, 5));
      g.node('a', 'Sub', ['linear', 'mean'], float);
      g.node('b', 'Mul', ['scale', 'a'], float);
      g.node('c', 'RealDiv', ['b', 'deviation'], float);
      g.output('y', g.node('y', 'AddV2', ['c', 'offset'], float));
    });
    const after = foldAffine.run(graph);
    if (takesBias(kind)) expect(opsOf(after)).toEqual(fusedOf[kind]);
    await expectSameAnswers(graph, after, { x: inputFor(kind) });
  });

  test('one factor for all, a constant minus it, and its negative', async () => {
    const graph = behind(kind, (g) => {
      g.weight('half', float32([0.5], []));
      g.weight('three', float32([3], []));
      g.node('a', 'Mul', ['linear', 'half'], float);
      g.node('b', 'Neg', ['a'], float);
      g.output('y', g.node('y', 'Sub', ['three', 'b'], float));
    });
    const after = foldAffine.run(graph);
    expect(opsOf(after)).toEqual(takesBias(kind) ? fusedOf[kind] : [fusedOf[kind][0], 'AddV2']);
    await expectSameAnswers(graph, after, { x: inputFor(kind) });
  });

  test('BiasAdd alone makes it fused where TF.js can, and Mul alone leaves it what it is', async () => {
    const biased = behind(kind, (g, channels) => {
      g.weight('bias', noise([channels], 2));
      g.output('y', g.node('y', 'BiasAdd', ['linear', 'bias'], float));
    });
    const scaled = behind(kind, (g, channels) => {
      g.weight('scale', noise([channels], 2));
      g.output('y', g.node('y', 'Mul', ['linear', 'scale'], float));
    });
    const after = foldAffine.run(biased);
    if (takesBias(kind)) expect(opsOf(after)).toEqual(fusedOf[kind]);
    else expect(after).toBe(biased);
    await expectSameAnswers(biased, after, { x: inputFor(kind) });
    expect(opsOf(foldAffine.run(scaled))).toEqual([kind.split(' ')[0]]);
    await expectSameAnswers(scaled, foldAffine.run(scaled), { x: inputFor(kind) });
  });

  test('through a Reshape that keeps the channels', async () => {
    const graph = behind(kind, (g, channels) => {
      g.weight('shape', int32([-1, 2, channels]));
      g.weight('scale', noise([channels], 2));
      g.node('reshaped', 'Reshape', ['linear', 'shape'], float);
      g.output('y', g.node('y', 'Mul', ['reshaped', 'scale'], float));
    });
    const after = foldAffine.run(graph);
    expect(opsOf(after)).toEqual([kind.split(' ')[0], 'Reshape']);
    await expectSameAnswers(graph, after, { x: inputFor(kind) });
  });
});

test('the result carries the name of what went last into it, and the weights that nobody needs are gone', () => {
  const graph = behind('Conv2D', (g) => {
    g.weight('bias', noise([4], 2));
    g.output('y', g.node('y', 'BiasAdd', ['linear', 'bias'], float));
  });
  const after = foldAffine.run(graph);
  expect([...after.nodes.keys()]).not.toContain('linear');
  expect(after.nodes.get('y')).toMatchObject({ op: '_FusedConv2D', inputs: ['x', 'linear/w', 'y/bias'] });
  expect([...after.weights.keys()].sort()).toEqual(['linear/w', 'y/bias']);
});

test('a weight that two share is copied for the one that changes', async () => {
  const graph = graphOf((g) => {
    g.input('x', 'float32', linearKinds.Conv2D.shape);
    g.weight('scale', noise([4], 2));
    addLinear(g, 'Conv2D', { name: 'one', weight: 'shared' });
    addLinear(g, 'Conv2D', { name: 'two', weight: 'shared' });
    g.output('y', g.node('y', 'Mul', ['one', 'scale'], float));
    g.output('z', g.node('z', 'Neg', ['two'], float));
    g.output('raw', g.node('raw', 'Relu', ['two'], float));
  });
  const after = foldAffine.run(graph);
  expect([...after.weights.keys()].sort()).toEqual(['shared', 'y/filter']);
  expect(after.weights.get('shared')).toBe(graph.weights.get('shared'));
  await expectSameAnswers(graph, after, { x: inputFor('Conv2D') });
});

test('a changed weight is to be stored as the one that it was made from', () => {
  const graph = graphOf((g) => {
    g.input('x', 'float32', [null, 3]);
    g.weight('w', noise([3, 4]), 'float16');
    g.weight('scale', noise([4], 2));
    g.node('linear', 'MatMul', ['x', 'w'], float);
    g.output('y', g.node('y', 'Mul', ['linear', 'scale'], float));
  });
  expect(graph.weights.get('w')?.stored).toBeDefined();
  const weight = foldAffine.run(graph).weights.get('y/filter');
  expect(weight).toMatchObject({ shape: [3, 4], scheme: 'float16' });
  expect(weight?.stored).toBeUndefined();
});

describe('left alone', () => {
  const scaleBehind = (build: (g: GraphBuilder) => void, options = {}) =>
    behind(
      'Conv2D',
      (g) => {
        g.weight('scale', noise([4], 2));
        build(g);
      },
      options,
    );
  const y = (g: GraphBuilder, input: string) => {
    g.output('y', g.node('y', 'Mul', [input, 'scale'], float));
  };

  test.each([
    [
      'what another node takes too',
      (g: GraphBuilder) => {
        y(g, 'linear');
        g.output('z', g.node('z', 'Neg', ['linear'], float));
      },
    ],
    [
      'what is an output itself',
      (g: GraphBuilder) => {
        y(g, 'linear');
        g.output('z', 'linear');
      },
    ],
    [
      'what is taken twice',
      (g: GraphBuilder) => {
        g.output('y', g.node('y', 'Mul', ['linear', 'linear'], float));
      },
    ],
    [
      'what another node waits for',
      (g: GraphBuilder) => {
        y(g, 'linear');
        g.output('z', g.node('z', 'Neg', ['x', '^linear'], float));
      },
    ],
    [
      'what waits',
      (g: GraphBuilder) => {
        g.output('y', g.node('y', 'Mul', ['linear', 'scale', '^x'], float));
      },
    ],
    [
      'a factor for each pixel',
      (g: GraphBuilder) => {
        g.weight('image', noise([5, 6, 1]));
        g.output('y', g.node('y', 'Mul', ['linear', 'image'], float));
      },
    ],
    [
      'a factor of more dimensions',
      (g: GraphBuilder) => {
        g.weight('deep', noise([1, 1, 1, 1, 4]));
        g.output('y', g.node('y', 'Mul', ['linear', 'deep'], float));
      },
    ],
    [
      'a constant divided by it',
      (g: GraphBuilder) => {
        g.output('y', g.node('y', 'RealDiv', ['scale', 'linear'], float));
      },
    ],
    [
      'a factor that is computed',
      (g: GraphBuilder) => {
        g.node('abs', 'Abs', ['scale'], float);
        g.output('y', g.node('y', 'Mul', ['linear', 'abs'], float));
      },
    ],
  ])('%s', (_, build) => {
    const graph = scaleBehind(build);
    expect(foldAffine.run(graph)).toBe(graph);
  });

  test('channels first', () => {
    const graph = scaleBehind(
      (g) => {
        y(g, 'linear');
      },
      { format: 'NCHW' },
    );
    expect(foldAffine.run(graph)).toBe(graph);
  });

  test('channels that a Reshape mixes', () => {
    const graph = scaleBehind((g) => {
      g.weight('shape', int32([-1, 8, 4, 15]));
      g.weight('other', noise([15]));
      g.node('reshaped', 'Reshape', ['linear', 'shape'], float);
      g.output('y', g.node('y', 'Mul', ['reshaped', 'other'], float));
    });
    expect(foldAffine.run(graph)).toBe(graph);
  });

  test('one channel that a constant spreads over many', () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 3]);
      g.weight('w', noise([3, 1]));
      g.weight('scale', noise([4], 2));
      g.node('linear', 'MatMul', ['x', 'w'], float);
      y(g, 'linear');
    });
    expect(foldAffine.run(graph)).toBe(graph);
  });

  test('an activation in between', () => {
    const graph = scaleBehind((g) => {
      g.node('relu', 'Relu', ['linear'], float);
      y(g, 'relu');
    });
    expect(foldAffine.run(graph)).toBe(graph);
    const fused = graphOf((g) => {
      g.input('x', 'float32', [null, 3]);
      g.weight('w', noise([3, 4]));
      g.weight('bias', noise([4]));
      g.weight('scale', noise([4], 2));
      g.node('linear', '_FusedMatMul', ['x', 'w', 'bias'], {
        ...float,
        num_args: attribute.int(1),
        fused_ops: attribute.texts(['BiasAdd', 'Relu']),
      });
      y(g, 'linear');
    });
    expect(foldAffine.run(fused)).toBe(fused);
  });

  test('factors that are no finite numbers', () => {
    const graph = behind('Conv2D', (g) => {
      g.weight('zero', float32([0], []));
      g.output('y', g.node('y', 'RealDiv', ['linear', 'zero'], float));
    });
    expect(foldAffine.run(graph)).toBe(graph);
  });

  test('weights that are computed', () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [3, 3]);
      g.weight('scale', noise([3], 2));
      g.node('linear', 'MatMul', ['x', 'x'], float);
      y(g, 'linear');
    });
    expect(foldAffine.run(graph)).toBe(graph);
  });

  test('a loop and the functions of the library', () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 3]);
      g.weight('w', noise([3, 4]));
      g.weight('scale', noise([4], 2));
      g.node('enter', 'Enter', ['x'], { ...float, frame_name: attribute.text('loop') });
      g.node('linear', 'MatMul', ['enter', 'w'], float);
      g.node('inside', 'Mul', ['linear', 'scale'], float);
      g.output('y', g.node('exit', 'Exit', ['inside'], float));
    });
    expect(foldAffine.run(graph)).toBe(graph);
    const library = { function: [{ nodeDef: [{ name: 'inside', op: 'Const' }] }] };
    const weight = graph.weights.get('scale')!;
    const kept = dropDead({ ...graph, weights: new Map([...graph.weights, ['inside', weight]]), rest: { library } });
    expect(kept.weights.has('inside')).toBe(true);
    expect(kept.rest.library).toBe(library);
  });
});
