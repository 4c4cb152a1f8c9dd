/** What goes before a worker, by `serveAltered` or in plain TF.js, to make it fail at the next prediction. */

const scripts = {
  /** Never again hears a message. */
  hang: `for (;;);`,
  /** Ends without a word to the page. */
  close: `close();`,
  /** Nobody catches it. */
  throw: `setTimeout(() => { throw new Error('a bug'); });`,
  /** Every function of the wasm module ends as at an `unreachable`. */
  trap: `trapping = true;`,
};
export type WorkerFault = keyof typeof scripts;

/** On the word 'fault' every engine worker that runs waits for its next prediction to fail in this way, once. */
export const failAtPredict = (fault: WorkerFault): string => `
  let [engine, armed, trapping] = [false, false, false];
  const faults = new BroadcastChannel('faults');
  faults.addEventListener('message', ({ data }) => {
    if (data !== 'fault' || !engine) return;
    armed = true;
    faults.postMessage('done');
  });
  addEventListener('message', ({ data }) => {
    if (data.call === 'startEngine') engine = true;
    if (data.call !== 'predict' || !armed) return;
    armed = false;
    ${scripts[fault]}
  });
  const trappable = ({ exports }) => ({
    exports: Object.fromEntries(
      Object.entries(exports).map(([name, value]) => [
        name,
        typeof value !== 'function'
          ? value
          : (...values) => {
              if (trapping) throw new WebAssembly.RuntimeError('unreachable');
              return value(...values);
            },
      ]),
    ),
  });
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const instantiate = WebAssembly[name];
    WebAssembly[name] = async (...request) => {
      const result = await instantiate.apply(WebAssembly, request);
      const { instance, module } = result;
      return instance ? { instance: trappable(instance), module } : trappable(result);
    };
  }`;

/** For a page: what waits for an answer for five seconds waits for one. */
export const shortPatience = `
  const wait = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (time) => wait(time === 5_000 ? 1_000 : time);`;
