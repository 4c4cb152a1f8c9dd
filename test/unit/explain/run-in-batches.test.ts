import { afterEach, describe, expect, test, vi } from 'vitest';
import { EdgewiseError } from '../../../src/errors.js';
import type { Tensors, TensorSpec } from '../../../src/model/tensor.js';
import type { Session } from '../../../src/runtime/session.js';
import { runInBatches } from '../../../src/worker/host/run-in-batches.js';
import { Queue } from '../../../src/worker/queue.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const never = new AbortController().signal;
const input = (i: number): Tensors => ({ x: { data: Float32Array.of(i), shape: [1, 1], dtype: 'float32' } });
const read = ({ x }: Tensors) => (x!.data as Float32Array)[0]!;

/** A session that answers its input, each run in so many milliseconds; and the rows of each run. */
function echo(milliseconds: (run: number) => number, shape: TensorSpec['shape'] = [null, 1]) {
  const rows: number[] = [];
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const session = {
    inputs: [{ name: 'x', dtype: 'float32', shape }],
    run: (inputs: Tensors) => {
      rows.push(inputs['x']!.shape[0]!);
      now += milliseconds(rows.length);
      return Promise.resolve(inputs);
    },
  } as unknown as Session;
  return { session, rows };
}

describe('batches', () => {
  test('become larger while they are quick, and every input is answered in its place', async () => {
    const { session, rows } = echo(() => 1);
    const answers = await runInBatches(new Queue(), () => session, never)(1000, input, read);
    expect(rows).toEqual([16, 64, 256, 256, 256, 152]);
    expect(answers).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  test('become smaller where they are slow, and stay where they are neither', async () => {
    const { session, rows } = echo((run) => (run <= 2 ? 500 : 50));
    await runInBatches(new Queue(), () => session, never)(24, input, read);
    expect(rows).toEqual([16, 4, 1, 1, 1, 1]);
  });

  test('are no larger than memory is wanted for, and of one where the first dimension is not free', async () => {
    const wide = echo(() => 1, [null, 2 ** 20]);
    await runInBatches(new Queue(), () => wide.session, never)(6, input, read);
    expect(wide.rows).toEqual([4, 2]);
    const fixed = echo(() => 1, [1, 1]);
    await runInBatches(new Queue(), () => fixed.session, never)(3, input, read);
    expect(fixed.rows).toEqual([1, 1, 1]);
  });

  test('let others in between, end where they are taken back, and where the session is closed', async () => {
    const { session, rows } = echo(() => 50);
    const queue = new Queue();
    const controller = new AbortController();
    const running = runInBatches(queue, () => session, controller.signal)(160, input, read);
    const between = queue.add(() => Promise.resolve(rows.length), never);
    const abort = between.then(() => {
      controller.abort();
    });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await abort;
    expect(await between).toBe(1);
    expect(rows.length).toBeLessThan(10);

    const disposed = new EdgewiseError('disposed', 'gone');
    let asked = 0;
    const closing = () => {
      if (++asked > 2) throw disposed;
      return session;
    };
    await expect(runInBatches(queue, closing, never)(160, input, read)).rejects.toBe(disposed);
  });
});
