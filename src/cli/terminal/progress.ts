import { SingleBar } from 'cli-progress';
import { plain, type Style } from './style.js';

/** Where long work says how far it is. */
export interface Progress {
  /**
   * @param what begins a new piece of work where it differs from what came before
   * @param total null while nobody knows it
   */
  (what: string, done: number, total: number | null): void;
  /** No more comes of the current piece of work. */
  end: () => void;
}

/** Milliseconds between lines where there is no terminal to draw a bar on. */
const lineEvery = 5_000;

/** The end of a piece of work that had others within it: nothing new begins. */
function isOver(done: number, total: number | null): boolean {
  return total !== null && done >= total;
}

/** A bar on a terminal, on stderr. */
export function progressBar(style: Style = plain): Progress {
  let bar: SingleBar | undefined;
  let current: string | undefined;
  const end = () => {
    bar?.stop();
    [bar, current] = [undefined, undefined];
  };
  const update = (what: string, done: number, total: number | null) => {
    if (what !== current) {
      if (isOver(done, total)) return;
      end();
      current = what;
      bar = new SingleBar({
        format: `${what.padEnd(28)} ${style.dim('{bar}')} {of}`,
        stream: process.stderr,
        hideCursor: true,
        barsize: 24,
        barCompleteChar: '█',
        barIncompleteChar: '░',
        clearOnComplete: true,
        stopOnComplete: false,
        linewrap: false,
      });
      bar.start(total ?? 1, done, { of: '' });
    }
    bar?.setTotal(total ?? Math.max(1, done * 2));
    // One step of one says nothing.
    bar?.update(done, { of: total === 1 || done === 0 ? '' : total === null ? `${done}` : `${done} of ${total}` });
  };
  return Object.assign(update, { end });
}

/** Lines on stderr: one where a piece of work begins, and now and then how far it is. */
export function progressLines(now: () => number = Date.now): Progress {
  let current: string | undefined;
  let last = 0;
  const update = (what: string, done: number, total: number | null) => {
    if (what === current ? now() - last < lineEvery : isOver(done, total)) return;
    process.stderr.write(what === current ? `${what}: ${done}${total === null ? '' : ` of ${total}`}\n` : `${what}…\n`);
    [current, last] = [what, now()];
  };
  return Object.assign(update, {
    end: () => {
      current = undefined;
    },
  });
}

export const noProgress: Progress = Object.assign(() => undefined, { end: () => undefined });
