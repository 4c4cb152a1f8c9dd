import { SingleBar } from 'cli-progress';

/** Where long work says how far it is. */
export interface Progress {
  /** Begins a piece of work of so many steps; the one before has to have ended. */
  begin(what: string, steps: number): Bar;
  /** A line that stays. */
  say(line: string): void;
}

export interface Bar {
  /** `done` of the steps are behind us; `note` is what is known by now. */
  update(done: number, note?: string): void;
  end(): void;
}

/** Bars on a terminal; elsewhere a line now and then. Both go to standard error. */
export function terminalProgress(): Progress {
  return {
    begin(what, steps) {
      const bar = new SingleBar({
        format: `${what} {bar} {percentage} % | {eta_formatted} left | {note}`,
        noTTYOutput: true,
        notTTYSchedule: 30_000,
        hideCursor: true,
        etaBuffer: 50,
      });
      bar.start(steps, 0, { note: '' });
      return {
        update(done, note) {
          bar.update(done, note === undefined ? {} : { note });
        },
        end() {
          bar.stop();
        },
      };
    },
    say(line) {
      console.error(line);
    },
  };
}

/** For tests. */
export const silentProgress: Progress = {
  begin: () => ({ update: () => undefined, end: () => undefined }),
  say: () => undefined,
};
