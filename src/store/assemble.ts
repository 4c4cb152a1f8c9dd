import { EdgewiseError } from '../errors.js';
import type { ArtifactRole, ModelManifest } from '../model/manifest/manifest.js';
import type { ModelOrigin, VerifiedFile, VerifiedModel } from '../model/verified-model.js';
import type { ModelRecord } from './record.js';

/** Puts the files of a model, in the order of its record, in their places. */
export function assemble(
  record: ModelRecord,
  manifest: ModelManifest | null,
  files: readonly VerifiedFile[],
  origin: ModelOrigin,
): VerifiedModel {
  const ofRole = (role: ArtifactRole) => {
    const names = (manifest?.artifacts ?? []).filter((artifact) => artifact.role === role).map(({ file }) => file);
    return files.filter(({ path }) => names.includes(path));
  };
  const [modelJson] = manifest ? ofRole('model') : files;
  if (!modelJson) throw new EdgewiseError('invalid-model', `${record.url} has no files.`);
  const { url, name, version, digest, kind, choice: kept = null } = record;
  return {
    ...{ url, name, version, digest, kind, manifest },
    modelJson: modelJson.bytes,
    shards: manifest ? ofRole('weights') : files.slice(1),
    examples: ofRole('examples')[0]?.bytes ?? null,
    profile: ofRole('profile')[0]?.bytes ?? null,
    tokenizer: ofRole('tokenizer')[0]?.bytes ?? null,
    ...{ origin, kept },
  };
}
