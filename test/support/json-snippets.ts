import { descriptionOf } from '../../src/cli/pack/description.js';
import { isObject, parseJsonObject, type JsonObject } from '../../src/model/json.js';
import { parseExamples } from '../../src/model/manifest/examples.js';
import { parseCard } from '../../src/model/manifest/parse-card.js';
import { manifestOf, parseManifest } from '../../src/model/manifest/parse-manifest.js';
import { parseSigningFile } from '../../src/model/manifest/signing/signing-file.js';
import { parseTransforms } from '../../src/model/transforms/transforms.js';
import { fullManifest } from './full-manifest.js';

const url = 'snippet.json';
const fieldsOf = (json: JsonObject) => ({ url, at: '', json });
const kindOf = (value: unknown) => (isObject(value) ? value['kind'] : undefined);

/** What a page may show, each told by what only it has, and read by what reads it in earnest. */
const readers: readonly {
  what: string;
  is: (json: JsonObject) => boolean;
  read: (json: JsonObject, bytes: ArrayBuffer) => unknown;
}[] = [
  {
    what: 'a manifest',
    is: ({ format }) => format === 'edgewise-package',
    read: (_, bytes) => parseManifest(bytes, url),
  },
  {
    what: 'golden examples',
    is: ({ format }) => format === 'edgewise-examples',
    read: (_, bytes) => parseExamples(bytes, url),
  },
  {
    what: 'a signature file',
    is: ({ format }) => format === 'edgewise-signature',
    read: (_, bytes) => {
      if (!parseSigningFile(bytes, url)) throw new Error('It is no signature file, or not written in the one way.');
    },
  },
  {
    what: 'a part of a manifest: tensors with the transforms that are held against them',
    is: ({ inputs, outputs, transforms }) => Array.isArray(inputs) && Array.isArray(outputs) && isObject(transforms),
    read: (json) => manifestOf({ ...structuredClone(fullManifest), ...json }, url),
  },
  {
    what: 'the transforms of a manifest',
    is: ({ input, output }) => kindOf(input) !== undefined || kindOf(output) !== undefined,
    read: (json) => parseTransforms(fieldsOf({ transforms: json }), 'transforms'),
  },
  {
    what: 'a transform of inputs',
    is: ({ kind }) => ['picture', 'table', 'text'].includes(String(kind)),
    read: (json) => parseTransforms(fieldsOf({ transforms: { input: json } }), 'transforms'),
  },
  {
    what: 'a transform of outputs',
    is: ({ kind }) => typeof kind === 'string',
    read: (json) => parseTransforms(fieldsOf({ transforms: { output: json } }), 'transforms'),
  },
  {
    what: 'a model card',
    is: ({ intendedUses, metrics, caveats }) => [intendedUses, metrics, caveats].some(Array.isArray),
    read: (json) => parseCard(fieldsOf({ card: json }), 'card'),
  },
  {
    what: 'a describe.json',
    is: (json) => ['name', 'task', 'license', 'description', 'transforms', 'card'].some((key) => key in json),
    read: (json) => {
      if (isObject(json['transforms'])) parseTransforms(fieldsOf(json), 'transforms');
      return descriptionOf({ model: '', out: '', describe: json });
    },
  },
];

/**
 * Reads a snippet of JSON by the parser that reads it in a package or a description.
 *
 * @returns what it is
 * @throws where nothing of ours reads such JSON, or what does refuses it
 */
export function readSnippet(code: string): string {
  const bytes = new TextEncoder().encode(code).buffer;
  const json = parseJsonObject(bytes, url);
  const reader = readers.find(({ is }) => is(json));
  if (!reader) throw new Error(`Nothing of ours reads such JSON: ${Object.keys(json).join(', ')}.`);
  reader.read(json, bytes);
  return reader.what;
}
