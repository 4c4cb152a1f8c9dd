import { formatShape, type TensorSpec } from '../../model/tensor.js';
import { formatBytes, formatCount, formatShare, plural } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';
import { facts, table, wrap } from '../terminal/table.js';
import type { JudgedSignature } from '../signing/package-signing.js';
import type { GraphFacts, Inspection } from './inspect-model.js';

/** How many rows of a table are shown without `--all`. */
const shortTable = 12;

interface Look {
  title: string;
  /** Of a package: who signed it, see `readGiven`. */
  signatures?: readonly JudgedSignature[] | null | undefined;
  width: number;
  style: Style;
  /** Every op and every layer. */
  all: boolean;
}

/** An inspection for people. */
export function showInspection(inspection: Inspection, look: Look): string {
  const { graph, noGraph } = inspection;
  const parts = [head(inspection, look), signature(inspection, look)];
  if (graph) parts.push(...opTables(graph, look));
  parts.push(layers(inspection, look));
  if (graph) parts.push(passes(graph, inspection.package !== undefined, look));
  parts.push(...troubles(graph, noGraph, look));
  return parts.filter((part) => part !== '').join('\n\n');
}

function head({ kind, package: manifest, parameters, bytes, storage, graph }: Inspection, look: Look): string {
  const kinds = { graph: 'GraphModel', layers: 'LayersModel' };
  const stored = Object.entries(storage)
    .sort(([, a], [, b]) => b - a)
    .map(([scheme, size]) => `${scheme} ${formatBytes(size)}`)
    .join(', ');
  const pairs: [string, string][] = [];
  if (manifest) {
    const { task, release, description, license, source, expires, evaluation } = manifest;
    pairs.push(['package', `${task}, release ${release}`]);
    if (description !== undefined) pairs.push(['', description]);
    if (license !== undefined) pairs.push(['licence', license]);
    if (source !== undefined) pairs.push(['source', source]);
    if (expires !== undefined) pairs.push(['expires', expires]);
    if (evaluation) {
      const { metric, packed, float32, samples } = evaluation;
      pairs.push([metric, `${packed} (the source: ${float32}) over ${plural(samples, 'sample')}`]);
    }
    pairs.push(...signedBy(look.signatures));
  }
  pairs.push(
    ['format', `${kinds[kind]}${graph ? `, ${plural(graph.nodes, 'node')}` : ''}`],
    ['parameters', formatCount(parameters)],
    ['weights', `${formatBytes(bytes.weights)} (${stored || 'none'}); ${formatBytes(bytes.float32)} as float32`],
    ['model.json', formatBytes(bytes.modelJson)],
  );
  if (graph) {
    const { flops, uncounted, memory } = graph;
    const left = uncounted > 0 ? `, without ${plural(uncounted, 'node')} of unknown size` : '';
    pairs.push(
      ['FLOPs', `${formatCount(flops)} for one sample (a multiply-add is two)${left}`],
      [
        'memory',
        `about ${formatBytes(memory.weights + memory.activations)}: weights ${formatBytes(memory.weights)}, values ` +
          formatBytes(memory.activations),
      ],
    );
  }
  return `${look.style.bold(look.title)}\n${facts(pairs, look.width)}`;
}

function signedBy(signatures: Look['signatures']): [string, string][] {
  if (signatures === null) return [['signed', 'manifest.sig is damaged']];
  if (!signatures || signatures.length === 0) return [['signed', 'by nobody']];
  return signatures.map(({ key, valid }, i) => [
    i === 0 ? 'signed' : '',
    valid ? `by ${key}` : `not by ${key}, whose signature is of another manifest`,
  ]);
}

function signature({ inputs, outputs }: Inspection, { width, style }: Look): string {
  const row = (side: string) => (spec: TensorSpec) => [
    side,
    spec.name,
    spec.dtype,
    spec.anyRank ? 'any' : formatShape(spec.shape),
  ];
  const rows = [...inputs.map(row('input')), ...outputs.map(row('output'))];
  if (rows.length === 0) return '';
  const columns = [{ title: '' }, { title: 'name', gives: true as const }, { title: 'dtype' }, { title: 'shape' }];
  return `${style.bold('Signature')}\n${table(columns, rows, { width, style })}`;
}

