import { invalid } from './invalid.js';
import { isName, isObject } from './json.js';
import { nodeName, readSignature } from './signature.js';

interface GraphNode {
  name: string;
  op: string;
  inputs: readonly string[];
}

/** Holds a TensorFlow GraphDef together: names are there once, and whatever is named is there. */
export function checkGraph(
  nodes: readonly unknown[],
  weights: ReadonlySet<string>,
  signature: unknown,
  url: string,
): void {
  const parsed = nodes.map((node) => parseNode(node, url));
  const names = new Set<string>();
  for (const { name } of parsed) {
    if (names.has(name)) throw broken(url, `has two graph nodes named "${name}".`);
    names.add(name);
  }
  for (const { name, op, inputs } of parsed) {
    const absent = inputs.find((input) => !names.has(nodeName(input)));
    if (absent !== undefined) {
      throw broken(url, `has a graph node "${name}" that takes "${absent}", which is not in the graph.`);
    }
    if (op === 'Const' && !weights.has(name)) {
      throw invalid(url, 'weightsManifest', `has no weight for the constant "${name}".`);
    }
  }
  const outputs = isObject(signature) ? readSignature(signature['outputs']) : [];
  const absent = outputs.find(({ tensor }) => !names.has(nodeName(tensor)));
  if (absent) {
    throw invalid(
      url,
      'signature',
      `names the output "${absent.spec.name}" as "${absent.tensor}", which is not in the graph.`,
    );
  }
}

function parseNode(node: unknown, url: string): GraphNode {
  if (!isObject(node) || !isName(node['name']) || typeof node['op'] !== 'string') {
    throw broken(url, 'has a graph node without a name or an op, or with a forbidden name.');
  }
  const inputs = node['input'] ?? [];
  if (!Array.isArray(inputs) || !inputs.every((input) => typeof input === 'string')) {
    throw broken(url, `has a graph node "${node['name']}" whose inputs are no names.`);
  }
  return { name: node['name'], op: node['op'], inputs };
}

function broken(url: string, what: string) {
  return invalid(url, 'modelTopology.node', what);
}
