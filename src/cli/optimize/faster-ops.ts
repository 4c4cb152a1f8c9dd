import { attribute, boolAttribute } from '../graph/attributes.js';
import type { GraphNode, Pass, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { affineOf } from './affine.js';
import { leakyAlpha } from './linear.js';
import { freshName } from './names.js';
import { rewrite, type Change } from './rewrite.js';
import { isFinite, vector } from './scaled.js';

const float = { T: attribute.type('float32') };

/** LeakyRelu as the Prelu of one slope: on wasm TF.js computes that thirty times as fast, and fuses it in all convolutions. */
export const preferPrelu: Pass = {
  name: 'compute LeakyRelu as Prelu',
  run: (graph) => rewrite(graph, asPrelu),
};

function asPrelu(node: GraphNode, index: GraphIndex): Change | undefined {
  const [x] = node.inputs;
  const { dtype, shape } = index.facts(x);
  const channels = shape?.at(-1);
  if (node.op !== 'LeakyRelu' || x === undefined || dtype !== 'float32' || typeof channels !== 'number')
    return undefined;
  const alpha = freshName(index.graph, `${node.name}/alpha`);
  return {
    nodes: [{ name: node.name, op: 'Prelu', inputs: [x, alpha], attributes: float }],
    constants: new Map([[alpha, vector(new Float32Array(channels).fill(leakyAlpha(node)))]]),
  };
}

/** A BatchNorm that goes into no weights, as Mul and Add: on wasm TF.js computes these two in a seventh of its time. */
export const spellBatchNorm: Pass = {
  name: 'compute BatchNorm as scale and shift',
  run: (graph) => rewrite(graph, spell),
};

function spell(node: GraphNode, index: GraphIndex): Change | undefined {
  const affine = node.op.startsWith('FusedBatchNorm') ? affineOf(node, index) : undefined;
  if (!affine) return undefined;
  const [scaled, scale, offset] = ['scaled', 'scale', 'offset'].map((part) =>
    freshName(index.graph, `${node.name}/${part}`),
  );
  if (scaled === undefined || scale === undefined || offset === undefined) return undefined;
  const constants = new Map([
    [scale, vector(affine.scale)],
    [offset, vector(affine.offset)],
  ]);
  if (![...constants.values()].every(isFinite)) return undefined;
  const nodes = [
    { name: scaled, op: 'Mul', inputs: [affine.x, scale], attributes: float },
    { name: node.name, op: 'AddV2', inputs: [scaled, offset], attributes: float },
  ];
  return { nodes, constants };
}

/** Pixels up to which an average is pooled: on WebGL a pool of many is one long loop, which Mean is not. */
const mostPooled = 1024;

/** The average of an image's pixels as AvgPool: on wasm TF.js computes it four times as fast as Mean. */
export const poolMeans: Pass = {
  name: 'compute averages as AvgPool',
  run: (graph) => rewrite(graph, pool),
};

function pool(node: GraphNode, index: GraphIndex): Change | undefined {
  const [x, axes] = node.inputs;
  const { dtype, shape } = index.facts(x);
  const [, height, width, channels] = shape ?? [];
  const along = index.weight(axes)?.values;
  if (node.op !== 'Mean' || x === undefined || dtype !== 'float32' || shape?.length !== 4) return undefined;
  if (
    !(along instanceof Int32Array) ||
    [...along]
      .map((axis) => (axis + 4) % 4)
      .sort()
      .join() !== '1,2'
  )
    return undefined;
  if (typeof height !== 'number' || typeof width !== 'number' || height * width > mostPooled) return undefined;
  const attributes = {
    ...float,
    ksize: attribute.ints([1, height, width, 1]),
    strides: attribute.ints([1, 1, 1, 1]),
    padding: attribute.text('VALID'),
    data_format: attribute.text('NHWC'),
  };
  const pooled = { name: node.name, op: 'AvgPool', inputs: [x], attributes };
  if (boolAttribute(node, 'keep_dims')) return { nodes: [pooled] };
  if (typeof channels !== 'number') return undefined;
  const [name, sizes] = [freshName(index.graph, `${node.name}/pooled`), freshName(index.graph, `${node.name}/shape`)];
  const flat: Weight = { shape: [2], dtype: 'int32', values: Int32Array.of(-1, channels) };
  return {
    nodes: [
      { ...pooled, name },
      { name: node.name, op: 'Reshape', inputs: [name, sizes], attributes: float },
    ],
    constants: new Map([[sizes, flat]]),
  };
}
