import { relativeDifference } from '../../src/model/compare.js';
import type { Tensors } from '../../src/model/tensor.js';
import type { Backend, Case, Contender } from './contender.js';
import type { Answer } from './page.js';
import { Problem } from './problem.js';

/** What two answers may differ by, relative to the answer's scale: graphics cards order their sums as they like. */
const tolerances: Record<Backend, number> = { wasm: 1e-4, webgl: 1e-2, cpu: 1e-4 };

/** A fast wrong answer would be no merit: every answer is held against the first one of its case. */
export class Agreement {
  private reference: { tensors: Tensors; by: string } | undefined;
  largest = 0;

  constructor(private readonly at: Case) {}

  /** @throws Problem where the answer is another */
  check({ label }: Contender, answer: Answer): void {
    const tensors = unpack(answer);
    this.reference ??= { tensors, by: label };
    const [names, expected] = [tensors, this.reference.tensors].map((of) => Object.keys(of).sort().join(', '));
    const difference = names === expected ? relativeDifference(this.reference.tensors, tensors) : Infinity;
    this.largest = Math.max(this.largest, difference);
    const tolerance = tolerances[this.at.backend];
    if (difference <= tolerance && names !== '') return;
    throw new Problem(
      `${this.at.model.name} on ${this.at.backend}: ${label} answers something else than ${this.reference.by}: ` +
        `${names ?? ''} differ from ${expected ?? ''} by ${difference.toPrecision(2)} of their scale, ` +
        `and ${String(tolerance)} is allowed. How fast a wrong answer comes says nothing.`,
    );
  }
}

function unpack(answer: Answer): Tensors {
  const tensors = Object.entries(answer).map(([name, { data, shape }]) => {
    const { buffer } = Uint8Array.from(Buffer.from(data, 'base64'));
    return [name, { data: new Float32Array(buffer), shape, dtype: 'float32' as const }];
  });
  return Object.fromEntries(tensors) as Tensors;
}
