import { exitCode } from './exit-code.js';

/** Why a signal aborted: the person pressed Ctrl+C, or the system asks to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Interrupted. Nothing was written.');
  }
}

/** Aborts with `Interrupted` at the first Ctrl+C (or SIGTERM), so that all is put away; the second one ends at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCode.interrupted);
      controller.abort(new Interrupted());
    });
  }
  return controller.signal;
}
