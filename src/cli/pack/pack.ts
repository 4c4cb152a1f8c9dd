import { EdgewiseError, messageOf } from '../../errors.js';
import { openRunner, type Runner } from '../engine/runner.js';
import { buildProfile } from '../evaluate/build-profile.js';
import { readPictureInputs } from '../evaluate/picture-inputs.js';
import { goldenExamples } from '../examples/golden-examples.js';
import { checkTarget, releaseOf } from '../package/check-target.js';
import { verifyPackage, type VerifyReport } from '../package/verify-package.js';
import { writePackage } from '../package/write-package.js';
import { readSigningKey, type SigningKey } from '../signing/key-file.js';
import { isSigned } from '../signing/package-signing.js';
import { readSourceModel } from '../source/read-source-model.js';
import type { SourceModel } from '../source/source-model.js';
import { checkPlaces } from './check-places.js';
import { chooseGate, evaluationOf } from './choose-gate.js';
import { defaultName, descriptionOf } from './description.js';
import { exampleInputs } from './example-inputs.js';
import { guessTask } from './guess-task.js';
import { manifestOf } from './manifest-of.js';
import type { PackOptions } from './options.js';
import { computedOutputs } from './output-dtypes.js';
import { packageFiles } from './package-files.js';
import { createPhases, type Phases } from './phases.js';
import { prepare } from './prepare.js';
import { readTokenizer } from './read-tokenizer.js';
import type { PackReport } from './report.js';
import { defaultMaxLoss, storeModel } from './store-model.js';
import { transformsOf } from './transforms-of.js';
import { preparer } from '../../transform/prepare.js';

export type { PackOptions } from './options.js';
export type { PackReport } from './report.js';

/**
 * Makes a package of a model: smaller and faster where asked, judged beside its source, described, and written as a whole
 * after it was verified; or nothing at all.
 *
 * @throws EdgewiseError `input` for options, data and places that do not fit, and where more accuracy is lost than
 *   allowed; `invalid-model`, `integrity`, `limit`, `unsupported-op` for the model; `storage` for the disk
 */
export async function pack(options: PackOptions): Promise<PackReport> {
  const phases = createPhases(options);
  const warnings: string[] = [];
  await checkTarget(options.out, options.force ?? false);
  const keys = await Promise.all((options.sign ?? []).map(readSigningKey));
  const source = await phases.run('read', async () => {
    const read = await readSourceModel(options.model, (warning) => warnings.push(warning));
    await checkPlaces(read.folder, options.out);
    return read;
  });
  const opened = await openSource(source);
  try {
    const runner = { ...opened, outputs: await computedOutputs(opened) };
    return await packOpened({ source, runner, keys, warnings }, options, phases);
  } finally {
    opened.dispose();
  }
}

interface Opened {
  source: SourceModel;
  runner: Runner;
  keys: readonly SigningKey[];
  /** Sentences are added as they come up. */
  warnings: string[];
}

