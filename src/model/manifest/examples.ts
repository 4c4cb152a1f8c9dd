import { invalid, overLimit } from '../invalid.js';
import { isName, parseJsonObject } from '../json.js';
import { limits } from '../limits.js';
import type { TensorValue } from '../tensor.js';
import { decodeRecorded, decodeTensor, encodeTensor } from './encoded-tensor.js';
import { countAt, objectAt, objectsAt, oneOf, wrong, type Fields } from './fields.js';
import type { GridPicture } from './grid.js';
import type { Recorded } from './recorded.js';

export const examplesFile = 'examples.json';
const examplesFormat = 'edgewise-examples';
const examplesVersion = 1;

/** An input with the answer that it has to get, each by its names in the model's signature. */
export interface Example {
  inputs: Readonly<Record<string, TensorValue | GridPicture>>;
  outputs: Readonly<Record<string, Recorded>>;
}

/** The text of an `examples.json`. */
export function encodeExamples(examples: readonly Example[]): string {
  const encoded = (tensors: Example['inputs'] | Example['outputs']) =>
    Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, encodeTensor(value)]));
  const list = examples.map(({ inputs, outputs }) => ({ inputs: encoded(inputs), outputs: encoded(outputs) }));
  return `${JSON.stringify({ format: examplesFormat, version: examplesVersion, examples: list })}\n`;
}

/**
 * Reads an `examples.json`, holding every length against its shape before anything is allocated for it.
 *
 * @param url of the file, for errors
 * @throws EdgewiseError `invalid-model`, `limit`
 */
export function parseExamples(bytes: ArrayBuffer, url: string): Example[] {
  return examplesIn(bytes, url).map((decode) => decode());
}

/** As `parseExamples`, each to be decoded when it is asked for: together they take some time. */
export function examplesIn(bytes: ArrayBuffer, url: string): (() => Example)[] {
  if (bytes.byteLength > limits.examples) throw overLimit(url, 'examples', bytes.byteLength);
  const fields: Fields = { url, at: '', json: parseJsonObject(bytes, url) };
  oneOf(fields, 'format', [examplesFormat]);
  const version = countAt(fields, 'version', 1);
  if (version !== examplesVersion) {
    throw invalid(
      url,
      'version',
      `is of version ${version}, and this Edgewise reads ${examplesVersion}. Update the library that loads it.`,
      { expected: examplesVersion, actual: version },
    );
  }
  const examples = objectsAt(fields, 'examples');
  if (examples.length === 0) throw wrong(fields, 'examples', 'at least one example');
  return examples.map((example) => () => ({
    inputs: decodeAll(objectAt(example, 'inputs'), decodeTensor),
    outputs: decodeAll(objectAt(example, 'outputs'), decodeRecorded),
  }));
}

function decodeAll<Value>(fields: Fields, decode: (fields: Fields) => Value): Record<string, Value> {
  return Object.fromEntries(
    Object.keys(fields.json).map((name) => {
      if (!isName(name)) throw invalid(fields.url, fields.at, `has a tensor without a name in ${fields.at}.`);
      return [name, decode(objectAt(fields, name))];
    }),
  );
}
