import { EdgewiseError } from '../errors.js';
import { overLimit } from '../model/invalid.js';
import { parseJsonObject } from '../model/json.js';
import { limits } from '../model/limits.js';
import { checkNotExpired } from '../model/manifest/expiry.js';
import { manifestFile, manifestFormat, type ModelManifest } from '../model/manifest/manifest.js';
import { manifestOf } from '../model/manifest/parse-manifest.js';
import { modelOf, type ModelJson } from '../model/model-json.js';
import { download, type DownloadOptions } from './download.js';
import { fileName } from './check-body.js';

/** The JSON at a model's URL, as it came. */
export interface Answer {
  bytes: ArrayBuffer;
  /** The URL that answered, after redirects. */
  from: string;
}

/** What that JSON turned out to be, checked. */
export type Description = { json: ArrayBuffer } & (
  | { manifest: ModelManifest; model: null } //
  | { manifest: null; model: ModelJson }
);

export async function downloadJson(
  url: string,
  options: Pick<DownloadOptions, 'requestInit' | 'cache' | 'signal' | 'tries' | 'idleTime'>,
): Promise<Answer> {
  let from = url;
  const onAnswer = (answered: string) => {
    from = answered;
  };
  const bytes = await download(url, { ...options, atMost: limits.modelJson, isWhole: isWholeJson, onAnswer });
  return { bytes, from };
}

/** False for an object without its end; what is no JSON at all is the parser's to say. */
function isWholeJson(bytes: ArrayBuffer): boolean {
  const text = (part: ArrayBuffer) => new TextDecoder().decode(part).trim();
  return !text(bytes.slice(0, 64)).startsWith('{') || text(bytes.slice(-64)).endsWith('}');
}

/** A package or a plain model, told apart by content. */
export function describe({ bytes, from }: Answer, url: string): Description {
  const json = parseJsonObject(bytes, url);
  const named = fileName(url) === manifestFile && json['modelTopology'] === undefined;
  if (!named && json['format'] !== manifestFormat) return { json: bytes, manifest: null, model: modelOf(json, url) };
  if (bytes.byteLength > limits.manifest) throw overLimit(url, 'manifest', bytes.byteLength);
  refuseOtherOrigin(url, from);
  const manifest = manifestOf(json, url);
  checkNotExpired(manifest, Date.now(), url);
  return { json: bytes, manifest, model: null };
}

/** The manifest says which bytes are right: it has to come from where the application looks for it. */
function refuseOtherOrigin(url: string, from: string): void {
  const [expected, actual] = [new URL(url).origin, new URL(from).origin];
  if (expected === actual) return;
  throw new EdgewiseError(
    'network',
    `${url} was redirected to another origin, ${actual}, and a package's manifest is not taken from there. Load it ` +
      `from its own URL, or serve it where it is asked for; the files that it names may be redirected.`,
    { url, redirectedTo: from, expected, actual },
  );
}
