import { concatenate } from '../../model/bytes.js';
import { storedBytes } from '../../model/weights.js';
import type { StoredWeight } from '../graph/graph.js';
import type { SourceModel } from '../source/source-model.js';

/**
 * How a model of layers stores its weights, by the names that they have in the model.
 *
 * @param names of the weights in the model
 */
export function storedWeights(
  { json, shards }: Pick<SourceModel, 'json' | 'shards'>,
  names: ReadonlySet<string>,
): ReadonlyMap<string, StoredWeight> {
  const stored = new Map<string, StoredWeight>();
  for (const { paths, weights } of json.weightGroups) {
    const bytes = new Uint8Array(concatenate(paths.map((path) => shards.get(path) ?? new ArrayBuffer(0))));
    let offset = 0;
    for (const spec of weights) {
      const length = storedBytes(spec);
      // Behind strings, only a walk through the bytes tells where a weight begins. Layers have none.
      if (length === null) break;
      const { name, quantization } = spec;
      const own = names.has(name) ? name : withoutCell(name);
      stored.set(own, { ...(quantization && { quantization }), bytes: bytes.subarray(offset, offset + length) });
      offset += length;
    }
  }
  return stored;
}

/** TensorFlow 2.2 and later name the cell as well, which TF.js leaves out: `lstm/lstm_cell/kernel`. */
function withoutCell(name: string): string {
  const parts = name.split('/');
  return [...parts.slice(0, -2), ...parts.slice(-1)].join('/');
}
