import { getKernel, profile } from '@tensorflow/tfjs-core';
import { EdgewiseError, messageOf } from '../errors.js';
import type { BackendName } from '../model/backend.js';
import { readModelJson, type ModelJson, type ModelKind } from '../model/model-json.js';
import { zeroInputs } from '../model/seeded-inputs.js';
import type { VerifiedModel } from '../model/verified-model.js';
import { useBackend } from './engine.js';
import type { OpenModel } from './open-model.js';
import { Session } from './session.js';

export type Opener = (model: VerifiedModel, json: ModelJson) => OpenModel | Promise<OpenModel>;

/** By kind; a worker holds the kinds it was built with. */
export type Openers = Partial<Record<ModelKind, Opener>>;

/**
 * From verified bytes to a session on a started backend. A first prediction on zeros follows: it compiles
 * and uploads what later predictions need, and finds kernels that the backend lacks.
 */
export async function openSession(model: VerifiedModel, backend: BackendName, openers: Openers): Promise<Session> {
  const open = openers[model.kind];
  if (!open) throw new EdgewiseError('worker', `This worker opens no ${model.kind} model.`);
  const json = readModelJson(model.modelJson, model.url);
  await useBackend(backend);
  const session = new Session(await opened(open, model, json), backend);
  if (session.inputs.some((input) => input.anyRank)) return session;
  await warmUp(session, model.url).catch(async (error: unknown) => {
    await session.dispose();
    throw error;
  });
  return session;
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

async function warmUp(session: Session, url: string): Promise<void> {
  const zeros = () => zeroInputs(session.inputs);
  try {
    await session.run(zeros());
  } catch (error) {
    // Zeros need not be sensible inputs: only a missing kernel says that no input will do.
    if (!/Kernel '.*' not registered/.test(messageOf(error))) return;
    const ops = await missingKernels(session, zeros);
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
async function missingKernels(session: Session, zeros: () => ReturnType<typeof zeroInputs>): Promise<string[]> {
  const onCpu = session.on('cpu');
  const names = new Set<string>();
  try {
    const { kernelNames } = await profile(async () => {
      await onCpu.run(zeros());
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
