import { EdgewiseError, messageOf } from '../../errors.js';
import { seededInputs } from '../../model/seeded-inputs.js';
import type { Tensors } from '../../model/tensor.js';
import type { Prepare } from '../../transform/prepare.js';
import type { Runner } from '../engine/runner.js';
import { agreementGate, type Question } from '../evaluate/agreement-gate.js';
import type { EvaluationModule } from '../evaluate/evaluation-module.js';
import type { Gate, MeasureOptions } from '../evaluate/gate.js';
import { labelledGate, type LabelledGate } from '../evaluate/labelled-gate.js';
import { loadEvaluationModule, checkEvaluationModule } from '../evaluate/load-module.js';
import { pictureSpec, type PictureInput } from '../evaluate/picture-inputs.js';
import { smoothPicture } from '../examples/smooth-picture.js';
import type { Task } from '../../model/manifest/manifest.js';
import { agreementFor } from './guess-task.js';
import type { PackOptions } from './options.js';

/** The evaluation that was named, or handed over. */
export async function evaluationOf({ evaluate }: PackOptions): Promise<EvaluationModule | undefined> {
  if (evaluate === undefined) return undefined;
  if (typeof evaluate === 'string') return loadEvaluationModule(evaluate);
  return checkEvaluationModule({ ...evaluate }, 'that was handed over');
}

/** By what a package is judged: labelled samples, else pictures, else that it repeats answers to seeded inputs. */
export async function chooseGate(
  source: Runner,
  given: { module: EvaluationModule | undefined; pictures: readonly PictureInput[]; task: Task; prepareInput: Prepare },
  { agreement, quantize, range, signal }: PackOptions,
  onProgress: NonNullable<MeasureOptions['onProgress']>,
): Promise<{ gate: Gate; labelled?: LabelledGate; warnings: readonly string[] }> {
  const { module, pictures, task, prepareInput } = given;
  if (module) {
    const labelled = await labelledGate(module, source, { prepareInput, signal, onProgress });
    return { gate: labelled, labelled, warnings: [] };
  }
  const options = { kind: agreement ?? agreementFor(task), signal, onProgress };
  if (pictures.length > 0) {
    const data = `${pictures.length === 1 ? 'the picture' : `${pictures.length} pictures:`} ${namesOf(pictures)}`;
    return { gate: await agreementGate(source, pictures, { ...options, data, binding: true }), warnings: [] };
  }
  if (agreement !== undefined) {
    throw new EdgewiseError('input', `Agreement in ${agreement} needs pictures: name some with --pictures.`, {
      field: 'agreement',
    });
  }
  const { questions: seeded, refusal } = await takenBy(source, seededQuestions(source, range));
  const data = `${seeded.length} inputs made up by seed, not on any data`;
  // Nobody said what counts; only the choice of schemes has nothing else to go by.
  const binding = quantize === 'auto';
  const warnings = seeded.length > 0 ? [] : [notRun(refusal)];
  return { gate: await agreementGate(source, seeded, { ...options, kind: 'outputs', data, binding }), warnings };
}

const seeds = [1, 2, 3, 4];
const mostFractions = 4096;

/** Pictures where the model takes them, else numbers. */
export function seededInputsFor(
  { inputs }: Pick<Runner, 'inputs'>,
  seed: number,
  range: PackOptions['range'],
): Tensors {
  const spec = pictureSpec(inputs);
  return spec ? { [spec.name]: smoothPicture(spec, seed, range) } : wholeWhereMany(seededInputs(inputs, seed));
}

/** Of very many fractions, which take four bytes each in a file of examples, zeros and ones. */
function wholeWhereMany(inputs: Tensors): Tensors {
  const entries = Object.entries(inputs).map(([name, value]) => {
    const { data } = value;
    const many = data instanceof Float32Array && data.length > mostFractions;
    return [name, many ? { ...value, data: data.map(Math.round) } : value] as const;
  });
  return Object.fromEntries(entries);
}

function seededQuestions(source: Runner, range: PackOptions['range']): Question[] {
  if (source.inputs.some(({ anyRank, optional }) => anyRank && !optional)) return [];
  return seeds.map((seed) => ({ inputs: seededInputsFor(source, seed, range), size: 1 }));
}

/** Not every model takes every input of the right shape. */
async function takenBy(
  source: Runner,
  asked: readonly Question[],
): Promise<{ questions: Question[]; refusal: string | undefined }> {
  const questions: Question[] = [];
  let refusal: string | undefined;
  for (const question of asked) {
    try {
      await source.run(question.inputs);
      questions.push(question);
    } catch (error) {
      refusal ??= messageOf(error);
    }
  }
  return { questions, refusal };
}

function notRun(refusal: string | undefined): string {
  const why = refusal === undefined ? 'an input may have any shape' : `TF.js on wasm says: ${refusal}`;
  return `The model could not be run on inputs made up by seed (${why}), so that nothing was compared. Give samples with --evaluate.`;
}

function namesOf(pictures: readonly PictureInput[]): string {
  const names = pictures.map(({ name }) => name);
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`;
}
