import { invalid, overLimit } from '../invalid.js';
import { isName, parseJsonObject } from '../json.js';
import { limits } from '../limits.js';
import {
  countAt,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  oneOf,
  optional,
  textAt,
  wrong,
  type Fields,
} from '../manifest/fields.js';
import { pointsAt } from './parse-points.js';
import {
  profileFormat,
  profileVersion,
  type Calibration,
  type CategoryProfile,
  type FieldProfile,
  type Histogram,
  type Moments,
  type NumberProfile,
  type OutputProfile,
  type Profile,
  type Reference,
} from './profile.js';

/** Far more than a profile of ours has. */
const most = { fields: 10_000, bins: 1_000, categories: 1_000, classes: 100_000, chunks: 1_000 };

/**
 * Reads a `profile.json`.
 *
 * @param url of the file, for errors
 * @throws EdgewiseError `invalid-model` with the field in `details.field`, `limit`
 */
export function parseProfile(bytes: ArrayBuffer, url: string): Profile {
  if (bytes.byteLength > limits.profile) throw overLimit(url, 'profile', bytes.byteLength);
  const fields: Fields = { url, at: '', json: parseJsonObject(bytes, url) };
  const format = oneOf(fields, 'format', [profileFormat]);
  const version = countAt(fields, 'version', 1);
  if (version !== profileVersion) {
    throw invalid(
      url,
      'version',
      `is of version ${version}, and this Edgewise reads ${profileVersion}. Update the library that loads it.`,
      { expected: profileVersion, actual: version },
    );
  }
  return {
    format,
    version: profileVersion,
    samples: countAt(fields, 'samples', 1),
    inputs: parseInputs(fields),
    output: parseOutput(objectAt(fields, 'output')),
    ...optional(fields, 'reference', (all, key) => parseReference(objectAt(all, key))),
  };
}

function parseInputs(fields: Fields): FieldProfile[] {
  const inputs = atMost(fields, 'inputs', objectsAt(fields, 'inputs'), most.fields).map(parseField);
  const names = new Set<string>();
  inputs.forEach(({ name }, i) => {
    if (names.has(name)) throw invalid(fields.url, `inputs[${i}].name`, `names "${name}" twice in inputs.`);
    names.add(name);
  });
  return inputs;
}

function parseField(fields: Fields): FieldProfile {
  const name = textAt(fields, 'name');
  if (!isName(name)) throw wrong(fields, 'name', 'another name');
  const missing = countAt(fields, 'missing');
  if (oneOf(fields, 'kind', ['number', 'category'] as const) === 'category') {
    return { name, missing, kind: 'category', ...parseCategories(fields) };
  }
  return {
    ...{ name, missing, kind: 'number', ...parseNumbers(fields) },
    ...optional(fields, 'median', numberAt),
    distinct: countAt(fields, 'distinct'),
  };
}

function parseCategories(fields: Fields): Pick<CategoryProfile, 'counts' | 'other'> {
  const counts = atMost(fields, 'counts', objectsAt(fields, 'counts'), most.categories).map((each) => ({
    value: stringAt(each, 'value'),
    count: countAt(each, 'count'),
  }));
  return { counts, other: countAt(fields, 'other') };
}

function parseNumbers(fields: Fields): Pick<NumberProfile, 'histogram' | 'moments'> {
  return {
    histogram: parseHistogram(objectAt(fields, 'histogram')),
    moments: parseMoments(objectAt(fields, 'moments')),
  };
}

function parseHistogram(fields: Fields): Histogram {
  const edges = numbersAt(fields, 'edges', most.bins + 1);
  const counts = numbersAt(fields, 'counts', most.bins);
  if (edges.length < 2 || edges.some((edge, i) => i > 0 && edge <= (edges[i - 1] as number))) {
    throw wrong(fields, 'edges', 'two or more numbers, each larger than the one before');
  }
  if (counts.length !== edges.length - 1 || counts.some((count) => !Number.isSafeInteger(count) || count < 0)) {
    throw wrong(fields, 'counts', 'whole numbers ≥ 0, one less than there are edges');
  }
  return { edges, counts };
}

function parseMoments(fields: Fields): Moments {
  return {
    count: countAt(fields, 'count', 1),
    mean: numberAt(fields, 'mean'),
    deviation: notNegative(fields, 'deviation'),
    min: numberAt(fields, 'min'),
    max: numberAt(fields, 'max'),
  };
}

function parseOutput(fields: Fields): OutputProfile {
  return {
    name: textAt(fields, 'name'),
    kind: oneOf(fields, 'kind', ['probabilities', 'scores', 'values'] as const),
    ...parseNumbers(fields),
    ...optional(fields, 'classes', (all, key) =>
      atMost(all, key, objectsAt(all, key), most.classes).map((each) => ({
        label: stringAt(each, 'label'),
        predicted: countAt(each, 'predicted'),
        ...optional(each, 'actual', (one, field) => countAt(one, field)),
      })),
    ),
    ...optional(fields, 'calibration', (all, key) => parseCalibration(objectAt(all, key))),
  };
}

function parseCalibration(fields: Fields): Calibration {
  const error = objectAt(fields, 'error');
  return {
    points: pointsAt(fields, 'points'),
    error: { before: notNegative(error, 'before'), after: notNegative(error, 'after') },
  };
}

function parseReference(fields: Fields): Reference {
  const { higherIsBetter } = fields.json;
  if (typeof higherIsBetter !== 'boolean') throw wrong(fields, 'higherIsBetter', 'true or false');
  const chunks = numbersAt(fields, 'chunks', most.chunks);
  if (chunks.length === 0) throw wrong(fields, 'chunks', 'at least one number');
  return {
    metric: textAt(fields, 'metric'),
    higherIsBetter,
    chunkSize: countAt(fields, 'chunkSize', 1),
    chunks,
    mean: numberAt(fields, 'mean'),
    deviation: notNegative(fields, 'deviation'),
    ...optional(fields, 'accuracy', (all, key) => {
      const accuracy = objectAt(all, key);
      return {
        chunks: numbersAt(accuracy, 'chunks', most.chunks),
        ...optional(accuracy, 'expected', (one, field) => numbersAt(one, field, most.chunks)),
      };
    }),
  };
}

function numbersAt(fields: Fields, key: string, limit: number): number[] {
  const list = atMost(fields, key, listAt(fields, key), limit);
  if (!list.every(Number.isFinite)) throw wrong(fields, key, 'a list of numbers');
  return list as number[];
}

function notNegative(fields: Fields, key: string): number {
  const value = numberAt(fields, key);
  if (value < 0) throw wrong(fields, key, 'a number ≥ 0');
  return value;
}

/** Unlike a name, a value of the data may be the empty text. */
function stringAt(fields: Fields, key: string): string {
  const value = fields.json[key];
  if (typeof value !== 'string') throw wrong(fields, key, 'a text');
  return value;
}

function atMost<Item>(fields: Fields, key: string, list: readonly Item[], limit: number): readonly Item[] {
  if (list.length <= limit) return list;
  throw wrong(fields, key, `a list of ${limit} at most`);
}
