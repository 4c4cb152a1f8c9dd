import { invalid, overLimit } from '../invalid.js';
import { parseJsonObject, type JsonObject } from '../json.js';
import { limits } from '../limits.js';
import { isTimestamp } from './expiry.js';
import { countAt, oneOf, optional, textAt, wrong, type Fields } from './fields.js';
import { manifestFormat, schemaVersion, tasks, type ModelManifest } from './manifest.js';
import { parseArtifacts } from './parse-artifacts.js';
import { parseCard } from './parse-card.js';
import { parseEvaluation, parseGolden, parseQuantization } from './parse-summaries.js';
import { parseTensors } from './parse-tensors.js';
import { checkTransforms, parseTransforms } from '../transforms/transforms.js';

/** Semantic version 2.0.0 (semver.org): numbers without leading zeros, then what comes before a release, then a build. */
const number = '(0|[1-9]\\d*)';
const identifier = `(${number}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;
const semanticVersion = new RegExp(
  `^${number}\\.${number}\\.${number}(-${identifier}(\\.${identifier})*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$`,
);
const longestVersion = 128;

/**
 * Holds bytes that a server sent against the format of `manifest.json` and its limits, before anything that it names is
 * asked for. Keys that it does not know are left out.
 *
 * @param url of the manifest, for errors
 * @throws EdgewiseError `invalid-model` with the field in `details.field`, `limit`
 */
export function parseManifest(bytes: ArrayBuffer, url: string): ModelManifest {
  if (bytes.byteLength > limits.manifest) throw overLimit(url, 'manifest', bytes.byteLength);
  return manifestOf(parseJsonObject(bytes, url), url);
}

/** As `parseManifest`, from JSON that was parsed by `parseJsonObject`. */
export function manifestOf(json: JsonObject, url: string): ModelManifest {
  const fields: Fields = { url, at: '', json };
  checkFormat(fields);
  const manifest: ModelManifest = {
    format: manifestFormat,
    schemaVersion,
    name: textAt(fields, 'name'),
    version: parseVersion(fields),
    release: countAt(fields, 'release', 1),
    task: oneOf(fields, 'task', tasks),
    ...optional(fields, 'description', textAt),
    ...optional(fields, 'license', textAt),
    ...optional(fields, 'source', textAt),
    ...optional(fields, 'expires', parseExpires),
    artifacts: parseArtifacts(fields),
    inputs: parseTensors(fields, 'inputs'),
    outputs: parseTensors(fields, 'outputs'),
    quantization: parseQuantization(fields),
    ...optional(fields, 'evaluation', parseEvaluation),
    ...optional(fields, 'examples', parseGolden),
    ...optional(fields, 'transforms', parseTransforms),
    ...optional(fields, 'card', parseCard),
  };
  if (manifest.outputs.length === 0) throw wrong(fields, 'outputs', 'at least one output');
  if (manifest.transforms) checkTransforms(manifest.transforms, { url, ...manifest });
  checkTokenizer(manifest, url);
  const recorded = manifest.artifacts.some(({ role }) => role === 'examples');
  if (recorded !== (manifest.examples !== undefined)) {
    throw invalid(
      url,
      'examples',
      'has the field examples without a file of the role examples, or the file without it.',
    );
  }
  return manifest;
}

/** A file without a use would be downloaded for nothing; a transform without its file could not be computed. */
function checkTokenizer({ artifacts, transforms }: ModelManifest, url: string): void {
  const { input } = transforms ?? {};
  const needed = input?.kind === 'text' && input.method === 'tokenizer';
  if (needed === artifacts.some(({ role }) => role === 'tokenizer')) return;
  throw invalid(
    url,
    'transforms.input.method',
    'has a transform by a tokenizer without a file of the role tokenizer, or the file without it.',
  );
}

function checkFormat(fields: Fields): void {
  if (fields.json['format'] !== manifestFormat) {
    const what = `is JSON, but no manifest of a package, whose format is "${manifestFormat}". Packages are written by`;
    throw invalid(fields.url, 'format', `${what} \`edgewise pack\`; load a TF.js model by the URL of its model.json.`);
  }
  const found = countAt(fields, 'schemaVersion', 1);
  if (found === schemaVersion) return;
  throw invalid(
    fields.url,
    'schemaVersion',
    `is of schemaVersion ${found}, and this Edgewise reads ${schemaVersion}. Update the library that loads it.`,
    { expected: schemaVersion, actual: found },
  );
}

function parseVersion(fields: Fields): string {
  const version = textAt(fields, 'version');
  if (version.length > longestVersion || !semanticVersion.test(version)) {
    throw wrong(fields, 'version', 'a semantic version such as 1.2.3');
  }
  return version;
}

function parseExpires(fields: Fields): string {
  const expires = textAt(fields, 'expires');
  if (!isTimestamp(expires)) throw wrong(fields, 'expires', 'a time in UTC such as 2027-01-31T12:00:00Z');
  return expires;
}
