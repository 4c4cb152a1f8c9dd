import { describe, expect, test } from 'vitest';
import { Agreement } from '../../bench/agreement.js';
import type { Case } from '../../bench/contender.js';
import { edgewise } from '../../bench/edgewise.js';
import type { Answer } from '../../bench/page.js';
import { tensorFlow } from '../../bench/tensorflow.js';

const [ours, theirs] = [edgewise('.'), tensorFlow('.')];
const at = { backend: 'wasm', model: { name: 'digits' } } as Case;

function answer(values: number[], name = 'y', shape = [values.length]): Answer {
  return { [name]: { data: Buffer.from(Float32Array.from(values).buffer).toString('base64'), shape } };
}

describe('answers', () => {
  test('that differ by rounding agree, and it is kept by how much', () => {
    const agreement = new Agreement(at);
    agreement.check(theirs, answer([0, 10]));
    agreement.check(ours, answer([0.0005, 10]));
    expect(agreement.largest).toBeCloseTo(5e-5, 7);
  });

  test.each<[string, Answer]>([
    ['another value', answer([0.01, 10])],
    ['no number', answer([NaN, 10])],
    ['another shape', answer([0, 10], 'y', [1, 2])],
    ['another name', answer([0, 10], 'z')],
    ['one value fewer', answer([0])],
    ['nothing', {}],
    ['one output more', { ...answer([0, 10]), ...answer([1], 'z') }],
  ])('%s: refused, by name', (_, wrong) => {
    const agreement = new Agreement(at);
    agreement.check(theirs, answer([0, 10]));
    expect(() => {
      agreement.check(ours, wrong);
    }).toThrow(/^digits on wasm: Edgewise answers something else than TF\.js/);
  });

  test('nothing agrees with nothing, and is refused', () => {
    expect(() => {
      new Agreement(at).check(theirs, {});
    }).toThrow('digits on wasm');
  });
});
