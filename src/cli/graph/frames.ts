import type { Graph } from './graph.js';
import { consumersOf } from './consumers.js';

const loopOps: ReadonlySet<string> = new Set(['Enter', 'RefEnter']);
const switchOps: ReadonlySet<string> = new Set(['Switch', 'RefSwitch']);
const isExit = (op: string) => op === 'Exit' || op === 'RefExit';
const isMerge = (op: string) => op === 'Merge' || op === 'RefMerge';

/**
 * The nodes of TensorFlow 1's loops and branches: whether and how often they run hangs on more than what they take, so no
 * pass touches them. A loop reaches from Enter to Exit, a branch from Switch to Merge.
 */
export function inFrames(graph: Pick<Graph, 'nodes'>): ReadonlySet<string> {
  const consumers = consumersOf(graph);
  const found = new Set<string>();
  const follow = (from: ReadonlySet<string>, isEnd: (op: string) => boolean) => {
    const reached = new Set<string>();
    const open = [...graph.nodes.values()].filter(({ name, op }) => from.has(op) && !found.has(name));
    for (let node = open.pop(); node; node = open.pop()) {
      if (reached.has(node.name)) continue;
      reached.add(node.name);
      if (!isEnd(node.op)) open.push(...(consumers.get(node.name) ?? []));
    }
    for (const name of reached) found.add(name);
  };
  follow(loopOps, isExit);
  follow(switchOps, isMerge);
  return found;
}
