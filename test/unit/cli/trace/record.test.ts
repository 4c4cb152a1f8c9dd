import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { startEngine } from '../../../../src/cli/engine/engine.js';
import { createConstants } from '../../../../src/cli/trace/constants.js';
import { programOf } from '../../../../src/cli/trace/program.js';
import { record } from '../../../../src/cli/trace/record.js';
import type { Recording } from '../../../../src/cli/trace/recording.js';
import { writeProgram } from '../../../../src/cli/trace/write-program.js';

beforeAll(startEngine);

let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

/** Recordings of a function of one tensor, of two columns and as many rows. */
function recordings(run: (x: tf.Tensor2D) => tf.Tensor, rows = [2, 3]): [Recording, ...Recording[]] {
  const constants = createConstants();
  const model = {
    places: new Map(),
    weights: new Map<number, string>(),
    run: ([x]: readonly tf.Tensor[]) => [tf.tidy(() => run(x as tf.Tensor2D))],
  };
  return rows.map((count) => {
    const x = tf.fill([count, 2], 0.5);
    try {
      return record(model, [x], constants);
    } finally {
      x.dispose();
    }
  }) as [Recording, ...Recording[]];
}

function written(run: (x: tf.Tensor2D) => tf.Tensor) {
  const spec = { name: 'x', dtype: 'float32', shape: [null, 2] } as const;
  const outputs = [{ ...spec, name: 'y' }];
  return writeProgram(programOf(recordings(run)), { file: 'model.json', inputs: [spec], outputs, stored: new Map() });
}

test('what hangs on an input is recorded, what does not is a constant', () => {
  const [recording] = recordings((x) => tf.add(x, tf.mul(tf.scalar(2), 3)));
  expect(recording.calls.map(({ kernel }) => kernel)).toEqual(['Add']);
  const added = recording.calls[0]?.inputs.get('b')?.from;
  expect(added?.kind === 'constant' && [...added.constant.values]).toEqual([6]);
});

test('a kernel without a row is named, unless nothing hangs on it', () => {
  const unknown = (x: tf.Tensor2D) => tf.add(tf.cumsum(x, 1), tf.cos(x));
  expect(() => written(unknown)).toThrow(
    expect.objectContaining({ code: 'unsupported-op', details: expect.objectContaining({ ops: ['Cos', 'Cumsum'] }) }),
  );
  expect([...written((x) => (tf.cumsum(x, 1), tf.relu(x))).nodes.values()].map(({ op }) => op)).toEqual([
    'Placeholder',
    'Relu',
  ]);
});

test.each([
  ['reads a value', (x: tf.Tensor2D) => (x.dataSync()[0] === 0.5 ? tf.relu(x) : tf.exp(x)), /decides by the values/],
  [
    'computes more for larger inputs',
    (x: tf.Tensor2D) => (x.shape[0] > 2 ? tf.exp(tf.exp(x)) : tf.exp(x)),
    /other steps/,
  ],
  ['takes another way for larger inputs', (x: tf.Tensor2D) => tf.sub(...pair(x, x.shape[0] > 2)), /other tensors/],
  ['computes with the size of the batch', (x: tf.Tensor2D) => tf.mul(x, x.shape[0]), /constants that hang/],
  ['gives a kernel another attribute', (x: tf.Tensor2D) => tf.leakyRelu(x, 1 / x.shape[0]), /another alpha/],
  [
    'slices by the size',
    (x: tf.Tensor2D) => tf.slice(tf.tile(x, [9, 1]), [x.shape[0] ** 2, 0], [1, 2]),
    /cannot follow/,
  ],
])('a model that %s is refused', (_, run, message) => {
  expect(() => written(run)).toThrow(
    expect.objectContaining({ code: 'unsupported-op', message: expect.stringMatching(message) }),
  );
});

test('the engine is put back when the model throws', () => {
  const methods = () => Object.getOwnPropertyNames(tf.engine());
  const own = methods();
  expect(() =>
    recordings(() => {
      throw new Error('broken');
    }),
  ).toThrow('broken');
  expect(methods()).toEqual(own);
});

function pair(x: tf.Tensor2D, turned: boolean): [tf.Tensor, tf.Tensor] {
  const both: [tf.Tensor, tf.Tensor] = [tf.exp(x), tf.relu(x)];
  return turned ? [both[1], both[0]] : both;
}
