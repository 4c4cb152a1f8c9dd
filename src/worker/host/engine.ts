import { agrees } from '../../choice/agreement.js';
import { EdgewiseError } from '../../errors.js';
import { describeTensors } from '../../model/manifest/describe-tensors.js';
import type { SentInput } from '../../model/input.js';
import type { Tensors } from '../../model/tensor.js';
import { startEngine } from '../../runtime/engine.js';
import { repeats } from '../../runtime/golden.js';
import { openSession, type Openers, type OpenSession } from '../../runtime/open-session.js';
import { Queue } from '../queue.js';
import type { Answered, SelfTest, SelfTestRequest } from '../protocol.js';
import { closePicture } from './drawable.js';
import { nothing, type Handlers } from './handlers.js';
import type { Interpreter } from './interpreter.js';
import { openInterpreter, transformsFrom } from './open-interpreter.js';
import { runInBatches } from './run-in-batches.js';
import { runTogether } from './run-together.js';

type EngineCall = 'startEngine' | 'openSession' | 'predict' | 'explain' | 'selfTest' | 'measure' | 'closeSession';

/** A session with what lies before and behind it. */
interface Opened extends OpenSession {
  interpreter: Interpreter;
}

// One of each in a realm: TF.js's engine is shared by all who are connected.
const queue = new Queue();
const sessions = new Map<number, Opened>();
let lastSession = 0;

/** What an engine worker answers: one call at a time, in their order. */
export function engineHandlers(openers: Openers): Handlers<EngineCall> {
  return {
    startEngine: (config, { signal }) =>
      queue.add(async () => {
        transformsFrom(config.transforms);
        return { value: await startEngine(config) };
      }, signal),
    openSession: ({ model, backend }, { signal }) =>
      queue.add(async () => {
        const open = await openSession(model, backend, openers);
        if (signal.aborted) await open.session.dispose(); // nobody would ever close it
        signal.throwIfAborted();
        const interpreter = await openInterpreter(open.session.inputs, model).catch(async (error: unknown) => {
          await open.session.dispose();
          throw error;
        });
        sessions.set(++lastSession, { ...open, interpreter });
        const inputs = describeTensors(open.session.inputs, model.manifest?.inputs);
        const outputs = describeTensors(open.session.outputs, model.manifest?.outputs);
        const golden = (open.golden?.left.length ?? 0) > 0;
        return { value: { session: lastSession, inputs, outputs, size: open.size, golden } };
      }, signal),
    predict: ({ session, inputs }, { signal }) =>
      queue
        .add(async () => {
          const value = await predict(sessionOf(session), inputs);
          return { value, transfer: value.flatMap(({ outputs }) => tensorBuffers(outputs)) };
        }, signal)
        .finally(() => {
          for (const input of inputs) closePicture(input); // one that was taken back in the queue too
        }),
    explain: async ({ session: id, input, question }, { signal }) => {
      const session = () => sessionOf(id).session;
      try {
        const { interpreter } = sessionOf(id);
        return { value: await interpreter.explain(input, question, runInBatches(queue, session, signal)) };
      } finally {
        closePicture(input);
      }
    },
    selfTest: async (request, { signal }) => {
      const test = await queue.add(() => selfTest(sessionOf(request.session), request), signal);
      if (request.first || !test.agreed) return { value: test };
      // Each waits its turn anew: predictions come in between.
      for (;;) {
        const next = await queue.add(() => testExample(sessionOf(request.session), test), signal);
        if (!next?.agreed) return { value: next ?? test };
      }
    },
    measure: ({ session: id }, { signal }) =>
      queue.add(async () => {
        const { session, inputs } = sessionOf(id);
        const start = performance.now();
        await session.run(inputs);
        return { value: performance.now() - start };
      }, signal),
    // Freed even where nobody waits for it any more.
    closeSession: ({ session }) =>
      queue.add(async () => {
        await sessions.get(session)?.session.dispose();
        sessions.delete(session);
        return nothing;
      }, new AbortController().signal),
  };
}

function sessionOf(id: number): Opened {
  const open = sessions.get(id);
  if (!open) throw new EdgewiseError('disposed', 'This model was disposed of. Load it again.');
  return open;
}

/** From what a person gave to an answer. */
async function predict({ session, interpreter }: Opened, inputs: readonly SentInput[]): Promise<Answered[]> {
  const { prepare, decode } = interpreter;
  const prepared = await Promise.all(inputs.map(async (input) => prepare(input)));
  const answers = await runTogether(
    session,
    prepared.map((each) => each.inputs),
  );
  return answers.map((outputs, i) => ({
    outputs,
    ...(decode && { value: decode(outputs, prepared[i]?.placement ?? null) }),
  }));
}

/** Held against another backend's answer, or else against its own first one: a second run has to repeat it. */
async function selfTest(
  { session, inputs, answer: own, size }: OpenSession,
  { reference, first }: SelfTestRequest,
): Promise<SelfTest> {
  const reason = 'its answers contradict each other';
  if (!own) return { answer: null, agreed: false, difference: NaN, reason };
  const answer = reference && first ? own : await session.run(inputs);
  return { answer, ...agrees(reference ?? own, answer, size.depth), reason };
}

/** The next golden example, with what the test before it answered; null where none is left. */
async function testExample({ session, golden }: OpenSession, { answer }: SelfTest): Promise<SelfTest | null> {
  const example = golden?.left.shift()?.();
  if (!golden || !example) return null;
  const { agreed, difference } = repeats(example, await session.run(example.inputs), golden);
  return { answer, agreed, difference, reason: 'it answers a golden example of the package otherwise' };
}

function tensorBuffers(tensors: Tensors): Transferable[] {
  return Object.values(tensors).flatMap(({ data }) => (Array.isArray(data) ? [] : [data.buffer]));
}
