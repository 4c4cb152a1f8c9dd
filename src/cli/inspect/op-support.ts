import { json as arithmetic } from '@tensorflow/tfjs-converter/dist/operations/op_list/arithmetic.js';
import { json as basicMath } from '@tensorflow/tfjs-converter/dist/operations/op_list/basic_math.js';
import { json as control } from '@tensorflow/tfjs-converter/dist/operations/op_list/control.js';
import { json as convolution } from '@tensorflow/tfjs-converter/dist/operations/op_list/convolution.js';
import { json as creation } from '@tensorflow/tfjs-converter/dist/operations/op_list/creation.js';
import { json as dynamic } from '@tensorflow/tfjs-converter/dist/operations/op_list/dynamic.js';
import { json as evaluation } from '@tensorflow/tfjs-converter/dist/operations/op_list/evaluation.js';
import { json as graph } from '@tensorflow/tfjs-converter/dist/operations/op_list/graph.js';
import { json as hashTable } from '@tensorflow/tfjs-converter/dist/operations/op_list/hash_table.js';
import { json as image } from '@tensorflow/tfjs-converter/dist/operations/op_list/image.js';
import { json as logical } from '@tensorflow/tfjs-converter/dist/operations/op_list/logical.js';
import { json as matrices } from '@tensorflow/tfjs-converter/dist/operations/op_list/matrices.js';
import { json as normalization } from '@tensorflow/tfjs-converter/dist/operations/op_list/normalization.js';
import { json as reduction } from '@tensorflow/tfjs-converter/dist/operations/op_list/reduction.js';
import { json as sliceJoin } from '@tensorflow/tfjs-converter/dist/operations/op_list/slice_join.js';
import { json as sparse } from '@tensorflow/tfjs-converter/dist/operations/op_list/sparse.js';
import { json as spectral } from '@tensorflow/tfjs-converter/dist/operations/op_list/spectral.js';
import { json as string } from '@tensorflow/tfjs-converter/dist/operations/op_list/string.js';
import { json as transformation } from '@tensorflow/tfjs-converter/dist/operations/op_list/transformation.js';
import type { Graph, GraphNode } from '../graph/graph.js';
import { parseTensorName } from '../graph/tensor-name.js';

/** Ops that hinder a model: what nobody computes, and what one backend does not. */
export interface OpSupport {
  /** TF.js does not know them; a model that needs one cannot be loaded. */
  unknown: readonly string[];
  /** WebGL and cpu compute them, wasm does not. */
  notOnWasm: readonly string[];
  /** Ops that call graphs of their own (loops, branches): counted once, whatever they run. */
  controlFlow: readonly string[];
}

const known: ReadonlySet<string> = new Set(
  [
    ...[
      arithmetic,
      basicMath,
      control,
      convolution,
      creation,
      dynamic,
      evaluation,
      graph,
      hashTable,
      image,
      logical,
      matrices,
      normalization,
      reduction,
      sliceJoin,
      sparse,
      spectral,
      string,
      transformation,
    ],
  ]
    .flat()
    .map(({ tfOpName }) => tfOpName),
);

/** Of TF.js 4.22: all other ops that it knows come down to kernels that wasm has. On WebGL none is missing. */
export const opsThatWasmLacks: ReadonlySet<string> = new Set(
  'Complex ComplexAbs Einsum FFT IFFT IRFFT Imag RFFT Real StaticRegexReplace'.split(' '),
);

const controlFlowOps: ReadonlySet<string> = new Set(
  'If StatelessIf While StatelessWhile Switch Merge Enter Exit NextIteration LoopCond'.split(' '),
);

/** Looks at the ops that the outputs need, in functions too. */
export function opSupport(graph: Graph): OpSupport {
  const ops = new Set([...needed(graph)].map(({ op }) => op));
  for (const op of functionOps(graph)) ops.add(op);
  const among = (test: (op: string) => boolean) => [...ops].filter(test).sort();
  return {
    unknown: among((op) => !known.has(op)),
    notOnWasm: among((op) => opsThatWasmLacks.has(op)),
    controlFlow: among((op) => controlFlowOps.has(op)),
  };
}

/** The nodes on a way to an output: TF.js runs no other. */
export function needed({ nodes, outputs }: Pick<Graph, 'nodes' | 'outputs'>): ReadonlySet<GraphNode> {
  const found = new Set<GraphNode>();
  const add = (tensor: string) => {
    const node = nodes.get(parseTensorName(tensor).node);
    if (node) found.add(node);
  };
  for (const { tensor } of outputs) add(tensor);
  // A set that grows is walked to its end.
  for (const { inputs } of found) for (const input of inputs) add(input);
  return found;
}

/** The ops of the functions that control flow calls (GraphDef.library). */
function functionOps({ rest }: Graph): string[] {
  const functions = (rest.library?.['function'] ?? []) as { nodeDef?: { op?: unknown }[] }[];
  return functions.flatMap(({ nodeDef = [] }) => nodeDef.map(({ op }) => String(op)));
}