async function packOpened(
  { source, runner, keys, warnings }: Opened,
  options: PackOptions,
  phases: Phases,
): Promise<PackReport> {
  const { out, force = false, maxLoss = defaultMaxLoss } = options;
  checkNumbers(options);
  const description = descriptionOf(options);
  const module = await evaluationOf(options);
  const task = description.task ?? guessTask(module, options.agreement, runner.outputs);
  const transforms = transformsOf(description, runner);
  const tokenizer = await readTokenizer(options.tokenizer, transforms);
  const { range, pictures: named = [] } = options;
  const transform = transforms?.input;
  const pictures = await readPictureInputs(runner.inputs, named, { range, transform });
  const prepareInput = preparer(runner.inputs, transform, { tokenizer });
  const { storing, packed, passes, comparison } = await prepare(source, runner.outputs, pictures, options, phases);
  const { gate, labelled, ...judged } = await phases.run('evaluate', (onProgress) =>
    chooseGate(runner, { module, pictures, task, prepareInput }, options, onProgress),
  );
  const asked = await exampleInputs(runner, labelled, options, transform);
  const { stored, result, scheme, raised, tried } = await storeModel(
    storing,
    gate,
    asked.inputs.slice(0, 2),
    options,
    phases,
  );
  const { examples, notes } = await phases.run('examples', () =>
    goldenExamples(stored.model, asked.inputs, asked.count),
  );
  warnings.push(...judged.warnings, ...asked.warnings, ...(asked.inputs.length > 0 ? notes : []));
  if (options.examples && examples.length < options.examples.length) {
    const kept = `${examples.length} of the ${options.examples.length} pictures that you named`;
    warnings.push(`Only ${kept} became golden examples: the others are too large, or answered by a hair's breadth.`);
  }
  if (!gate.binding && result.loss > maxLoss) warnings.push(unjudged(result.loss));
  const { answers, ...measured } = result;
  const profile =
    module && labelled && answers
      ? await phases.run('profile', () => buildProfile(module, labelled.samples, answers, labelled.output))
      : undefined;
  const facts = {
    description,
    transforms,
    name: description.name ?? defaultName(source),
    release: description.release ?? (force ? ((await releaseOf(out)) ?? 0) : 0) + 1,
    task,
    tensors: runner,
    answer: module && labelled && { module, output: labelled.output },
    quantization: stored.summary,
    // A model that runs on no inputs that can be made up was compared on none.
    evaluation: measured.summary.samples > 0 ? measured.summary : undefined,
    examples: examples.length,
  };
  const documents = options.documents ?? new Map<string, string>();
  const parts = { model: stored.model, examples, profile, tokenizer, documents };
  const { manifest, files } = await packageFiles(parts, keys, (artifacts) => manifestOf(facts, artifacts));
  if (keys.length === 0 && (await isSigned(out))) {
    warnings.push(`The package that was at ${out} was signed; this one is not, since no --sign names a key.`);
  }
  const verification = await write(files, options, phases);
  const sizes = [...files].map(([file, { byteLength }]) => ({ file, bytes: byteLength }));
  return {
    out,
    manifest,
    kind: { source: source.json.kind, packed },
    passes,
    comparison,
    quantization: { ...stored.summary, scheme, raised, tried },
    signedBy: keys.map(({ publicKey }) => publicKey),
    evaluation: { title: gate.title, ...measured, maxLoss, binding: gate.binding },
    examples: examples.length,
    profile: profile !== undefined,
    files: sizes,
    bytes: total(sizes.map(({ bytes }) => bytes)),
    sourceBytes: total([source.modelJson, ...source.shards.values()].map(({ byteLength }) => byteLength)),
    verification,
    warnings,
    seconds: phases.seconds,
  };
}

/** What was written is verified from the disk before it takes its place. */
async function write(
  files: ReadonlyMap<string, ArrayBuffer>,
  { out, force = false, signal }: PackOptions,
  phases: Phases,
): Promise<VerifyReport> {
  let report: VerifyReport | undefined;
  await phases.run('write', (onProgress) =>
    writePackage(out, files, {
      force,
      ...(signal ? { signal } : {}),
      onProgress,
      check: async (folder) => {
        report = await phases.run('verify', () => verifyPackage(folder));
      },
    }),
  );
  if (!report) throw new EdgewiseError('storage', `${out} was not verified, though it was written.`, { folder: out });
  return report;
}

async function openSource(source: SourceModel): Promise<Runner> {
  try {
    return await openRunner(source);
  } catch (error) {
    if (error instanceof EdgewiseError) throw error;
    const { file } = source;
    throw new EdgewiseError('invalid-model', `TF.js cannot open ${file}: ${messageOf(error)}`, { file }, error);
  }
}

function checkNumbers({ maxLoss = 0, shardBytes = 1 }: PackOptions): void {
  if (!(maxLoss >= 0 && maxLoss <= 100)) {
    throw new EdgewiseError('input', `maxLoss is ${maxLoss}; a number of points from 0 to 100 is needed.`, {
      field: 'maxLoss',
    });
  }
  if (!Number.isSafeInteger(shardBytes) || shardBytes < 1) {
    throw new EdgewiseError('input', `shardBytes is ${shardBytes}; a whole number from 1 is needed.`, {
      field: 'shardBytes',
    });
  }
}

function unjudged(loss: number): string {
  return (
    `On inputs made up by seed its answers differ from the source's by ${Number(loss.toPrecision(2))} % (root mean square, ` +
    `of the output where it is most). Whether that matters only data can tell: name an evaluation module with --evaluate, ` +
    `or pictures with --pictures.`
  );
}

function total(bytes: readonly number[]): number {
  return bytes.reduce((sum, each) => sum + each, 0);
}
