import { invalid, overLimit } from '../invalid.js';
import { limits } from '../limits.js';
import { countAt, objectsAt, oneOf, textAt, wrong, type Fields } from './fields.js';
import { artifactRoles, manifestFile, signatureFile, type Artifact, type ArtifactRole } from './manifest.js';

/** The name of a file beside the manifest: no folder, no query, nothing that any file system reads otherwise. */
const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const sha256 = /^[0-9a-f]{64}$/;
export const modelFile = 'model.json';

const largest: Readonly<Record<ArtifactRole, 'modelJson' | 'shard' | 'examples' | 'profile' | 'tokenizer'>> = {
  model: 'modelJson',
  weights: 'shard',
  examples: 'examples',
  profile: 'profile',
  tokenizer: 'tokenizer',
  document: 'shard',
};

/** Every file of the package, each once, with what all of them may take together. */
export function parseArtifacts(manifest: Fields): readonly Artifact[] {
  const { url } = manifest;
  const artifacts = objectsAt(manifest, 'artifacts').map(parseArtifact);
  const names = new Set<string>();
  for (const [i, { file }] of artifacts.entries()) {
    // Some file systems hold `A.bin` and `a.bin` for one file.
    const name = file.toLowerCase();
    if (names.has(name)) throw invalid(url, `artifacts[${i}].file`, `names the file ${file} twice in artifacts.`);
    names.add(name);
  }
  const withRole = (role: ArtifactRole) => artifacts.filter((artifact) => artifact.role === role);
  const [model, second] = withRole('model');
  if (model?.file !== modelFile || second) {
    throw invalid(url, 'artifacts', `needs one file of the role model in artifacts, and it is called ${modelFile}.`);
  }
  for (const role of ['examples', 'profile', 'tokenizer'] as const) {
    if (withRole(role).length > 1) throw invalid(url, 'artifacts', `has more than one file of the role ${role}.`);
  }
  const shards = withRole('weights').length;
  if (shards > limits.shards) throw overLimit(url, 'shards', shards);
  const total = artifacts.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > limits.total) throw overLimit(url, 'total', total);
  return artifacts;
}

function parseArtifact(fields: Fields): Artifact {
  const { url } = fields;
  const file = textAt(fields, 'file');
  if (!fileName.test(file)) {
    throw wrong(
      fields,
      'file',
      'the name of a file beside the manifest (letters, digits, dot, dash, underscore; 128 at most)',
    );
  }
  if ([manifestFile, signatureFile].includes(file.toLowerCase())) {
    throw wrong(fields, 'file', 'another file than the manifest itself or its signature');
  }
  const role = oneOf(fields, 'role', artifactRoles);
  const bytes = countAt(fields, 'bytes');
  if (bytes > limits[largest[role]]) throw overLimit(url, largest[role], bytes);
  const digest = textAt(fields, 'sha256');
  if (!sha256.test(digest)) throw wrong(fields, 'sha256', 'a SHA-256 of 64 lower-case hexadecimal digits');
  return { file, role, bytes, sha256: digest };
}
