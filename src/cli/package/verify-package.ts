import { readdir } from 'node:fs/promises';
import { EdgewiseError } from '../../errors.js';
import { checkNotExpired } from '../../model/manifest/expiry.js';
import { manifestFile, signatureFile, type ModelManifest } from '../../model/manifest/manifest.js';
import { differenceFrom } from '../../model/manifest/recorded.js';
import type { PublicKey } from '../../model/manifest/signing/public-key.js';
import { openRunner } from '../engine/runner.js';
import { verifySigning, type CheckedSignature } from '../signing/verify-signing.js';
import { readPackage, type ReadPackage } from './read-package.js';

/** What was found right. What is wrong is thrown. */
export interface VerifyReport {
  manifest: ModelManifest;
  files: number;
  bytes: number;
  /** The largest difference of each golden example, relative to the answer's scale. */
  examples: readonly { difference: number }[];
  profile: boolean;
  /** Who signed it; empty where nobody did. */
  signatures: readonly CheckedSignature[];
  /** Sentences: each check, and what it found. */
  checks: readonly string[];
  /** What is not wrong, but worth knowing. */
  warnings: readonly string[];
}

export interface VerifyOptions {
  /** Public keys, one of which has to have signed it. Left out: anyone, or nobody. */
  trust?: readonly PublicKey[] | undefined;
  /** Milliseconds since 1970. */
  now?: number;
}

/**
 * Holds a package on disk to everything that a browser holds it to: lengths, digests, limits, no way out of its folder,
 * and its golden examples on wasm.
 *
 * @throws EdgewiseError `invalid-model`, `integrity`, `limit`, `unsupported-op`, `signature`
 */
export async function verifyPackage(folder: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  const read = await readPackage(folder);
  const report = await verifyContent(read, folder, options.now);
  const signatures = await verifySigning(read, folder, options.trust);
  return { ...report, signatures, checks: [...report.checks, ...signatures.map(signedBy)] };
}

function signedBy({ key, trusted }: CheckedSignature): string {
  return `signed by ${key}${trusted ? ', which you trust' : ''}`;
}

/** As `verifyPackage`, but for who signed it. */
export async function verifyContent(
  read: ReadPackage,
  folder: string,
  now = Date.now(),
): Promise<Omit<VerifyReport, 'signatures'>> {
  const { manifest, files, profile } = read;
  checkNotExpired(manifest, now, folder);
  const bytes = [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const examples = await runExamples(read, folder);
  const strangers = await strangersIn(read);
  const checks = [
    `${manifestFile} follows the format, version ${manifest.schemaVersion}`,
    `${files.size} files, ${bytes} bytes: every length and SHA-256 is right, and no way leads out of the folder`,
    `model.json and the weight files belong together, within all limits`,
  ];
  if (examples.length > 0) {
    const worst = Math.max(...examples.map(({ difference }) => difference));
    checks.push(
      `${examples.length} golden ${examples.length === 1 ? 'example' : 'examples'} on wasm: off by ${worst.toExponential(1)} of their scale at most`,
    );
  }
  if (profile) checks.push(`the profile of ${profile.samples} samples follows its format`);
  return {
    manifest,
    files: files.size,
    bytes,
    examples,
    profile: profile !== undefined,
    checks,
    warnings: [
      ...(examples.length === 0 ? ['It has no golden examples: a device cannot tell whether it answers rightly.'] : []),
      ...(strangers.length > 0 ? [`Files that the manifest does not name: ${strangers.join(', ')}.`] : []),
    ],
  };
}

async function runExamples({ model, examples, manifest }: ReadPackage, url: string): Promise<{ difference: number }[]> {
  const runner = await openRunner(model);
  try {
    const { tolerance = 0 } = manifest.examples ?? {};
    const results: { difference: number }[] = [];
    for (const [i, { inputs, outputs }] of examples.entries()) {
      const difference = differenceFrom(outputs, await runner.run(inputs));
      if (!(difference <= tolerance)) {
        throw new EdgewiseError(
          'invalid-model',
          `${url} answers golden example ${i + 1} off by ${difference} of its scale; ${tolerance} is allowed. Its weights ` +
            `are not those that the example was made with: pack the model again.`,
          { url, example: i, difference, tolerance },
        );
      }
      results.push({ difference });
    }
    return results;
  } finally {
    runner.dispose();
  }
}

async function strangersIn({ folder, files }: ReadPackage): Promise<string[]> {
  const known = new Set([manifestFile, signatureFile, ...files.keys()]);
  return (await readdir(folder)).filter((name) => !known.has(name)).sort();
}
