import type { Explanation, ExplainQuestion } from '../../../src/model/explanation.js';
import type { DecodedInput, TableRow } from '../../../src/model/input.js';
import type { DescribedTensor } from '../../../src/model/manifest/described-tensor.js';
import type { FieldProfile, Profile } from '../../../src/model/profile/profile.js';
import type { Tensors, TensorSpec } from '../../../src/model/tensor.js';
import type { OutputTransform } from '../../../src/model/transforms/output.js';
import type { TableField, TableTransform } from '../../../src/model/transforms/table.js';
import type { TextTransform } from '../../../src/model/transforms/text.js';
import { explain, type Explainable, type Run } from '../../../src/transform/explain/explain.js';
import { preparer } from '../../../src/transform/prepare.js';

/** A model whose answer is computed here, from the numbers of one input to the numbers of one output. */
export interface FakeModel {
  explainable: Explainable;
  /** How many inputs each call of `run` had. */
  runs: number[];
  explain(input: DecodedInput, question?: ExplainQuestion): Promise<Omit<Explanation, 'milliseconds'>>;
}

interface Parts {
  input?: Explainable['input'];
  places: number;
  output?: OutputTransform | undefined;
  labels?: readonly string[];
  profile?: Profile | null;
  model: (x: readonly number[]) => readonly number[];
}

export const regression: OutputTransform = { kind: 'regression', output: 'y', unit: 'minutes' };

export function fakeModel({ input, places, output = regression, labels, profile = null, model }: Parts): FakeModel {
  const specs: TensorSpec[] = [{ name: 'x', dtype: 'float32', shape: [null, places] }];
  const outputs: DescribedTensor[] = [{ name: 'y', dtype: 'float32', ...(labels && { labels }) }];
  const prepare = preparer(specs, input);
  const explainable = { specs, input, prepare, output, outputs, profile: () => profile };
  const runs: number[] = [];
  const run: Run = (count, inputOf, read) => {
    runs.push(count);
    return Promise.resolve(
      Array.from({ length: count }, (_, i) => {
        const data = Float32Array.from(model([...(inputOf(i)['x'] as { data: Float32Array }).data]));
        const answer: Tensors = { y: { data, shape: [1, data.length], dtype: 'float32' } };
        return read(answer);
      }),
    );
  };
  return { explainable, runs, explain: (given, question = {}) => explain(given, question, explainable, run) };
}

/** Each field at a place of its own; of a category one place a value. */
export function tableOf(fields: readonly TableField[]): TableTransform {
  const columns = fields.map(
    ({ kind, name: of }) => ({ kind: kind === 'category' ? 'one-hot' : 'quantity', of }) as const,
  );
  return { kind: 'table', input: 'x', fields, columns };
}

/** So many number fields a, b, c, … with a typical value of 0. */
export function numberFields(count: number): TableField[] {
  return Array.from({ length: count }, (_, i) => ({ kind: 'number', name: letter(i), typical: 0 }));
}

/** a: 1, b: 2, c: 3, … */
export function rowOf(count: number): TableRow {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [letter(i), i + 1]));
}

const letter = (i: number) => String.fromCharCode(97 + i);

/** What a profile says of these fields. */
export function profileOf(...inputs: FieldProfile[]): Profile {
  const histogram = { edges: [0, 1], counts: [50] };
  const moments = { count: 50, mean: 0.5, deviation: 0.1, min: 0, max: 1 };
  return {
    ...{ format: 'edgewise-profile', version: 1, samples: 50, inputs },
    output: { name: 'y', kind: 'values', histogram, moments },
  };
}

export function numberProfile(name: string, median: number): FieldProfile {
  const histogram = { edges: [0, 1], counts: [50] };
  const moments = { count: 50, mean: 0.5, deviation: 0.1, min: 0, max: 1 };
  return { name, kind: 'number', missing: 0, histogram, moments, median, distinct: 50 };
}

export function categoryProfile(name: string, ...values: string[]): FieldProfile {
  const counts = values.map((value, i) => ({ value, count: 50 - i }));
  return { name, kind: 'category', missing: 0, counts, other: 0 };
}

/** Words alone, counted. */
export const words: TextTransform = {
  ...{ kind: 'text', method: 'hashing', input: 'x', buckets: 1024, pattern: 'words-1', hash: 'fnv1a-murmur3' },
  ...{ longestText: 10_000, longestWord: 24, weighting: 'count', norm: 'none' },
  counts: { words: true, pairs: false },
};
