import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { isEdgewiseError, type EdgewiseError } from '../../../src/errors.js';
import { parseManifest } from '../../../src/model/manifest/parse-manifest.js';
import { serializeManifest } from '../../../src/model/manifest/serialize-manifest.js';
import { manifestWith, url, type Described } from './decode.js';

const schema = JSON.parse(readFileSync('src/model/manifest/manifest.schema.json', 'utf8')) as object;
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(schema);

/** A decoder and outputs that fit it. */
interface Example {
  output: Record<string, any>;
  outputs: Record<string, Described>;
}

const ab = ['a', 'b'];
const abc = ['a', 'b', 'c'];
const examples: Record<string, Example> = {
  classification: {
    output: { kind: 'classification', output: 'y', activation: 'softmax', temperature: 1.5, top: 2 },
    outputs: { y: { shape: [null, 3], labels: abc } },
  },
  'binary-classification': {
    output: {
      ...{ kind: 'binary-classification', output: 'y', activation: 'sigmoid', threshold: 0.4 },
      calibration: [
        [0, 0.1],
        [1, 0.9],
      ],
    },
    outputs: { y: { shape: [null, 1], labels: ab } },
  },
  regression: {
    output: { kind: 'regression', output: 'y', unit: '°C', scale: 2, offset: -1 },
    outputs: { y: { shape: [null, 1] } },
  },
  embedding: {
    output: { kind: 'embedding', output: 'y', normalization: 'l2' },
    outputs: { y: { shape: [null, 128] } },
  },
  'key-points': {
    output: {
      ...{ kind: 'key-points', output: 'y', columns: ['x', 'y', null], coordinates: 'pixels' },
      ...{ scores: 's', activation: 'sigmoid' },
    },
    outputs: { y: { shape: [1, 9], labels: abc }, s: { shape: [1, 1] } },
  },
  segmentation: {
    output: { kind: 'segmentation', output: 'y', holds: 'scores', activation: 'sigmoid', threshold: 0.6 },
    outputs: { y: { shape: [1, null, null, 1], labels: ab } },
  },
  boxes: {
    output: {
      kind: 'detection',
      head: {
        ...{ kind: 'boxes', boxes: 'y', columns: ['top', 'left', 'bottom', 'right'], coordinates: 'normalized' },
        ...{ scores: 's', classes: 'c', count: 'n', activation: 'none', background: 0 },
      },
      ...{ minimumScore: 0.3, most: 10, suppression: { iouThreshold: 0.5, perClass: false } },
    },
    outputs: {
      y: { shape: [1, 100, 4] },
      s: { shape: [1, 100] },
      c: { shape: [1, 100], labels: abc },
      n: { shape: [1] },
    },
  },
  centernet: {
    output: {
      kind: 'detection',
      head: {
        ...{ kind: 'centernet', heatmap: 'y', sizes: 's', units: 'cells', offsets: 'o', activation: 'sigmoid' },
      },
    },
    outputs: {
      ...{ y: { shape: [1, 32, 40, 3], labels: abc }, s: { shape: [1, 32, 40, 2] }, o: { shape: [1, 32, 40, 2] } },
    },
  },
  ssd: {
    output: {
      kind: 'detection',
      head: {
        kind: 'ssd',
        levels: [
          { boxes: 'y', scores: 's', anchors: [{ rows: 2, columns: 3, boxes: [[8, 8]] }] },
          {
            ...{ boxes: 'y2', scores: 's2' },
            anchors: [{ rows: 1, columns: 1, sizes: [8], aspectRatios: [1, 2] }, [4, 4, 8, 8]],
          },
        ],
        ...{ columns: ['y', 'x', 'height', 'width'], coordinates: 'pixels', variances: [0.1, 0.2] },
        ...{ scaling: 'linear', activation: 'softmax', background: 0 },
      },
    },
    outputs: {
      ...{ y: { shape: [1, 6, 4] }, s: { shape: [1, 6, 3], labels: abc } },
      ...{ y2: { shape: [1, 3, 16] }, s2: { shape: [1, 3, 3] } },
    },
  },
};

