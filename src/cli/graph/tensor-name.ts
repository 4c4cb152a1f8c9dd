/** What an input of a node names: an output of another node, or (`^node`) only that this one runs first. */
export interface TensorName {
  readonly node: string;
  readonly index: number;
  readonly control: boolean;
}

/** `node`, `node:0`, `node:1` and `^node`, as a GraphDef writes them. */
export function parseTensorName(input: string): TensorName {
  const control = input.startsWith('^');
  const text = control ? input.slice(1) : input;
  const [, node = text, index = '0'] = /^(.*):(\d+)$/.exec(text) ?? [];
  return { node, index: Number(index), control };
}

/** The one name of an output among those that stand for it: its first output goes by the node's own name. */
export function tensorName(node: string, index = 0): string {
  return index === 0 ? node : `${node}:${String(index)}`;
}

/** `node:0` and `node` become the same. */
export function canonical(input: string): string {
  const { node, index, control } = parseTensorName(input);
  return control ? `^${node}` : tensorName(node, index);
}
