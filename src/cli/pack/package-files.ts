import { EdgewiseError } from '../../errors.js';
import { concatenate } from '../../model/bytes.js';
import { sha256 } from '../../model/digest.js';
import { encodeExamples, examplesFile, type Example } from '../../model/manifest/examples.js';
import { manifestFile, signatureFile, type Artifact, type ModelManifest } from '../../model/manifest/manifest.js';
import { serializeManifest } from '../../model/manifest/serialize-manifest.js';
import { profileFile, type Profile } from '../../model/profile/profile.js';
import { cardFile, cardMarkdown } from '../card/card-markdown.js';
import { serializeProfile } from '../evaluate/build-profile.js';
import type { PackedModel } from '../package/model-files.js';
import type { SigningKey } from '../signing/key-file.js';
import { makeSigningFile } from '../signing/sign-manifest.js';

const tokenizerFile = 'tokenizer.json';

export interface PackageParts {
  model: PackedModel;
  examples: readonly Example[];
  profile: Profile | undefined;
  tokenizer: ArrayBuffer | null;
  documents: ReadonlyMap<string, string>;
}

/** Every file of a package by name, the card and the manifest last: where it is, all is. Equal parts give equal bytes. */
export async function packageFiles(
  { model, examples, profile, tokenizer, documents }: PackageParts,
  keys: readonly SigningKey[],
  describe: (artifacts: readonly Artifact[]) => ModelManifest,
): Promise<{ manifest: ModelManifest; files: Map<string, ArrayBuffer> }> {
  const files = new Map<string, ArrayBuffer>([[model.file, model.modelJson], ...model.shards]);
  const roles = new Map<string, Artifact['role']>([[model.file, 'model']]);
  const add = (name: string, role: Artifact['role'], content: string | ArrayBuffer) => {
    if (files.has(name) || name === manifestFile) throw taken(name);
    files.set(name, typeof content === 'string' ? utf8(content) : content);
    roles.set(name, role);
  };
  if (examples.length > 0) add(examplesFile, 'examples', encodeExamples(examples));
  if (profile) add(profileFile, 'profile', serializeProfile(profile));
  if (tokenizer) add(tokenizerFile, 'tokenizer', tokenizer);
  for (const [name, text] of documents) add(name, 'document', text);
  const artifacts = async () =>
    Promise.all(
      [...files].map(async ([file, bytes]) => {
        const role = roles.get(file) ?? 'weights';
        return { file, role, bytes: bytes.byteLength, sha256: await sha256(bytes) };
      }),
    );
  add(cardFile, 'document', cardMarkdown(describe(await artifacts())));
  const manifest = describe(await artifacts());
  const bytes = utf8(serializeManifest(manifest));
  if (keys.length > 0) files.set(signatureFile, await makeSigningFile(bytes, keys));
  files.set(manifestFile, bytes);
  return { manifest, files };
}

function utf8(text: string): ArrayBuffer {
  return concatenate([new TextEncoder().encode(text)]);
}

function taken(name: string): EdgewiseError {
  return new EdgewiseError('input', `The document ${name} has the name of another file of the package. Rename it.`, {
    field: 'documents',
    file: name,
  });
}
