import { sizeOf, type Tensors, type TensorSpec } from '../../model/tensor.js';
import type { Session } from '../../runtime/session.js';
import type { Run } from '../../transform/explain/explain.js';
import type { Queue } from '../queue.js';
import { runTogether } from './run-together.js';

/** A batch is no larger than so many inputs, and so many numbers in them: 16 MiB. */
const most = { inputs: 256, numbers: 2 ** 22 };
const first = 16;
/** Each change of size may compile anew: few sizes, far apart. */
const step = 4;
/** Milliseconds: a batch that took less than the one lets the next be larger, one that took more than the other smaller. */
const short = 25;
const long = 100;

/**
 * Many inputs in batches. Each waits its turn in the queue, so that a prediction waits for one of them at most, and they
 * become as large as runs in a short time.
 *
 * @param session asked before each batch; throws where it was closed meanwhile
 * @param signal ends it before the next batch
 */
export function runInBatches(queue: Queue, session: () => Session, signal: AbortSignal): Run {
  let size = first;
  return async <Answer>(count: number, input: (i: number) => Tensors, read: (outputs: Tensors) => Answer) => {
    const answers: Answer[] = [];
    while (answers.length < count) {
      await queue.add(async () => {
        const start = performance.now();
        const open = session();
        const left = count - answers.length;
        const length = Math.min(size, left, largestBatch(open.inputs));
        const samples = Array.from({ length }, (_, i) => input(answers.length + i));
        answers.push(...(await runTogether(open, samples)).map(read));
        if (length === size) size = nextSize(size, performance.now() - start);
      }, signal);
    }
    return answers;
  };
}

/** One, where the first dimension is not free, or another one is: samples may then have different shapes. */
function largestBatch(specs: readonly TensorSpec[]): number {
  if (!specs.every(({ shape: [first, ...rest] }) => first === null && !rest.includes(null))) return 1;
  const numbers = specs.reduce((sum, { shape }) => sum + sizeOf(shape.map((size) => size ?? 1)), 0);
  return Math.max(1, Math.floor(most.numbers / numbers));
}

function nextSize(size: number, milliseconds: number): number {
  if (milliseconds < short) return Math.min(most.inputs, size * step);
  return milliseconds > long ? Math.max(1, size / step) : size;
}
