import { relativeDifference } from '../../model/compare.js';
import { seededInputs } from '../../model/seeded-inputs.js';
import type { Tensors, TensorSpec } from '../../model/tensor.js';
import { openGraph } from '../engine/open-graph.js';
import { inFrames } from '../graph/frames.js';
import { attribute } from '../graph/attributes.js';
import type { Graph, GraphNode } from '../graph/graph.js';
import { parseTensorName } from '../graph/tensor-name.js';
import { freshName } from './names.js';
import { jumpsOf, probesOf, withAncestors, withDescendants } from './cuts.js';

/** How much an optimised graph may differ from its source, relative to the scale of what is compared. */
export const tolerance = 1e-4;

export interface Comparison {
  /** The largest of all outputs; Infinity where shapes differ, or where only the source can be computed. */
  readonly difference: number;
  readonly outputs: readonly OutputDifference[];
  /** Sets of inputs that the source could compute, and on which both were compared. */
  readonly inputs: number;
}

export interface OutputDifference {
  readonly output: string;
  /** The largest over all inputs, relative to the largest magnitude of the tensor compared. */
  readonly difference: number;
  /** Where not the output itself was compared but these tensors before it: what follows them may jump. */
  readonly at: readonly string[];
}

/**
 * Compares both graphs on seeded inputs, with a batch of one and, where it is free, of three, and on further ones. Where
 * an output comes out of a TopK, a NonMaxSuppression or another op that turns the smallest difference into another answer,
 * all tensors are compared that go into that op and into what follows it: near ties may fall differently.
 */
export async function compareGraphs(
  source: Graph,
  optimized: Graph,
  further: readonly Tensors[] = [],
): Promise<Comparison> {
  const specs = source.inputs.map(({ spec }) => spec);
  const found = new Map<string, OutputDifference>();
  let inputs = 0;
  for (const given of [...seeded(specs), ...further]) {
    const differences = await compareOn(source, optimized, given);
    if (!differences) continue;
    inputs++;
    for (const next of differences) {
      const { difference = 0, at = [] } = found.get(next.output) ?? {};
      found.set(next.output, {
        output: next.output,
        difference: Math.max(difference, next.difference),
        at: [...new Set([...at, ...next.at])],
      });
    }
  }
  const outputs = [...found.values()];
  return { difference: Math.max(0, ...outputs.map(({ difference }) => difference)), outputs, inputs };
}

function seeded(specs: readonly TensorSpec[]): Tensors[] {
  const isFree = specs.length > 0 && specs.every(({ shape }) => shape[0] === null);
  const three = specs.map((spec) => ({ ...spec, shape: [3, ...spec.shape.slice(1)] }));
  return [seededInputs(specs, 1), ...(isFree ? [seededInputs(three, 2)] : [])];
}

/** undefined where not even the source can compute these: a batch of three is not for every model that declares it. */
async function compareOn(source: Graph, optimized: Graph, given: Tensors): Promise<OutputDifference[] | undefined> {
  const frames = inFrames(optimized);
  // What enters a loop or a branch can be asked for; what is computed inside cannot.
  const jumps = jumpsOf(optimized).filter(({ name, op }) => !frames.has(name) || op === 'Enter' || op === 'Switch');
  const reachable = (tensor: string) => !frames.has(parseTensorName(tensor).node);
  const before = new Map(jumps.map((node) => [node, probesOf(optimized, source, [node]).filter(reachable)]));
  const outputs = await answersOf(source, optimized, [], given);
  if (!outputs) return undefined;
  // Not every tensor can be asked for; then the outputs have to do.
  const asked = [...before.values()].flat();
  const first = asked.length > 0 ? await answersOf(source, optimized, asked, given) : outputs;
  const unstable = jumps.filter((node) =>
    before.get(node)?.some((tensor) => first && first.differenceAt(tensor) !== 0),
  );
  const behind = withDescendants(optimized, unstable);
  const isBehind = (tensor: string) => behind.has(parseTensorName(tensor).node);

  const places = new Map(
    optimized.outputs.map(({ tensor, spec }) => {
      if (!isBehind(tensor)) return [spec.name, []];
      const needed = [...withAncestors(optimized, tensor)].filter((name) => behind.has(name));
      const nodes = needed.flatMap((name) => optimized.nodes.get(name) ?? []);
      return [spec.name, probesOf(optimized, source, nodes, behind).filter(reachable)];
    }),
  );
  const further = [...places.values()].flat();
  const second = further.length > 0 ? await answersOf(source, optimized, further, given) : undefined;
  return optimized.outputs.map(({ spec: { name } }) => {
    const at = second ? (places.get(name) ?? []) : [];
    const differences = at.map((tensor) => second?.differenceAt(tensor) ?? Infinity);
    return { output: name, difference: at.length > 0 ? Math.max(...differences) : outputs.differenceOf(name), at };
  });
}

interface Answers {
  differenceOf(output: string): number;
  differenceAt(tensor: string): number;
}

/** Both graphs run once, with further tensors among their outputs. */
async function answersOf(
  source: Graph,
  optimized: Graph,
  probes: readonly string[],
  given: Tensors,
): Promise<Answers | undefined> {
  const expected = await run(probed(source, probes), given);
  if (expected instanceof Error) return undefined;
  const actual = await run(probed(optimized, probes), given);
  const differenceOf = (name: string) => {
    const reference = expected[name];
    const other = actual instanceof Error ? undefined : actual[name];
    if (!reference) return 0;
    return other ? relativeDifference({ [name]: reference }, { [name]: other }) : Infinity;
  };
  return { differenceOf, differenceAt: (tensor) => differenceOf(keyOf(tensor)) };
}

async function run(graph: Graph, given: Tensors): Promise<Tensors | Error> {
  const runner = await openGraph(graph);
  try {
    return await runner.run(given);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    runner.dispose();
  }
}

/** TF.js in its step-by-step way disposes of some intermediate results, though they are outputs; of their copies it does not. */
function probed(graph: Graph, probes: readonly string[]): Graph {
  const added = [...new Set(probes)].map((tensor) => ({
    node: {
      name: freshName(graph, `compared/${tensor.replace(':', '_')}`),
      op: 'Identity',
      inputs: [tensor],
      attributes: { T: attribute.type('float32') },
    },
    spec: { name: keyOf(tensor), dtype: 'float32' as const, shape: [], anyRank: true as const },
  }));
  return {
    ...graph,
    nodes: new Map([...graph.nodes, ...added.map(({ node }): [string, GraphNode] => [node.name, node])]),
    outputs: [...graph.outputs, ...added.map(({ node, spec }) => ({ tensor: node.name, spec }))],
  };
}

/** A name that no output of a model has: TensorFlow's own never begin so. */
function keyOf(tensor: string): string {
  return `^${tensor}`;
}
