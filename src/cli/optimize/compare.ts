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
  const given = [...seeded(source.inputs.map(({ spec }) => spec)), ...further];
  const plain = withoutLostBatch(await answersOf(source, optimized, [], given));
  const answer = (probes: readonly string[]) =>
    probes.length > 0 ? answersOf(source, optimized, probes, given) : Promise.resolve(plain);

  const frames = inFrames(optimized);
  // What enters a loop or a branch can be asked for; what is computed inside cannot.
  const canAsk = (tensor: string) => !frames.has(parseTensorName(tensor).node);
  const jumps = jumpsOf(optimized).filter(({ name, op }) => !frames.has(name) || op === 'Enter' || op === 'Switch');
  const before = new Map(jumps.map((node) => [node, probesOf(optimized, source, [node]).filter(canAsk)]));
  const first = await answer([...before.values()].flat());
  const places = first.map((answers) => {
    const unstable = jumps.filter((node) =>
      before.get(node)?.some((tensor) => answers && answers.differenceAt(tensor) !== 0),
    );
    return placesBehind(source, optimized, unstable, canAsk);
  });
  const second = await answer(places.flatMap((byOutput) => [...byOutput.values()].flat()));

  const outputs = optimized.outputs.map(({ spec: { name } }): OutputDifference => {
    const at = places.map((byOutput, i) => (second[i] ? (byOutput.get(name) ?? []) : []));
    const differences = plain.flatMap((answers, i) => {
      if (!answers) return [];
      const tensors = at[i] ?? [];
      return tensors.length > 0
        ? tensors.map((tensor) => second[i]?.differenceAt(tensor) ?? Infinity)
        : [answers.differenceOf(name)];
    });
    return { output: name, difference: Math.max(0, ...differences), at: [...new Set(at.flat())] };
  });
  const inputs = plain.filter((answers) => answers !== undefined).length;
  return { difference: Math.max(0, ...outputs.map(({ difference }) => difference)), outputs, inputs };
}

/** For each output behind a node that jumped, all tensors that go into such nodes and into what follows, on its way. */
function placesBehind(
  source: Graph,
  optimized: Graph,
  unstable: readonly GraphNode[],
  canAsk: (tensor: string) => boolean,
): Map<string, string[]> {
  const behind = withDescendants(optimized, unstable);
  const outputs = optimized.outputs.filter(({ tensor }) => behind.has(parseTensorName(tensor).node));
  return new Map(
    outputs.map(({ tensor, spec }) => {
      const needed = [...withAncestors(optimized, tensor)].filter((name) => behind.has(name));
      const nodes = needed.flatMap((name) => optimized.nodes.get(name) ?? []);
      return [spec.name, probesOf(optimized, source, nodes, behind).filter(canAsk)];
    }),
  );
}

function seeded(specs: readonly TensorSpec[]): Tensors[] {
  const isFree = specs.length > 0 && specs.every(({ shape }) => shape[0] === null);
  const three = specs.map((spec) => ({ ...spec, shape: [3, ...spec.shape.slice(1)] }));
  return [seededInputs(specs, 1), ...(isFree ? [seededInputs(three, 2)] : [])];
}

/**
 * A source that answers to the first of three pictures alone, or to all as one (a size of its own fixes the batch, though
 * its input declares it free), says nothing about three. Its optimised graph may well keep them apart.
 */
function withoutLostBatch(answers: readonly (Answers | undefined)[]): (Answers | undefined)[] {
  const [one] = answers;
  return answers.map((each) => {
    const lost = one && each && each !== one && each.sourceShapes === one.sourceShapes;
    return lost && each.optimizedShapes !== each.sourceShapes ? undefined : each;
  });
}

interface Answers {
  /** Of all outputs, in words. */
  sourceShapes: string;
  optimizedShapes: string;
  differenceOf(output: string): number;
  differenceAt(tensor: string): number;
}

/**
 * What both graphs answer to each of the inputs, with further tensors among their outputs. undefined where not even the
 * source can compute it: a batch of three is not for every model that declares it, and not every tensor can be asked for.
 */
async function answersOf(
  source: Graph,
  optimized: Graph,
  probes: readonly string[],
  given: readonly Tensors[],
): Promise<(Answers | undefined)[]> {
  const expected = await runAll(probed(source, probes), given);
  const actual = await runAll(probed(optimized, probes), given);
  return expected.map((reference, i) => {
    if (!reference) return undefined;
    const differenceOf = (name: string) => {
      const [value, other] = [reference[name], actual[i]?.[name]];
      if (!value) return 0;
      return other ? relativeDifference({ [name]: value }, { [name]: other }) : Infinity;
    };
    return {
      ...{ sourceShapes: shapesOf(reference), optimizedShapes: shapesOf(actual[i] ?? {}) },
      ...{ differenceOf, differenceAt: (tensor: string) => differenceOf(keyOf(tensor)) },
    };
  });
}

function shapesOf(tensors: Tensors): string {
  return JSON.stringify(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
}

async function runAll(graph: Graph, given: readonly Tensors[]): Promise<(Tensors | undefined)[]> {
  const runner = await openGraph(graph);
  const answers: (Tensors | undefined)[] = [];
  try {
    for (const inputs of given) answers.push(await runner.run(inputs).catch(() => undefined));
  } finally {
    runner.dispose();
  }
  return answers;
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
