import { sizeOf } from '../../model/tensor.js';
import type { Graph } from '../graph/graph.js';
import { parseTensorName, tensorName } from '../graph/tensor-name.js';
import type { InferredSizes } from './infer-sizes.js';

/** TF.js gives the result the memory of what came in. */
const sharing: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'ExpandDims']);
const oneByte: ReadonlySet<string> = new Set(
  (
    'Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr LogicalNot LogicalXor IsNan IsInf IsFinite ' +
    'All Any'
  ).split(' '),
);
const bytesOf = (op: string) => (oneByte.has(op) ? 1 : 4);

/**
 * Bytes of the most values that are alive at one time, besides the weights: each from the node that computes it to the
 * last that takes it, outputs to the end. What is of unknown size counts nothing.
 */
export function liveBytes({ outputs }: Pick<Graph, 'outputs'>, { sizes, nodes }: InferredSizes): number {
  const root = new Map<string, string>();
  const rootOf = (name: string) => root.get(name) ?? name;
  const lastUse = new Map<string, number>();
  nodes.forEach((node, time) => {
    const inputs = node.inputs.map(parseTensorName).filter(({ control }) => !control);
    const [first] = inputs;
    if (sharing.has(node.op) && first) root.set(node.name, rootOf(first.node));
    for (const input of inputs) lastUse.set(rootOf(input.node), time);
  });
  for (const { tensor } of outputs) lastUse.set(rootOf(parseTensorName(tensor).node), nodes.length);

  const ending: string[][] = [];
  for (const [name, time] of lastUse) (ending[time] ??= []).push(name);
  const own = new Map<string, number>();
  let [live, most] = [0, 0];
  nodes.forEach((node, time) => {
    if (node.op !== 'Const' && !root.has(node.name)) {
      let bytes = 0;
      for (let i = 0; ; i++) {
        const shape = sizes.get(tensorName(node.name, i));
        if (!shape) break;
        bytes += sizeOf(shape) * bytesOf(node.op);
      }
      own.set(node.name, bytes);
      live += bytes;
      most = Math.max(most, live);
      if (!lastUse.has(node.name)) live -= bytes;
    }
    for (const name of ending[time] ?? []) live -= own.get(name) ?? 0;
  });
  return most;
}
