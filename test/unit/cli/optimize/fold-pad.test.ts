import { describe, expect, test } from 'vitest';
import { attribute, intsAttribute, textAttribute } from '../../../../src/cli/graph/attributes.js';
import { foldPad } from '../../../../src/cli/optimize/fold-pad.js';
import { float32, int32 } from '../../../support/models/tensors.js';
import { expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';
import { addLinear, inputFor, linearKinds } from '../../../support/linear-nodes.js';

const float = { T: attribute.type('float32') };

interface Options {
  op?: string;
  value?: number;
  padding?: string;
  stride?: number;
  shape?: readonly (number | null)[];
}

function padded(kind: 'Conv2D' | 'DepthwiseConv2dNative', pads: number[], options: Options = {}) {
  const { op = 'Pad', value = 0, padding = 'VALID', stride = 1, shape = linearKinds[kind].shape } = options;
  return graphOf((g) => {
    g.input('x', 'float32', shape);
    g.weight('pads', int32(pads, [4, 2]));
    g.weight('value', float32([value], []));
    g.node('padded', op, op === 'PadV2' ? ['x', 'pads', 'value'] : ['x', 'pads'], {
      ...float,
      mode: attribute.text('REFLECT'),
    });
    g.output('y', addLinear(g, kind, { x: 'padded', padding, stride }));
  });
}

describe.each(['Conv2D', 'DepthwiseConv2dNative'] as const)('before %s', (kind) => {
  test.each([
    [[0, 0, 1, 2, 3, 0, 0, 0], 1],
    [[0, 0, 2, 2, 2, 2, 0, 0], 2],
  ])('%j, stride %i', async (pads, stride) => {
    const graph = padded(kind, pads, { stride });
    const after = foldPad.run(graph);
    expect(opsOf(after)).toEqual([kind]);
    expect(intsAttribute(after.nodes.get('linear')!, 'explicit_paddings')).toEqual(pads);
    await expectSameAnswers(graph, after, { x: inputFor(kind) });
  });

  test('as SAME where that is the same', async () => {
    // 5 × 6 with a window of 3 × 2: one row on each side, one column behind.
    const graph = padded(kind, [0, 0, 1, 1, 0, 1, 0, 0], { op: 'PadV2' });
    const after = foldPad.run(graph);
    expect(textAttribute(after.nodes.get('linear')!, 'padding')).toBe('SAME');
    await expectSameAnswers(graph, after, { x: inputFor(kind) });
  });

  test('as explicit paddings where the size is open', async () => {
    const graph = padded(kind, [0, 0, 1, 1, 0, 1, 0, 0], { shape: [null, null, null, 3] });
    const after = foldPad.run(graph);
    expect(textAttribute(after.nodes.get('linear')!, 'padding')).toBe('EXPLICIT');
    await expectSameAnswers(graph, after, { x: noise([1, 4, 7, 3]) });
  });

  test('two Pads, one after the other', async () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', linearKinds[kind].shape);
      g.weight('a', int32([0, 0, 1, 0, 0, 2, 0, 0], [4, 2]));
      g.weight('b', int32([0, 0, 0, 3, 1, 1, 0, 0], [4, 2]));
      g.node('one', 'Pad', ['x', 'a'], float);
      g.node('two', 'Pad', ['one', 'b'], float);
      g.output('y', addLinear(g, kind, { x: 'two', padding: 'VALID' }));
    });
    const after = foldPad.run(foldPad.run(graph));
    expect(opsOf(after)).toEqual([kind]);
    await expectSameAnswers(graph, after, { x: inputFor(kind) });
  });
});

describe('left alone', () => {
  const around = [0, 0, 1, 1, 1, 1, 0, 0];
  test.each([
    ['other values than zero', padded('Conv2D', around, { op: 'PadV2', value: 1 })],
    ['mirrored', padded('Conv2D', around, { op: 'MirrorPad' })],
    ['channels', padded('Conv2D', [0, 0, 0, 0, 0, 0, 1, 1], { shape: [null, 5, 6, 1] })],
    ['the batch', padded('Conv2D', [1, 0, 0, 0, 0, 0, 0, 0])],
    ['padded again by SAME', padded('Conv2D', around, { padding: 'SAME' })],
  ])('%s', (_, graph) => {
    expect(foldPad.run(graph)).toBe(graph);
  });

  test('what another node takes too', () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', linearKinds.Conv2D.shape);
      g.weight('pads', int32(around, [4, 2]));
      g.node('padded', 'Pad', ['x', 'pads'], float);
      g.output('y', addLinear(g, 'Conv2D', { x: 'padded', padding: 'VALID' }));
      g.output('z', g.node('z', 'Relu', ['padded'], float));
    });
    expect(foldPad.run(graph)).toBe(graph);
  });
});
