import { expect } from 'vitest';
import { openGraph } from '../../src/cli/engine/open-graph.js';
import type { Graph } from '../../src/cli/graph/graph.js';
import { inOrder } from '../../src/cli/graph/order.js';
import { readGraph } from '../../src/cli/graph/read-graph.js';
import { relativeDifference } from '../../src/model/compare.js';
import type { Tensors } from '../../src/model/tensor.js';
import { GraphBuilder } from './models/graph.js';
import { randomFloats } from './models/random.js';
import { float32, type TestTensor } from './models/tensors.js';
import { sourceOf } from './source.js';

export function graphOf(build: (graph: GraphBuilder) => void): Graph {
  const graph = new GraphBuilder();
  build(graph);
  return readGraph(sourceOf(graph.build()));
}

/** What the graph computes, op by op: the rest are its constants and inputs. */
export function opsOf(graph: Graph): string[] {
  return inOrder(graph)
    .map(({ op }) => op)
    .filter((op) => op !== 'Const' && op !== 'Placeholder');
}

export async function answersOf(graph: Graph, inputs: Tensors): Promise<Tensors> {
  const runner = await openGraph(graph);
  try {
    return await runner.run(inputs);
  } finally {
    runner.dispose();
  }
}

/** Both graphs answer the same, up to rounding, and their answers are more than zeros. */
export async function expectSameAnswers(before: Graph, after: Graph, inputs: Tensors, tolerance = 1e-5): Promise<void> {
  const expected = await answersOf(before, inputs);
  expect(Object.values(expected).some(({ data }) => [...data].some((value) => value !== 0))).toBe(true);
  expect(relativeDifference(expected, await answersOf(after, inputs))).toBeLessThanOrEqual(tolerance);
}

/** Seeded numbers from -1 to 1. */
export function noise(shape: readonly number[], seed = 1): TestTensor & { data: Float32Array<ArrayBuffer> } {
  const data = randomFloats(
    seed,
    shape.reduce((a, b) => a * b, 1),
  );
  return { ...float32(data, shape), data };
}
