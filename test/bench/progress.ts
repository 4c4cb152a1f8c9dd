import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from './run.js';

/** A bar on the terminal; where stderr is none, a line every so often. */
export function showProgress(): { on: (progress: Progress) => void; end: () => void } {
  if (!process.stderr.isTTY) return plainLines();
  const format = '{bar} {percentage} % · {value} of {total} · {eta_formatted} left · {what}';
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, etaBuffer: 50 },
    Presets.shades_classic,
  );
  let begun = false;
  return {
    on({ done, total, what }) {
      if (!begun) bar.start(total, 0, { what });
      begun = true;
      bar.update(done, { what });
    },
    end: () => {
      bar.stop();
    },
  };
}

function plainLines(): ReturnType<typeof showProgress> {
  let told = '';
  return {
    on({ done, total, what }) {
      const place = what.split(':')[0] ?? what;
      if (place === told) return;
      told = place;
      process.stderr.write(`${((100 * done) / total).toFixed(0)} %: ${place}\n`);
    },
    end: () => undefined,
  };
}
