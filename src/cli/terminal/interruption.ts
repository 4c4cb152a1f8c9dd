import { exitCode } from './exit-code.js';

/** Why a signal aborted: the person pressed Ctrl+C, or the system asks to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Interrupted. Nothing was written.');
  }
}

/** Milliseconds in which what runs may put away what it has; an evaluation module of a person's may never look up. */
const patience = 5_000;

/** Aborts with `Interrupted` at the first Ctrl+C (or SIGTERM), so that all is put away; the second one ends at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const end = () => process.exit(exitCode.interrupted);
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) end();
      controller.abort(new Interrupted());
      setTimeout(end, patience).unref();
    });
  }
  return controller.signal;
}
