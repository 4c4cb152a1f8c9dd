/** Runs in the page: every case, one after the other, each told as soon as it is over. */
import type { KeyPoints, Model, Prediction, TensorLike } from '../../src/index.js';
import type { Case, Outcome, PlainTensors } from './cases.js';

const { loadModel, inspectDevice } = window.edgewise;
const cases = (await (await fetch('/cases.json')).json()) as Case[];

for (const one of cases) await tell('/outcome', await run(one));
try {
  await tell('/done', await inspectDevice());
} catch (error) {
  await tell('/failed', `inspectDevice: ${String(error)}`);
}

async function run(one: Case): Promise<Outcome> {
  const { name, url, options } = one;
  let model: Model | undefined;
  try {
    model = await loadModel(url, options);
    const { loadReport } = model;
    const first = await answer(model, one.inputs);
    if (one.measured) await untilMeasured(model);
    return { name, ...first, choice: model.backend, fromCache: loadReport.fromCache };
  } catch (error) {
    return { name, error: String(error) };
  } finally {
    await model?.dispose();
  }
}

async function answer(model: Model, inputs: Case['inputs']): Promise<Partial<Outcome>> {
  if (inputs === 'photograph') return findPose(model);
  const given = 'given' in inputs ? inputs.given : (inputs.tensors as Record<string, TensorLike>);
  const { outputs, milliseconds } = await model.predict(given);
  if ('given' in inputs) await model.explain(inputs.given);
  return { outputs: plain(outputs), milliseconds };
}

async function findPose(model: Model): Promise<Partial<Outcome>> {
  const photograph = new Image();
  photograph.src = '/demo/photographs/astronaut.png';
  await photograph.decode();
  const { value, milliseconds } = await model.predict(photograph);
  const points = (value as KeyPoints).map(({ name, x, y }) => [name, [x, y]] as const);
  return { points: Object.fromEntries(points) as Record<string, [number, number]>, milliseconds };
}

/** A change-over keeps quiet about its reasons; they come with the event that ends the measuring. */
async function untilMeasured(model: Model): Promise<void> {
  let over = false;
  model.addEventListener('backendchange', () => {
    over = model.backend.reasons.length > 0;
  });
  while (!over) await findPose(model);
}

function plain(outputs: Prediction['outputs']): PlainTensors {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, shape, dtype }]) => [
      name,
      { data: Array.from<number | string>(data), shape: [...shape], dtype },
    ]),
  );
}

async function tell(path: string, what: unknown): Promise<void> {
  await fetch(path, { method: 'POST', body: JSON.stringify(what) });
}