const read = ({ output, outputs }: Example) => parseManifest(manifestWith(output, outputs), url);
const fitsSchema = ({ output, outputs }: Example) =>
  validate(JSON.parse(new TextDecoder().decode(manifestWith(output, outputs))));

function failureOf(example: Example): EdgewiseError {
  try {
    read(example);
  } catch (error) {
    if (isEdgewiseError(error)) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

/** An example with another value at a path of its decoder (`head.columns.0`) or, from `outputs` on, of its outputs. */
function changed(name: string, path: string, value: unknown): Example {
  const example = structuredClone(examples[name]!);
  const keys = path.startsWith('outputs.') ? path.split('.') : ['output', ...path.split('.')];
  const last = keys.pop()!;
  const target = keys.reduce((object: any, key) => object[key], example);
  if (value === undefined) Reflect.deleteProperty(target, last);
  else target[last] = value;
  return example;
}

describe.each(Object.keys(examples))('%s', (name) => {
  test('is read, and written, as it is; the schema takes it', () => {
    const manifest = read(examples[name]!);
    expect(manifest.transforms).toEqual({ output: examples[name]!.output });
    expect(parseManifest(new TextEncoder().encode(serializeManifest(manifest)).buffer, url)).toEqual(manifest);
    expect({ taken: fitsSchema(examples[name]!), errors: validate.errors }).toEqual({ taken: true, errors: null });
  });

  test('with outputs of which nothing is said but their labels', () => {
    const { output, outputs } = examples[name]!;
    const open = Object.entries(outputs).map(([key, { labels }]) => [key, labels ? { labels } : {}] as const);
    expect(read({ output, outputs: Object.fromEntries(open) }).transforms).toEqual({ output });
  });
});

// [what is wrong, example, path, values]: refused with the field, and by the schema.
const malformed: [string, string, unknown[]][] = [
  ['classification', 'kind', ['classify', undefined, 7, 'toString']],
  ['classification', 'output', [undefined, '', 7]],
  ['classification', 'activation', ['relu', 1, null]],
  ['classification', 'temperature', [0, -1, '1']],
  ['classification', 'top', [0, 1.5, '3']],
  ['binary-classification', 'threshold', [-0.1, 1.1, '0.5']],
  ['binary-classification', 'calibration', [[], [0.5], [[0.5]], [[0, 0, 0]], [[0, 2]], [['0', 0]], {}]],
  ['regression', 'unit', [undefined, '', 1]],
  ['regression', 'scale', ['1', null]],
  ['regression', 'offset', ['1', null]],
  ['embedding', 'normalization', ['l1', true]],
  ['key-points', 'columns', [undefined, [], ['x'], ['x', 'y', 'z'], ['x', 'y', 'y'], 'xy']],
  ['key-points', 'coordinates', [undefined, 'percent']],
  ['key-points', 'activation', ['softmax']],
  ['key-points', 'scores', [7, '']],
  ['segmentation', 'holds', ['masks']],
  ['segmentation', 'activation', ['softmax']],
  ['segmentation', 'threshold', [2]],
  ['boxes', 'head', [undefined, 'boxes', []]],
  ['boxes', 'head.kind', ['yolo', undefined]],
  ['boxes', 'head.boxes', [undefined, 7]],
  ['boxes', 'head.columns', [undefined, 7, ['left', 'left', 'top', 'bottom']]],
  ['boxes', 'head.coordinates', [undefined, 'cells']],
  ['boxes', 'head.background', [-1, 0.5]],
  ['boxes', 'minimumScore', [-1, 2, '0.5']],
  ['boxes', 'most', [0, 1.5]],
  ['boxes', 'suppression', [true, []]],
  ['boxes', 'suppression.iouThreshold', [undefined, 2, -1]],
  ['boxes', 'suppression.perClass', [1, 'yes']],
  ['centernet', 'head.heatmap', [undefined]],
  ['centernet', 'head.sizes', [undefined]],
  ['centernet', 'head.units', [undefined, 'normalized']],
  ['centernet', 'head.activation', ['softmax']],
  ['ssd', 'head.levels', [undefined, []]],
  ['ssd', 'head.variances', [undefined, [1], [1, 2, 3], ['1', '2']]],
  ['ssd', 'head.scaling', ['quadratic']],
  ['ssd', 'head.columns', [['x', 'y', 'width'], undefined]],
];

test.each(malformed)('%s: %s of a wrong kind is refused', (name, path, values) => {
  for (const value of values) {
    const example = changed(name, path, value);
    const failure = failureOf(example);
    expect({ value, code: failure.code, field: failure.details['field'] }).toEqual({
      ...{ value, code: 'invalid-model', field: `transforms.output.${path}` },
    });
    expect(failure.message).toContain(`transforms.output.${path}`);
    expect({ value, taken: fitsSchema(example) }).toEqual({ value, taken: false });
  }
});

test.each<[string, string, unknown, string]>([
  ['ssd', 'head.levels.0.anchors', [[1, 2, 3]], 'head.levels[0].anchors'],
  ['ssd', 'head.levels.0.anchors', [], 'head.levels[0].anchors'],
  ['ssd', 'head.levels.0.anchors.0.rows', 0, 'head.levels[0].anchors[0].rows'],
  ['ssd', 'head.levels.0.anchors.0.boxes', [[1]], 'head.levels[0].anchors[0].boxes'],
  ['ssd', 'head.levels.0.anchors.0.boxes', undefined, 'head.levels[0].anchors[0].sizes'],
  ['ssd', 'head.levels.1.anchors.0.sizes', [0], 'head.levels[1].anchors[0].sizes'],
  ['ssd', 'head.levels.1.scores', undefined, 'head.levels[1].scores'],
])('%s: %s %j is refused as %s', (name, path, value, field) => {
  const example = changed(name, path, value);
  expect(failureOf(example).details['field']).toBe(`transforms.output.${field}`);
  expect(fitsSchema(example)).toBe(false);
});

// What no schema says: what does not fit the model, or itself.
const unfit: [what: string, name: string, path: string, value: unknown, field: string, words: RegExp][] = [
  ['an output that is none', 'classification', 'output', 'z', 'output', /names "z", which is none of the outputs "y"/],
  ['no labels', 'classification', 'outputs.y.labels', undefined, 'output', /no labels are described/],
  [
    'labels of another number',
    'classification',
    'outputs.y.labels',
    ab,
    'output',
    /"y" with 3 numbers a sample, where 2/,
  ],
  ['texts', 'classification', 'outputs.y.dtype', 'string', 'output', /"y", which holds texts/],
  ['a batch', 'classification', 'outputs.y.shape', [8, 3], 'output', /answers 8 samples at once/],
  ['a temperature of probabilities', 'classification', 'activation', 'none', 'temperature', /temperature of 1.5/],
  ['three labels', 'binary-classification', 'outputs.y.labels', abc, 'output', /3 labels .* instead of two/],
  ['three numbers', 'binary-classification', 'outputs.y.shape', [1, 3], 'output', /with 3 numbers .* where 1 or 2/],
  ['softmax of one', 'binary-classification', 'activation', 'softmax', 'output', /with 1 numbers .* where 2/],
  [
    'a map that falls',
    'binary-classification',
    'calibration',
    [
      [0, 1],
      [1, 0],
    ],
    'calibration',
    /that rise/,
  ],
  ['several numbers', 'regression', 'outputs.y.shape', [null, 4], 'output', /with 4 numbers a sample, where 1/],
  [
    'a vector of a picture',
    'embedding',
    'outputs.y.shape',
    [1, 7, 7, 64],
    'output',
    /\[1, 7, 7, 64\], where \[1, any\]/,
  ],
  ['points of two numbers', 'key-points', 'columns', ['x', 'y'], 'output', /with 9 numbers a sample, where 6/],
  ['a score for some', 'key-points', 'outputs.s.shape', [1, 2], 'scores', /with 2 numbers a sample, where 1 or 3/],
  ['scores twice', 'key-points', 'columns', ['x', 'y', 'score'], 'scores', /beside a column/],
  ['scores in no output', 'key-points', 'scores', 'z', 'scores', /names "z", which is none of the outputs "y", "s"/],
  [
    'one number for three labels',
    'segmentation',
    'outputs.y.labels',
    abc,
    'output',
    /\[1, any, any, 1\], where \[1, any, any, 3\]/,
  ],
  ['one label', 'segmentation', 'outputs.y.labels', ['a'], 'output', /1 labels .* instead of 2 to 256/],
  ['a mask of rank 5', 'segmentation', 'outputs.y.shape', [1, 1, 1, 1, 2], 'output', /where \[1, any, any, 2\] or/],
  ['indices of rank 2', 'segmentation', 'holds', 'indices', 'output', /./],
  [
    'boxes of rank 4',
    'boxes',
    'outputs.y.shape',
    [1, 1, 100, 4],
    'head.boxes',
    /where \[1, any, any\] or \[any, any\]/,
  ],
  ['short rows', 'boxes', 'outputs.y.shape', [1, 100, 3], 'head.columns', /is 4 long, where rows of "y" hold 3/],
  [
    'half a box',
    'boxes',
    'head.columns',
    ['left', 'top', 'right'],
    'head.columns',
    /top and bottom, top and height or/,
  ],
  [
    'a box twice',
    'boxes',
    'head.columns',
    ['left', 'right', 'x', 'width', 'top', 'bottom'],
    'head.columns',
    /left and right/,
  ],
  ['no score', 'boxes', 'head.scores', undefined, 'head.scores', /has no .*scores, where an output, or a column score/],
  ['scores for others', 'boxes', 'outputs.s.shape', [1, 99], 'head.scores', /\[1, 99\], where \[1, 100, 1\]/],
  ['classes for others', 'boxes', 'outputs.c.shape', [1, 99], 'head.classes', /\[1, 99\], where \[1, 100\]/],
  ['classes without labels', 'boxes', 'outputs.c.labels', undefined, 'head.classes', /no labels are described/],
  ['several counts', 'boxes', 'outputs.n.shape', [2], 'head.count', /\[2\], where \[1\]/],
  ['a background beyond', 'boxes', 'head.background', 3, 'head.background', /is 3, where there are 3 labels/],
  [
    'a heatmap of other labels',
    'centernet',
    'outputs.y.labels',
    ab,
    'head.heatmap',
    /where \[1, any, any, 2\] is needed/,
  ],
  ['sizes of another map', 'centernet', 'outputs.s.shape', [1, 16, 20, 2], 'head.sizes', /where \[1, 32, 40, 2\] or/],
  ['three offsets', 'centernet', 'outputs.o.shape', [1, 32, 40, 3], 'head.offsets', /where \[1, 32, 40, 2\]/],
  [
    'other anchors',
    'ssd',
    'head.levels.0.anchors.0.rows',
    3,
    'head.levels[0].boxes',
    /\[1, 6, 4\], where \[1, 9, any\]/,
  ],
  ['other scores', 'ssd', 'outputs.s2.shape', [1, 3, 2], 'head.levels[1].scores', /\[1, 3, 2\], where \[1, 3, 3\]/],
  ['short offsets', 'ssd', 'outputs.y2.shape', [1, 3, 3], 'head.columns', /is 4 long, where rows of "y2" hold 3/],
  ['too many anchors', 'ssd', 'head.levels.0.anchors.0.rows', 1e9, 'head.levels[0].anchors', /1 to 250000 anchors/],
];

test.each(unfit)('%s (%s) is refused in words', (_, name, path, value, field, words) => {
  const example =
    path === 'holds'
      ? { ...changed(name, path, value), outputs: { y: { shape: [1, 5], labels: ab } } }
      : changed(name, path, value);
  const failure = failureOf(example);
  expect(failure.code).toBe('invalid-model');
  expect(failure.details).toMatchObject({ url, field: `transforms.output.${field}` });
  expect(failure.message).toMatch(words);
  expect(failure.message).toContain(`transforms.output.${field}`);
});

test('a single label needs no class, several do', () => {
  const output = {
    kind: 'detection',
    head: { kind: 'boxes', boxes: 'y', columns: ['left', 'top', 'right', 'bottom', 'score'], coordinates: 'pixels' },
  };
  expect(read({ output, outputs: { y: { labels: ['a'] } } }).transforms).toEqual({ output });
  expect(failureOf({ output, outputs: { y: { labels: ab } } }).message).toMatch(/2 labels, and no column says which/);
});
