import { explainChoice, foundOut } from '../../choice/explain.js';
import { isSame } from '../../choice/configuration.js';
import { deviceLine, firstOf } from '../../choice/kept.js';
import { planImprovement } from '../../choice/improve.js';
import { planBackends } from '../../choice/plan.js';
import { freeFacts, inspectDevice } from '../../device/inspect.js';
import type { Configuration } from '../../model/backend.js';
import type { Measurement } from '../../model/backend-choice.js';
import type { DeviceReport } from '../../model/device.js';
import type { KeptChoice } from '../../model/kept-choice.js';
import type { Tensors } from '../../model/tensor.js';
import type { ModelStore } from '../../store/model-store.js';
import { version } from '../../version.js';
import { nothing, type Handlers } from './handlers.js';

type ChoiceCall = 'inspectDevice' | 'planImprovement' | 'concludeChoice' | 'forgetChoice';

const wasm: Configuration = { backend: 'wasm', threads: 1 };
/** Bytes of an answer that are worth keeping for the next start. */
const keptAnswer = 65_536;

/** What a store worker knows of the device, and of what ran best on it. */
export function choiceHandlers(store: ModelStore): Handlers<ChoiceCall> {
  const known = new Map<number | undefined, ReturnType<typeof inspectDevice>>();
  const inspect = async ({ cores }: { cores?: number }): Promise<DeviceReport> => {
    const device = known.get(cores) ?? inspectDevice(cores);
    known.set(cores, device);
    return {
      ...(await device),
      worker: { available: typeof document === 'undefined' },
      storage: await store.place(),
    };
  };
  return {
    inspectDevice: async (page) => ({ value: await inspect(page) }),
    planImprovement: async (request) => ({ value: planImprovement(await inspect(request), request) }),
    concludeChoice: async ({ url, digest, answer, keep, ...facts }) => {
      const device = await inspect(facts);
      const plan = planBackends(device, facts);
      const { chosen } = facts;
      const found = foundOut({ ...facts, plan });
      const isFirst = (m: Measurement) => facts.first !== undefined && isSame(m, facts.first);
      const measurements = [...found.filter(isFirst), ...found.filter((m) => !isFirst(m))];
      const reasons = explainChoice({ ...facts, measurements, device, plan });
      let first: Configuration | null = null;
      if (keep) {
        const kept = answer && bytesOf(answer) <= keptAnswer ? answer : null;
        // Without an answer to hold it against, only wasm begins; and on one thread, since more of them start later than
        // a first start of one, with all its files cold, lets it seem.
        first = kept && chosen.backend !== 'wasm' ? firstOf({ chosen, measurements }) : wasm;
        const choice: KeptChoice = {
          library: version,
          device: deviceLine(await freeFacts()),
          renderer: device.webgl.renderer,
          at: Date.now(),
          ...{ chosen, measurements, reasons },
          first,
          answer: kept,
        };
        await store.keepChoice(url, digest, choice).catch(() => undefined); // it is asked again next time
      }
      return { value: { reasons, measurements, first } };
    },
    forgetChoice: async ({ url }) => {
      await store.keepChoice(url, null, null);
      return nothing;
    },
  };
}

function bytesOf(tensors: Tensors): number {
  const sizes = Object.values(tensors).map(({ data }) => (Array.isArray(data) ? data.join().length : data.byteLength));
  return sizes.reduce((sum, size) => sum + size, 0);
}
