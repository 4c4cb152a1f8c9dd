import { getKernel, profile } from '@tensorflow/tfjs-core';
import { EdgewiseError, isEdgewiseError, messageOf } from '../errors.js';
import type { BackendName, ModelSize } from '../model/backend.js';
import { readModelJson, type ModelJson, type ModelKind } from '../model/model-json.js';
import { seededInputs } from '../model/seeded-inputs.js';
import type { Tensors } from '../model/tensor.js';
import type { VerifiedModel } from '../model/verified-model.js';
import { useBackend } from './engine.js';
import type { OpenModel } from './open-model.js';
import { Session } from './session.js';

export type Opener = (model: VerifiedModel, json: ModelJson) => OpenModel | Promise<OpenModel>;

/** By kind; a worker holds the kinds it was built with. */
export type Openers = Partial<Record<ModelKind, Opener>>;

export interface OpenSession {
  session: Session;
  /** What it answered to seeded inputs; null where it does not take them, or answers at random. */
  answer: Tensors | null;
  size: ModelSize;
}

/**
 * From verified bytes to a session on a started backend. A first prediction on seeded inputs follows: it
 * compiles and uploads what later predictions need, and finds kernels that the backend lacks.
 */
export async function openSession(model: VerifiedModel, backend: BackendName, openers: Openers): Promise<OpenSession> {
  const open = openers[model.kind];
  if (!open) throw new EdgewiseError('worker', `This worker opens no ${model.kind} model.`);
  const json = readModelJson(model.modelJson, model.url);
  await useBackend(backend);
  const session = new Session(await opened(open, model, json), backend);
  try {
    return { session, answer: await firstAnswer(session, model.url, isRandom(model)), size: sizeOf(json) };
  } catch (error) {
    await session.dispose();
    throw error;
  }
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

async function firstAnswer(session: Session, url: string, random: boolean): Promise<Tensors | null> {
  if (session.inputs.some((input) => input.anyRank)) return null;
  try {
    const answer = await session.run(seededInputs(session.inputs));
    return random ? null : answer;
  } catch (error) {
    if (isEdgewiseError(error) && error.details['lost'] !== undefined) throw error;
    // Such inputs need not be sensible ones: only a missing kernel says that no input will do.
    if (!/Kernel '.*' not registered/.test(messageOf(error))) return null;
    const ops = await missingKernels(session);
    throw new EdgewiseError(
      'unsupported-op',
      `${url} uses operations that the backend ${session.backend} does not have: ${ops.join(', ')}. ` +
        `Use another backend, { backend: 'webgl' } or { backend: 'cpu' }.`,
      { url, ops, backend: session.backend },
      error,
    );
  }
}

/** All of them, not just the first: the cpu backend has nearly every kernel, and runs through the model once. */
async function missingKernels(session: Session): Promise<string[]> {
  const onCpu = session.on('cpu');
  const names = new Set<string>();
  try {
    const { kernelNames } = await profile(async () => {
      await onCpu.run(seededInputs(session.inputs));
      return [];
    });
    for (const name of kernelNames) names.add(name);
  } catch (error) {
    const name = /Kernel '(.*?)' not registered/.exec(messageOf(error))?.[1];
    if (name !== undefined) names.add(name);
  }
  await useBackend(session.backend);
  return [...names].filter((name) => !getKernel(name, session.backend)).sort();
}
