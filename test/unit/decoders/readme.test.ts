import { describe, expect, test } from 'vitest';
import type { TensorValue } from '../../../src/model/tensor.js';
import type { OutputTransform } from '../../../src/model/transforms/output.js';
import type { Segmentation } from '../../../src/model/values.js';
import { fencesOf } from '../../support/docs-pages.js';
import { decoderFor, float32, letterbox, type Described } from './decode.js';

// The page shows each decoder three times: as it is declared, with what a model answers, and with what comes of it.

interface Declared {
  outputs?: Record<string, Described>;
  transforms: { output: OutputTransform };
}
type Answer = Record<string, { shape: number[]; data: number[] }>;

const blocks = fencesOf('src/transform/decode/README.md')
  .filter(({ language }) => language === 'json')
  .map(({ code }) => JSON.parse(code) as unknown);
const triples = Array.from(
  { length: blocks.length / 3 },
  (_, i) => blocks.slice(3 * i, 3 * i + 3) as [Declared, Answer, unknown],
);

test('every kind is shown', () => {
  const kinds = triples.map(([{ transforms }]) => {
    const { output } = transforms;
    return output.kind === 'detection' ? output.head.kind : output.kind;
  });
  expect(new Set(kinds)).toEqual(
    new Set([
      ...['classification', 'binary-classification', 'regression', 'key-points', 'segmentation', 'embedding'],
      ...['boxes', 'centernet', 'ssd'],
    ]),
  );
  expect(blocks.length % 3).toBe(0);
});

/** Numbers as far as the page gives them. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => {
      if (part instanceof Float32Array) return [...part];
      return typeof part === 'number' ? Math.round(part * 1e6) / 1e6 : part;
    }),
  ) as unknown;
}

function valueOf([{ outputs = {}, transforms }, answer]: [Declared, Answer, unknown]): unknown {
  const described = Object.entries(answer).map(([name, { shape }]) => [name, { shape, ...outputs[name] }] as const);
  const tensors = Object.entries(answer).map(([name, { data, shape }]): [string, TensorValue] => [
    name,
    float32(data, shape),
  ]);
  return decoderFor(transforms.output, Object.fromEntries(described))(Object.fromEntries(tensors), letterbox);
}

describe('what is shown comes of it', () => {
  test.each(triples.map((triple, i) => [i + 1, triple[0].transforms.output.kind, triple] as const))(
    'example %i: %s',
    (_, kind, triple) => {
      const value = valueOf(triple);
      if (kind !== 'segmentation') {
        expect(rounded(value)).toEqual(triple[2]);
        return;
      }
      const { mask, ...rest } = value as Segmentation;
      expect(rest).toEqual(triple[2]);
      const at = (x: number, y: number) => rest.labels[mask[y * rest.width + x]!];
      expect([at(0, 0), at(199, 0), at(0, 99), at(199, 99)]).toEqual(['sky', 'sky', 'road', 'ground']);
    },
  );
});
