import type { GraphNode, Pass, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { forward } from './forward.js';
import { freshName } from './names.js';
import { rewrite, type Change } from './rewrite.js';

/**
 * Minimum, Maximum, Relu, Relu6 and ClipByValue by constants, one after the other, are one clip: from 0 to 6 it is Relu6,
 * from 0 on Relu, which both can be fused, else ClipByValue where it has both bounds. On wasm TF.js takes a hundred times
 * as long for Minimum and Maximum.
 */
export const recogniseClips: Pass = {
  name: 'recognise Relu and Relu6',
  run: (graph) => rewrite(graph, recognise),
};

interface Clip {
  readonly x: string;
  readonly low: number;
  readonly high: number;
}

function recognise(node: GraphNode, index: GraphIndex): Change | undefined {
  const last = clipOf(node, index);
  if (!last) return undefined;
  const first = clipOf(index.producer(last.x), index);
  if (!first) return renamed(node, last, index);
  const into = (value: number) => Math.max(last.low, Math.min(last.high, value));
  const [low, high] = [into(first.low), into(first.high)];
  if (low === first.low && high === first.high) return forward(node, last.x, index);
  return renamed(node, { x: first.x, low, high }, index);
}

function renamed(node: GraphNode, { x, low, high }: Clip, index: GraphIndex): Change | undefined {
  const attributes = { T: { type: 'DT_FLOAT' } };
  const op = low !== 0 ? undefined : high === 6 ? 'Relu6' : high === Infinity ? 'Relu' : undefined;
  if (op) {
    if (node.op === op && node.inputs[0] === x) return undefined;
    return { nodes: [{ name: node.name, op, inputs: [x], attributes }] };
  }
  if (low === -Infinity || high === Infinity || (node.op === 'ClipByValue' && node.inputs[0] === x)) return undefined;
  const bounds = ['low', 'high'].map((part) => freshName(index.graph, `${node.name}/${part}`));
  const value = (bound: number): Weight => ({ shape: [], dtype: 'float32', values: Float32Array.of(bound) });
  return {
    nodes: [{ name: node.name, op: 'ClipByValue', inputs: [x, ...bounds], attributes }],
    constants: new Map(bounds.map((name, i) => [name, value(i === 0 ? low : high)])),
  };
}

/** Of float32 only: the constants say so, and where there are none, what is inferred. */
function clipOf(node: GraphNode | undefined, index: GraphIndex): Clip | undefined {
  if (!node || index.isFixed(node.name)) return undefined;
  const [a, b, c] = node.inputs;
  if (a === undefined) return undefined;
  switch (node.op) {
    case 'Relu':
    case 'Relu6':
      return index.facts(a).dtype === 'float32' ? { x: a, low: 0, high: node.op === 'Relu' ? Infinity : 6 } : undefined;
    case 'ClipByValue': {
      const [low, high] = [scalar(b, index), scalar(c, index)];
      return low === undefined || high === undefined || low > high ? undefined : { x: a, low, high };
    }
    case 'Minimum':
    case 'Maximum': {
      const [x, value] = index.weight(a) ? [b, scalar(a, index)] : [a, scalar(b, index)];
      if (x === undefined || value === undefined) return undefined;
      return node.op === 'Minimum' ? { x, low: -Infinity, high: value } : { x, low: value, high: Infinity };
    }
    default:
      return undefined;
  }
}

/** Without dimensions, so that the result has the shape of what is clipped. */
function scalar(tensor: string | undefined, index: GraphIndex): number | undefined {
  const weight = index.weight(tensor);
  return weight?.dtype === 'float32' && weight.shape.length === 0 ? Number(weight.values[0]) : undefined;
}
