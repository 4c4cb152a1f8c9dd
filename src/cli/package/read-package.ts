import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { EdgewiseError } from '../../errors.js';
import { verify } from '../../model/digest.js';
import { limits } from '../../model/limits.js';
import { checkExamples } from '../../model/manifest/check-examples.js';
import { checkPackage } from '../../model/manifest/check-package.js';
import { parseExamples, type Example } from '../../model/manifest/examples.js';
import { manifestFile, type Artifact, type ModelManifest } from '../../model/manifest/manifest.js';
import { parseManifest } from '../../model/manifest/parse-manifest.js';
import { parseModelJson } from '../../model/model-json.js';
import { parseProfile } from '../../model/profile/parse-profile.js';
import type { Profile } from '../../model/profile/profile.js';
import { exactBuffer } from '../source/exact-buffer.js';
import { insideFolder } from '../source/inside-folder.js';
import type { PackedModel } from './model-files.js';

/** A package from disk, every file of it held against the manifest. */
export interface ReadPackage {
  folder: string;
  manifest: ModelManifest;
  /** The bytes of manifest.json, which signatures are of. */
  manifestBytes: ArrayBuffer;
  model: PackedModel;
  examples: readonly Example[];
  profile: Profile | undefined;
  /** Its tokenizer.json; null where it has none. */
  tokenizer: ArrayBuffer | null;
  /** All files that the manifest names, by name. */
  files: ReadonlyMap<string, ArrayBuffer>;
}

/**
 * Reads a package as a browser would: nothing larger than its limits, no byte other than its digest says, no file from
 * outside of the folder.
 *
 * @param given the package's folder, or its manifest.json
 * @throws EdgewiseError `invalid-model`, `integrity`, `limit`, each with the file or field
 */
export async function readPackage(given: string): Promise<ReadPackage> {
  const file = await findManifest(given);
  const folder = await realpath(path.dirname(file));
  const real = await insideFolder(folder, manifestFile, file);
  if ((await stat(real)).size > limits.manifest) {
    throw new EdgewiseError('limit', `${file} is larger than a manifest may be: ${limits.manifest} bytes.`, { file });
  }
  const manifestBytes = exactBuffer(await readFile(real));
  const manifest = parseManifest(manifestBytes, file);
  const files = new Map<string, ArrayBuffer>();
  for (const artifact of manifest.artifacts) files.set(artifact.file, await readArtifact(folder, artifact, file));
  const ofRole = (role: Artifact['role']) => {
    const found = manifest.artifacts.find((artifact) => artifact.role === role);
    const bytes = found && files.get(found.file);
    return bytes ? { bytes, name: path.join(path.dirname(file), found.file) } : undefined;
  };
  const model = ofRole('model');
  if (!model) throw new EdgewiseError('invalid-model', `${file} names no file of the role model.`, { file });
  const json = parseModelJson(model.bytes, model.name);
  checkPackage(manifest, json, file);
  const recorded = ofRole('examples');
  const examples = recorded ? parseExamples(recorded.bytes, recorded.name) : [];
  if (recorded) checkExamples(manifest, examples, file);
  const profile = ofRole('profile');
  return {
    folder,
    manifest,
    manifestBytes,
    model: { file: path.basename(model.name), modelJson: model.bytes, json, shards: weightsOf(manifest, files) },
    examples,
    profile: profile && parseProfile(profile.bytes, profile.name),
    tokenizer: ofRole('tokenizer')?.bytes ?? null,
    files,
  };
}

async function findManifest(given: string): Promise<string> {
  const facts = await stat(given).catch((error: unknown) => {
    throw new EdgewiseError('invalid-model', `There is no file or folder ${given}.`, { path: given }, error);
  });
  const file = facts.isDirectory() ? path.join(given, manifestFile) : given;
  if (path.basename(file) === manifestFile && (await stat(file).catch(() => undefined))) return file;
  throw new EdgewiseError(
    'invalid-model',
    `There is no ${manifestFile} in ${facts.isDirectory() ? given : path.dirname(given)}: it is no package. Make one ` +
      `with "edgewise pack".`,
    { path: given },
  );
}

async function readArtifact(folder: string, { file, bytes, sha256 }: Artifact, manifest: string): Promise<ArrayBuffer> {
  const real = await insideFolder(folder, file, manifest);
  // Before it is read: the manifest's length is within the limits, another need not be.
  const { size } = await stat(real);
  if (size !== bytes) {
    throw new EdgewiseError(
      'integrity',
      `${file} has ${size} bytes, where ${manifest} says ${bytes}. Copy all files of the package together.`,
      { file, expected: bytes, actual: size },
    );
  }
  return verify(exactBuffer(await readFile(real)), sha256, { file, url: manifest });
}

function weightsOf({ artifacts }: ModelManifest, files: ReadonlyMap<string, ArrayBuffer>): Map<string, ArrayBuffer> {
  const weights = artifacts.filter(({ role }) => role === 'weights');
  return new Map(weights.map(({ file }) => [file, files.get(file) ?? new ArrayBuffer(0)]));
}
