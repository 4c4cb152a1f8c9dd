import type { GraphNode, Pass, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { byChannel, spread } from './affine.js';
import { leakyAlpha, linearNode, linearOf, takesBias, type Activation, type Linear } from './linear.js';
import { freshName } from './names.js';
import { rewrite, type Change } from './rewrite.js';
import { changed, vector } from './scaled.js';

/**
 * An activation goes into the convolution or matrix product before it, where TF.js 4.22 has an op that computes both on
 * wasm and on WebGL. Where there is no bias it gets one of zeros, as TF.js looks for the activation behind the bias.
 */
export const fuseActivation: Pass = {
  name: 'fuse activations',
  run: (graph) => rewrite(graph, fuse),
};

const simple: Readonly<Record<string, Activation>> = { Relu: 'Relu', Relu6: 'Relu6', Elu: 'Elu', Sigmoid: 'Sigmoid' };

function fuse(node: GraphNode, index: GraphIndex): Change | undefined {
  const before = index.producer(node.inputs[0]);
  const linear = linearOf(before, index);
  if (!linear || linear.activation || !takesBias(linear) || !index.usedOnce(linear.node.name)) return undefined;
  const { name } = node;
  const constants = new Map<string, Weight>();
  const activation = activationOf(node, linear, index, (weight) => {
    const fresh = freshName(index.graph, `${name}/alpha`);
    constants.set(fresh, weight);
    return fresh;
  });
  if (!activation) return undefined;
  const bias = linear.biasName ?? freshName(index.graph, `${name}/bias`);
  if (linear.biasName === undefined) constants.set(bias, vector(new Float32Array(linear.channels)));
  return { nodes: [linearNode(linear, { name, bias, activation })], constants };
}

function activationOf(
  node: GraphNode,
  linear: Linear,
  index: GraphIndex,
  add: (alpha: Weight) => string,
): { name: Activation; alpha?: string | number } | undefined {
  const name = simple[node.op];
  if (name) return { name };
  if (node.op === 'LeakyRelu') {
    // TF.js does not read the slope of a depthwise convolution: it would be 0.
    return linear.kind === 'depthwise' ? undefined : { name: 'LeakyRelu', alpha: leakyAlpha(node) };
  }
  if (node.op !== 'Prelu') return undefined;
  const weight = index.weight(node.inputs[1]);
  const alpha = byChannel(weight);
  if (!weight || !alpha || weight.shape.length > linear.rank) return undefined;
  if (alpha.length !== 1 && alpha.length !== linear.channels) return undefined;
  return { name: 'Prelu', alpha: add(changed(weight, spread(alpha, linear.channels), [linear.channels])) };
}
