import path from 'node:path';
import { EdgewiseError } from '../../errors.js';
import { isObject } from '../../model/json.js';
import type { DescribedTensor } from '../../model/manifest/described-tensor.js';
import { tasks, type Task } from '../../model/manifest/manifest.js';
import type { TensorSpec } from '../../model/tensor.js';
import type { SourceModel } from '../source/source-model.js';
import { checkCard } from './check-card.js';
import type { Description, Meaning, PackOptions } from './options.js';

const texts = ['name', 'version', 'description', 'license', 'source', 'expires'] as const;

/**
 * What `describe` says, with what is given beside it in its place.
 *
 * @throws EdgewiseError `input` for a field that is unknown or of the wrong kind
 */
export function descriptionOf(options: PackOptions): Description {
  const { describe = {} } = options;
  const fields = describe as Readonly<Record<string, unknown>>;
  const known = new Set<string>([...texts, 'release', 'task', 'inputs', 'outputs', 'transforms', 'card']);
  const stranger = Object.keys(fields).find((field) => !known.has(field));
  if (stranger !== undefined) {
    throw wrong(stranger, `is not known; there are ${[...known].join(', ')}`);
  }
  for (const field of texts) {
    const value = options[field] ?? fields[field];
    if (value !== undefined && (typeof value !== 'string' || value.trim() === ''))
      throw wrong(field, 'has to be a text');
  }
  const release = options.release ?? fields['release'];
  if (release !== undefined && !(Number.isSafeInteger(release) && (release as number) >= 1)) {
    throw wrong('release', 'has to be a whole number from 1');
  }
  const task = options.task ?? fields['task'];
  if (task !== undefined && !tasks.includes(task as Task)) throw wrong('task', `has to be one of ${tasks.join(', ')}`);
  const { transforms } = fields;
  if (transforms !== undefined && !isObject(transforms)) throw wrong('transforms', 'has to be an object');
  for (const side of ['inputs', 'outputs'] as const) checkMeanings(side, fields[side]);
  checkCard(fields);
  const given = Object.fromEntries(
    [...texts, 'release' as const, 'task' as const].flatMap((field) =>
      options[field] === undefined ? [] : [[field, options[field]]],
    ),
  );
  return { ...fields, ...given };
}

function checkMeanings(side: 'inputs' | 'outputs', given: unknown): void {
  if (given === undefined) return;
  if (!isObject(given)) throw wrong(side, 'has to be an object: { "<name>": { "meaning": …, "labels": […] } }');
  for (const [name, value] of Object.entries(given)) {
    const field = `${side}.${name}`;
    if (!isObject(value)) throw wrong(field, 'has to be an object: { "meaning": …, "labels": […] }');
    const { meaning, labels, ...rest } = value;
    if (Object.keys(rest).length > 0) throw wrong(field, `has an unknown field ${Object.keys(rest).join(', ')}`);
    if (meaning !== undefined && (typeof meaning !== 'string' || meaning === '')) {
      throw wrong(`${field}.meaning`, 'has to be a text');
    }
    const isTexts = Array.isArray(labels) && labels.length > 0 && labels.every((label) => typeof label === 'string');
    if (labels !== undefined && !isTexts) throw wrong(`${field}.labels`, 'has to be a list of texts');
  }
}

/** The model's inputs or outputs with what they mean. */
export function describeTensors(
  specs: readonly TensorSpec[],
  side: 'inputs' | 'outputs',
  meanings: Readonly<Record<string, Meaning>> = {},
): DescribedTensor[] {
  const names = specs.map(({ name }) => name);
  const stranger = Object.keys(meanings).find((name) => !names.includes(name));
  if (stranger !== undefined) throw wrong(`${side}.${stranger}`, `is none of the model's ${side}: ${names.join(', ')}`);
  return specs.map(({ name, dtype, shape, anyRank }) => {
    const { meaning, labels } = meanings[name] ?? {};
    return {
      name,
      dtype,
      ...(anyRank ? {} : { shape }),
      ...(meaning === undefined ? {} : { meaning }),
      ...(labels === undefined ? {} : { labels }),
    };
  });
}

/** Of the model's file where that says something, else of its folder. */
export function defaultName({ folder, file }: SourceModel): string {
  const own = path.basename(file, '.json');
  return own === 'model' ? path.basename(folder) : own;
}

function wrong(field: string, what: string): EdgewiseError {
  return new EdgewiseError('input', `The description of the package is wrong: ${field} ${what}.`, { field });
}
