import type { HashingTransform } from '../../src/model/transforms/text.js';
import { textPreparer } from '../../src/transform/text/prepare.js';
import type { Samples } from '../training/samples.js';

/** Texts with their labels. Of the thousands of numbers of a text some hundred are not 0, and only these are kept. */
export function textSamples(mails: readonly { text: string; spam: boolean }[], transform: HashingTransform): Samples {
  const { buckets, input } = transform;
  const prepare = textPreparer(transform, [{ name: input, dtype: 'float32', shape: [null, buckets] }]);
  const rows = mails.map(({ text }) => sparse(prepare(text)[input]?.data as Float32Array));
  return {
    count: mails.length,
    inputShape: [buckets],
    labelShape: [1],
    batch(places) {
      const inputs = new Float32Array(places.length * buckets);
      for (const [i, place] of places.entries()) {
        const { at, values } = rows[place] as Sparse;
        for (let j = 0; j < at.length; j++) inputs[i * buckets + (at[j] as number)] = values[j] as number;
      }
      return { inputs, labels: Float32Array.from(places, (place) => Number(mails[place]?.spam)) };
    },
  };
}

interface Sparse {
  at: Uint32Array;
  values: Float32Array;
}

function sparse(row: Float32Array): Sparse {
  const at = Uint32Array.from([...row.keys()].filter((bucket) => row[bucket] !== 0));
  return { at, values: Float32Array.from(at, (bucket) => row[bucket] as number) };
}