function opTables({ ops, flops, fused }: GraphFacts, { width, style, all }: Look): string[] {
  const shown = all ? ops : ops.slice(0, shortTable);
  const rows = shown.map((op) => [op.op, formatCount(op.count), formatCount(op.flops), formatShare(op.flops, flops)]);
  const columns = [
    { title: 'op', gives: true as const },
    { title: 'nodes', align: 'right' as const },
    { title: 'FLOPs', align: 'right' as const },
    { title: 'share', align: 'right' as const },
  ];
  const operations = `${style.bold('Operations')}\n${table(columns, rows, { width, style })}${more(ops.length - shown.length, style)}`;
  if (fused.length === 0) return [operations];
  const together = fused.map(({ op, with: after, count }) => [op, after.join(', '), formatCount(count)]);
  const fusedColumns = [
    { title: 'op' },
    { title: 'does as well', gives: true as const },
    { title: 'nodes', align: 'right' as const },
  ];
  return [operations, `${style.bold('Fused')}\n${table(fusedColumns, together, { width, style })}`];
}

function layers({ layers: list, kind, bytes }: Inspection, { width, style, all }: Look): string {
  // Keras's layers tell a story in their order; nodes do not.
  const sorted = all && kind === 'layers' ? [...list] : [...list].sort((a, b) => b.bytes - a.bytes);
  const shown = all ? sorted : sorted.slice(0, shortTable);
  if (shown.length === 0) return '';
  const common = commonFolder(list.map(({ name }) => name));
  const rows = shown.map(({ name, type, parameters, bytes: own }) => [
    name.slice(common.length),
    type,
    formatCount(parameters),
    formatBytes(own),
    formatShare(own, bytes.weights),
  ]);
  const columns = [
    { title: kind === 'layers' ? 'layer' : 'node', gives: true as const },
    { title: kind === 'layers' ? 'class' : 'op' },
    { title: 'parameters', align: 'right' as const },
    { title: 'bytes', align: 'right' as const },
    { title: 'share', align: 'right' as const },
  ];
  const title = kind === 'layers' ? 'Layers' : 'Weights by node';
  return `${style.bold(title)}\n${table(columns, rows, { width, style })}${more(sorted.length - shown.length, style)}`;
}

/** What all names begin with, up to a slash: it tells nothing. */
function commonFolder([first = '', ...others]: readonly string[]): string {
  for (let end = first.lastIndexOf('/'); end > 0; end = first.lastIndexOf('/', end - 1)) {
    const folder = first.slice(0, end + 1);
    if (others.length > 0 && others.every((name) => name.startsWith(folder))) return folder;
  }
  return '';
}

function passes({ passes: list, nodes }: GraphFacts, isPackage: boolean, { width, style }: Look): string {
  const useful = list.filter(({ before, after }) => before !== after);
  const title = style.bold(isPackage ? 'What optimising would still do' : 'What packing would do');
  if (useful.length === 0) return `${title}\n  Nothing is left to fuse or to fold.`;
  const rows = useful.map(({ pass, before, after }) => [pass, String(before), String(after)]);
  const columns = [
    { title: 'pass', gives: true as const },
    { title: 'nodes before', align: 'right' as const },
    { title: 'after', align: 'right' as const },
  ];
  const last = useful.at(-1)?.after ?? nodes;
  return `${title}\n${table(columns, rows, { width, style })}\n  ${style.dim(`${nodes} → ${last} nodes`)}`;
}

function troubles(graph: GraphFacts | undefined, noGraph: string | undefined, { style, width }: Look): string[] {
  const say = (title: string, text: string) =>
    `${title}\n${wrap(text, width - 2)
      .map((line) => `  ${line}`)
      .join('\n')}`;
  const found: string[] = [];
  if (noGraph !== undefined) found.push(say(style.yellow('No graph'), noGraph));
  if (!graph) return found;
  const { unknown, notOnWasm, controlFlow } = graph.support;
  if (unknown.length > 0) {
    found.push(say(style.red('TF.js does not know'), `${unknown.join(', ')}. This model cannot be loaded.`));
  }
  if (notOnWasm.length > 0) {
    found.push(say(style.yellow('Not on wasm'), `${notOnWasm.join(', ')}. This model needs WebGL or cpu.`));
  }
  if (controlFlow.length > 0) {
    found.push(say(style.yellow('Control flow'), `${controlFlow.join(', ')}. What it runs is not counted.`));
  }
  return found;
}

function more(left: number, style: Style): string {
  return left > 0 ? `\n${style.dim(`  … and ${plural(left, 'more', 'more')} (--all)`)}` : '';
}
