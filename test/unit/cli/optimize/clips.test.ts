import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import { recogniseClips } from '../../../../src/cli/optimize/clips.js';
import type { GraphBuilder } from '../../../support/models/graph.js';
import { float32, int32 } from '../../../support/models/tensors.js';
import { expectSameAnswers, graphOf, opsOf } from '../../../support/graphs.js';

const float = { T: attribute.type('float32') };
const x = float32([-3, -0.5, 0, 0.25, 2, 5.9, 6, 6.5, 100]);

/** x through these ops, each with its constant where it has one. */
function chain(...ops: [op: string, ...constants: number[]][]) {
  return graphOf((g: GraphBuilder) => {
    g.input('x', 'float32', [null]);
    let last = 'x';
    ops.forEach(([op, ...constants], i) => {
      const names = constants.map((value, k) => g.weight(`c${String(i)}${String(k)}`, float32([value], [])));
      last = g.node(`n${String(i)}`, op, [last, ...names], float);
    });
    g.output('y', g.node('y', 'Neg', [last], float));
  });
}

describe.each([
  [['Relu6'], chain(['Minimum', 6], ['Maximum', 0])],
  [['Relu6'], chain(['Maximum', 0], ['Minimum', 6])],
  [['Relu6'], chain(['Relu'], ['Minimum', 6], ['Maximum', 0])],
  [['Relu6'], chain(['ClipByValue', 0, 6])],
  [['Relu6'], chain(['Relu6'], ['Relu'])],
  [['Relu6'], chain(['Relu'], ['Relu6'], ['Relu6'], ['Minimum', 8])],
  [['ClipByValue'], chain(['Minimum', 5], ['Maximum', 0])],
  [['ClipByValue'], chain(['Maximum', -1], ['Minimum', 6])],
  [['ClipByValue'], chain(['Relu6'], ['Minimum', 1])],
  [['ClipByValue'], chain(['ClipByValue', -1, 1])],
  [['Relu'], chain(['Maximum', 0])],
  [['Relu'], chain(['Relu'], ['Maximum', -2], ['Relu'])],
])('%j', (ops, graph) => {
  test(`from ${opsOf(graph).join(', ')}`, async () => {
    const after = recogniseClips.run(graph);
    expect(opsOf(after)).toEqual([...ops, 'Neg']);
    await expectSameAnswers(graph, after, { x }, 0);
  });
});

test('with the constant first', async () => {
  const graph = graphOf((g) => {
    g.input('x', 'float32', [null]);
    g.weight('zero', float32([0], []));
    g.weight('six', float32([6], []));
    g.node('a', 'Maximum', ['zero', 'x'], float);
    g.output('y', g.node('y', 'Minimum', ['six', 'a'], float));
  });
  const after = recogniseClips.run(graph);
  expect(opsOf(after)).toEqual(['Relu6']);
  await expectSameAnswers(graph, after, { x }, 0);
});

describe('left alone', () => {
  test.each([[chain(['Maximum', 0.5])], [chain(['Minimum', 6])], [chain(['ClipByValue', 0, 1])]])(
    'other bounds (%#)',
    (graph) => {
      expect(recogniseClips.run(graph)).toBe(graph);
    },
  );

  test('whole numbers, bounds that broadcast, bounds that are computed', () => {
    const graph = graphOf((g) => {
      g.input('n', 'int32', [null]);
      g.input('x', 'float32', [null]);
      g.weight('none', int32([0], []));
      g.weight('zeros', float32([0, 0]));
      g.node('abs', 'Abs', ['x'], float);
      g.output('a', g.node('a', 'Maximum', ['n', 'none'], { T: attribute.type('int32') }));
      g.output('b', g.node('b', 'Maximum', ['x', 'zeros'], float));
      g.output('c', g.node('c', 'Maximum', ['x', 'abs'], float));
    });
    expect(recogniseClips.run(graph)).toBe(graph);
  });

  test('a clip that others take as well stays for them', async () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null]);
      g.weight('six', float32([6], []));
      g.node('relu', 'Relu', ['x'], float);
      g.output('y', g.node('y', 'Minimum', ['relu', 'six'], float));
      g.output('z', g.node('z', 'Neg', ['relu'], float));
    });
    const after = recogniseClips.run(graph);
    expect(opsOf(after).sort()).toEqual(['Neg', 'Relu', 'Relu6']);
    await expectSameAnswers(graph, after, { x }, 0);
  });
});
