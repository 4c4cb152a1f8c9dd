import { countCategories } from '../../model/profile/categories.js';
import { histogramOf, momentsOf } from '../../model/profile/histogram.js';
import type { FieldProfile } from '../../model/profile/profile.js';
import { roundedMedian } from '../../model/profile/typical.js';
import { collect } from './collect.js';
import type { Row } from './evaluation-module.js';
import type { Samples } from './samples.js';

/** Beyond it, arithmetic on sums of them overflows. */
const largest = 1e100;

/** How the inputs are distributed: by field where samples carry rows, else over all values of each of the model's inputs. */
export async function profileInputs(samples: Samples): Promise<FieldProfile[]> {
  const rows: Row[] = [];
  const tensors = new Map<string, ReturnType<typeof collectField>>();
  for await (const { row, inputs } of samples.each()) {
    if (row) rows.push(row);
    if (rows.length > 0) continue;
    for (const [name, { data }] of Object.entries(inputs)) {
      const field = tensors.get(name) ?? collectField();
      tensors.set(name, field);
      for (const value of data) field.add(value);
    }
  }
  if (rows.length === 0) return [...tensors].map(([name, field]) => field.profile(name));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const field = collectField();
    for (const row of rows) field.add(row[name] ?? null);
    return field.profile(name);
  });
}

/** Numbers as long as nothing else comes; with it, all are categories. */
function collectField(): {
  add: (value: number | string | boolean | null) => void;
  profile: (name: string) => FieldProfile;
} {
  const numbers = collect();
  const categories: string[] = [];
  let missing = 0;
  return {
    add: (value) => {
      if (typeof value === 'number' && Math.abs(value) < largest) numbers.add(value);
      else if (typeof value === 'string' || typeof value === 'boolean') categories.push(String(value));
      else missing += 1;
    },
    profile: (name) => {
      const values = numbers.values();
      if (categories.length > 0 || values.length === 0) {
        const all = [...categories, ...Array.from(values, String)];
        return { name, kind: 'category', missing, ...countCategories(all) };
      }
      const histogram = histogramOf(values);
      const moments = momentsOf(values, histogram);
      const median = roundedMedian(values, histogram);
      return {
        ...{ name, kind: 'number', missing, histogram, moments },
        ...(median !== undefined && { median }),
        distinct: numbers.distinct(),
      };
    },
  };
}
