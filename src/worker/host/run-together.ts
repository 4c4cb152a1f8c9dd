import { stack, unstack } from '../../model/batch.js';
import type { Tensors } from '../../model/tensor.js';
import type { Session } from '../../runtime/session.js';

/** Several inputs run as one batch, along their first dimension. */
export async function runTogether(session: Session, samples: readonly Tensors[]): Promise<Tensors[]> {
  const [only, second] = samples;
  if (only && !second) return [await session.run(only)];
  const { inputs, rows } = stack(samples);
  return unstack(await session.run(inputs), rows);
}
