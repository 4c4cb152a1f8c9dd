import { predictAll } from '../training/predict.js';
import { openStored, storeModel, type StoredModel } from '../training/stored-model.js';
import type { Loan } from './data.js';
import { measure, type Measures } from './measures.js';
import { samplesOf, type Trained } from './train-candidate.js';

const schemes = ['float32', 'float16', 'uint16', 'uint8'] as const;
export type Scheme = (typeof schemes)[number];

/** So much more log loss on the validation rows is not worth any bytes. */
const tolerance = 0.0005;

/** What each scheme of storing the weights costs and gives. */
export interface Stored {
  scheme: Scheme;
  model: StoredModel;
  /** Of the network that is read back from what is stored. */
  probabilities: (loans: readonly Loan[]) => Promise<Float32Array>;
}

export async function storeByEveryScheme({ network, table }: Trained): Promise<Stored[]> {
  return Promise.all(
    schemes.map(async (scheme) => {
      const model = await storeModel(network, scheme);
      return {
        scheme,
        model,
        probabilities: async (loans) => {
          const opened = await openStored(model);
          const given = predictAll(opened, samplesOf(loans, table));
          opened.dispose();
          return given;
        },
      };
    }),
  );
}

/** The one with the fewest bytes of those that are as good as float32 on the validation rows. */
export async function chooseScheme(all: readonly Stored[], validation: readonly Loan[]): Promise<Stored> {
  const losses = new Map<Stored, Measures>();
  for (const stored of all) losses.set(stored, measure(await stored.probabilities(validation), validation));
  const [first, ...others] = all as [Stored, ...Stored[]];
  const limit = (losses.get(first)?.logLoss ?? Infinity) + tolerance;
  return others.reduce(
    (best, stored) =>
      (losses.get(stored)?.logLoss ?? Infinity) <= limit && stored.model.bytes.stored < best.model.bytes.stored
        ? stored
        : best,
    first,
  );
}
