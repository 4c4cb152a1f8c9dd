import { attribute } from '../graph/attributes.js';
import type { GraphNode, Pass, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { byChannel } from './affine.js';
import { freshName } from './names.js';
import { rewrite, type Change } from './rewrite.js';
import { changed } from './scaled.js';

/**
 * Prelu and LeakyRelu as older frameworks spell them out: `relu(x) − a·relu(−x)`, `relu(x) + a·(x − |x|)`, and
 * `max(x, a·x)` with one slope from 0 to 1.
 */
export const recognisePrelus: Pass = {
  name: 'recognise Prelu and LeakyRelu',
  run: (graph) => rewrite(graph, (node, index) => preluOf(node, index) ?? leakyOf(node, index)),
};

interface Scaled {
  readonly name: string;
  readonly weight: Weight;
  readonly other: GraphNode;
}

function preluOf(node: GraphNode, index: GraphIndex): Change | undefined {
  const isSum = node.op === 'Add' || node.op === 'AddV2';
  if (!isSum && node.op !== 'Sub') return undefined;
  const [a, b] = node.inputs.map((input) => index.producer(input));
  const orders = isSum ? [[a, b] as const, [b, a] as const] : [[a, b] as const];
  for (const [positive, negative] of orders) {
    const x = positive?.op === 'Relu' ? positive.inputs[0] : undefined;
    const scaled = scaledOf(negative, index);
    const slope = x !== undefined && scaled && slopeOf(scaled.other, x, index);
    if (!slope || x === undefined || !fitsChannels(scaled.weight, x, index)) continue;
    const sign = isSum ? slope : -slope;
    const alpha = freshName(index.graph, `${node.name}/alpha`);
    const values = (scaled.weight.values as Float32Array).map((value) => value * sign);
    return {
      nodes: [{ name: node.name, op: 'Prelu', inputs: [x, alpha], attributes: { T: attribute.type('float32') } }],
      constants: new Map([[alpha, changed(scaled.weight, values)]]),
    };
  }
  return undefined;
}

/** A product with a constant of one value a channel, which nobody else takes. */
function scaledOf(node: GraphNode | undefined, index: GraphIndex): Scaled | undefined {
  if (node?.op !== 'Mul' || !index.usedOnce(node.name) || index.isFixed(node.name)) return undefined;
  const [a = '', b = ''] = node.inputs;
  const name = index.weight(a) ? a : b;
  const weight = index.weight(name);
  const other = index.producer(name === a ? b : a);
  return weight && other && byChannel(weight) ? { name, weight, other } : undefined;
}

/** How much this is times a negative `x`; it is 0 for a positive one. */
function slopeOf(node: GraphNode, x: string, index: GraphIndex): number | undefined {
  const [a, b] = node.inputs.map((input) => index.producer(input));
  if (node.op === 'Relu' && a?.op === 'Neg' && a.inputs[0] === x) return -1;
  if (node.op === 'Sub' && node.inputs[0] === x && b?.op === 'Abs' && b.inputs[0] === x) return 2;
  return undefined;
}

/** TF.js on wasm takes the slopes as they come, without broadcasting: one, or one for each channel. */
function fitsChannels({ shape, values }: Weight, x: string, index: GraphIndex): boolean {
  const facts = index.facts(x);
  if (facts.dtype !== 'float32' || !facts.shape || facts.shape.length < shape.length) return false;
  return values.length === 1 || facts.shape.at(-1) === values.length;
}

function leakyOf(node: GraphNode, index: GraphIndex): Change | undefined {
  if (node.op !== 'Maximum') return undefined;
  const [a = '', b = ''] = node.inputs;
  for (const [x, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const product = index.producer(other);
    if (product?.op !== 'Mul' || !index.usedOnce(product.name) || !product.inputs.includes(x)) continue;
    const weight = index.weight(product.inputs.find((input) => input !== x));
    const alpha = weight?.dtype === 'float32' && weight.shape.length === 0 ? Number(weight.values[0]) : NaN;
    if (!(alpha >= 0 && alpha <= 1)) continue;
    const attributes = { T: attribute.type('float32'), alpha: attribute.float(alpha) };
    return { nodes: [{ name: node.name, op: 'LeakyRelu', inputs: [x], attributes }] };
  }
  return undefined;
}
