import { EdgewiseError, messageOf } from '../errors.js';
import type { BackendName, ModelSize } from '../model/backend.js';
import { checkDescriptions } from '../model/manifest/check-signature.js';
import { readModelJson, type ModelJson, type ModelKind } from '../model/model-json.js';
import { seededInputs } from '../model/seeded-inputs.js';
import type { Tensors } from '../model/tensor.js';
import type { VerifiedModel } from '../model/verified-model.js';
import { useBackend } from './engine.js';
import { answerToGolden, answerToSeeded } from './first-answer.js';
import { contradiction, goldenOf, repeats, type Golden } from './golden.js';
import type { OpenModel } from './open-model.js';
import { Session } from './session.js';

export type Opener = (model: VerifiedModel, json: ModelJson) => OpenModel | Promise<OpenModel>;

/** By kind; a worker holds the kinds it was built with. */
export type Openers = Partial<Record<ModelKind, Opener>>;

export interface OpenSession {
  session: Session;
  /** What it is tried on: the first golden example of its package, else seeded inputs. */
  inputs: Tensors;
  /** What it answered to them; null where it does not take them, or answers at random. */
  answer: Tensors | null;
  /** The other golden examples, to be asked when there is time; null where there are none at all. */
  golden: Golden | null;
  size: ModelSize;
}

/**
 * From verified bytes to a session on a started backend. A first prediction follows: it compiles and uploads what later
 * predictions need, and finds kernels that the backend lacks. Its answer to a golden example has to be the recorded one.
 *
 * @throws EdgewiseError `invalid-model`, `unsupported-op`, `backend` where it answers something else
 */
export async function openSession(model: VerifiedModel, backend: BackendName, openers: Openers): Promise<OpenSession> {
  const open = openers[model.kind];
  if (!open) throw new EdgewiseError('worker', `This worker opens no ${model.kind} model.`);
  const json = readModelJson(model.modelJson, model.url);
  const golden = goldenOf(model);
  await useBackend(backend);
  const session = new Session(await opened(open, model, json), backend);
  try {
    checkDescribed(session, model);
    const { inputs, answer } = await (golden ? tryGolden(session, model, golden) : trySeeded(session, model));
    return { session, inputs, answer: isRandom(model) ? null : answer, golden, size: sizeOf(json) };
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

/** What could not be told from model.json alone. What a graph answers, its signature need not say. */
function checkDescribed({ inputs, outputs }: Session, { manifest, url }: VerifiedModel): void {
  if (!manifest) return;
  checkDescriptions(manifest, 'inputs', inputs, url);
  const known = outputs.map(({ dtype: _, ...spec }) => spec);
  checkDescriptions(manifest, 'outputs', known, url);
}

interface FirstTry {
  inputs: Tensors;
  answer: Tensors | null;
}

async function tryGolden(session: Session, { url }: VerifiedModel, golden: Golden): Promise<FirstTry> {
  const first = golden.left.shift()?.();
  if (!first) throw new EdgewiseError('invalid-model', `${url} has no golden example.`, { url });
  const answer = await answerToGolden(session, first.inputs, url);
  const { agreed, difference } = repeats(first, answer, golden);
  if (!agreed) throw contradiction(session.backend, difference, golden);
  return { inputs: first.inputs, answer };
}

async function trySeeded(session: Session, { url }: VerifiedModel): Promise<FirstTry> {
  const inputs = seededInputs(session.inputs);
  const anyRank = session.inputs.some((input) => input.anyRank);
  return { inputs, answer: anyRank ? null : await answerToSeeded(session, inputs, url) };
}

/** True where the graph draws random numbers, so that no two answers are the same. */
function isRandom({ modelJson }: VerifiedModel): boolean {
  return /"op":\s*"\w*(Random|Multinomial|TruncatedNormal)/.test(new TextDecoder().decode(modelJson));
}

function sizeOf({ weightGroups }: ModelJson): ModelSize {
  const shapes = weightGroups.flatMap(({ weights }) => weights.map(({ shape }) => shape));
  const elements = shapes.map((shape) => shape.reduce((product, size) => product * size, 1));
  return {
    bytes: 4 * elements.reduce((sum, count) => sum + count, 0),
    largestTensor: Math.max(0, ...elements),
    depth: Math.max(1, shapes.filter((shape) => shape.length > 1).length),
  };
}

async function opened(open: Opener, model: VerifiedModel, json: ModelJson): Promise<OpenModel> {
  try {
    return await open(model, json);
  } catch (error) {
    if (error instanceof EdgewiseError) throw error;
    throw new EdgewiseError(
      'invalid-model',
      `TF.js cannot open ${model.url}: ${messageOf(error)}`,
      { url: model.url },
      error,
    );
  }
}
