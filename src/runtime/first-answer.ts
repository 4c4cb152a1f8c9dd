import { getKernel, profile } from '@tensorflow/tfjs-core';
import { EdgewiseError, isEdgewiseError, messageOf } from '../errors.js';
import type { Tensors } from '../model/tensor.js';
import { useBackend } from './engine.js';
import type { Session } from './session.js';

/**
 * What a session answers first. Null where it does not take these inputs, which nobody made for it.
 *
 * @throws EdgewiseError `unsupported-op` with all the ops that its backend lacks, `worker` where that was lost
 */
export async function answerToSeeded(session: Session, inputs: Tensors, url: string): Promise<Tensors | null> {
  try {
    return await session.run(inputs);
  } catch (error) {
    // Such inputs need not be sensible ones: only a missing kernel says that no input will do.
    await refuseWhatIsLacking(session, inputs, url, error);
    return null;
  }
}

/**
 * As `answerToSeeded`, of inputs that the model has to take.
 *
 * @throws EdgewiseError also `backend` where it does not
 */
export async function answerToGolden(session: Session, inputs: Tensors, url: string): Promise<Tensors> {
  try {
    return await session.run(inputs);
  } catch (error) {
    await refuseWhatIsLacking(session, inputs, url, error);
    const message = `${session.backend} cannot run a golden example of ${url}: ${messageOf(error)}`;
    throw new EdgewiseError('backend', message, { url, backend: session.backend }, error);
  }
}

async function refuseWhatIsLacking(session: Session, inputs: Tensors, url: string, error: unknown): Promise<void> {
  if (isEdgewiseError(error) && error.details['lost'] !== undefined) throw error;
  if (!/Kernel '.*' not registered/.test(messageOf(error))) return;
  const ops = await missingKernels(session, inputs);
  throw new EdgewiseError(
    'unsupported-op',
    `${url} uses operations that the backend ${session.backend} does not have: ${ops.join(', ')}. ` +
      `Use another backend, { backend: 'webgl' } or { backend: 'cpu' }.`,
    { url, ops, backend: session.backend },
    error,
  );
}

/** All of them, not just the first: the cpu backend has nearly every kernel, and runs through the model once. */
async function missingKernels(session: Session, inputs: Tensors): Promise<string[]> {
  const onCpu = session.on('cpu');
  const names = new Set<string>();
  try {
    const { kernelNames } = await profile(async () => {
      await onCpu.run(inputs);
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
