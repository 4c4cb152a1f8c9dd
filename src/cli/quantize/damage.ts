import type { StoredScheme } from '../../model/manifest/manifest.js';
import type { Raised } from './raise.js';
import { storeWeight, storingError } from './store-weight.js';
import type { StoredModel, Storing } from './storing.js';

/** Weights whose damage is measured one by one. */
const mostMeasured = 48;

export interface DamageOptions {
  /** How far a model's answers are off the exact ones. */
  damage: (stored: StoredModel) => Promise<number>;
  onProgress?: ((step: string) => void) | undefined;
}

/**
 * Weights by the damage that each does where it alone is stored so, the most damaging first: measured for those whose
 * error and number of uses let expect most, the others by these alone.
 *
 * @param from how each of them is stored
 */
export async function byDamage(
  storing: Storing,
  from: ReadonlyMap<string, StoredScheme>,
  { damage, onProgress }: DamageOptions,
): Promise<Raised[]> {
  const expected = [...from]
    .flatMap(([tensor, scheme]) => {
      const { weight, uses = 1 } = storing.weights.get(tensor) ?? {};
      const error = weight
        ? storingError(weight, storeWeight(tensor, weight, scheme === 'int8' ? 'uint8' : scheme))
        : 0;
      return error > 0 ? [{ tensor, from: scheme, to: scheme, damage: error * uses }] : [];
    })
    .sort((a, b) => b.damage - a.damage);
  const measured: Raised[] = [];
  for (const each of expected.slice(0, mostMeasured)) {
    onProgress?.(`damage of ${each.tensor}`);
    const alone = await storing.store('float32', new Map([[each.tensor, each.from]]));
    measured.push({ ...each, damage: await damage(alone) });
  }
  return [...measured.sort((a, b) => b.damage - a.damage), ...expected.slice(mostMeasured)];
}
