import { byDamage, type DamageOptions } from './damage.js';
import { exceptionsOf, fewestRaised, type Raised } from './raise.js';
import type { StoredModel, Storing } from './storing.js';

/** Whoever asks for weights as they were expects answers as they were: relative to the answer, see `outputDifference`. */
const within = 1e-3;

/**
 * Weights as the source stored them. Those that a pass changed were rounded anew by the source's scheme, which some
 * networks answer with errors a hundred times as large: then the most damaging of these become float32, as few as do.
 */
export async function keepWithin(
  storing: Storing,
  options: DamageOptions,
): Promise<{ stored: StoredModel; raised: readonly Raised[] }> {
  const kept = await storing.store('keep');
  const changed = kept.summary.tensors.filter(({ error }) => error > 0);
  if (changed.length === 0 || (await options.damage(kept)) <= within) return { stored: kept, raised: [] };
  const from = new Map(changed.map(({ name, scheme }) => [name, scheme]));
  const order = (await byDamage(storing, from, options)).map((each) => ({ ...each, to: 'float32' as const }));
  const found = await fewestRaised(order, [], async (raised) => {
    options.onProgress?.(`${raised.length} raised`);
    const stored = await storing.store('keep', exceptionsOf(raised));
    return { stored, raised, passes: (await options.damage(stored)) <= within };
  });
  return found ?? { stored: kept, raised: [] };
}
