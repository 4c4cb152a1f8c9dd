import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { models, runCampaign } from './run.js';

const help = `Takes the GPU away from models that predict without a pause, and counts what goes wrong.

  npm run campaign [-- --losses 200 --kills 20 --json FILE]

  --losses N   WebGL contexts to lose (200)
  --kills N    GPU processes to kill (20)
  --json FILE  writes the figures

It fails where an answer is wrong, or later than its timeout and a second. 95 of 100 recoveries should take
a second at most.`;

const { values } = parseArgs({
  options: {
    losses: { type: 'string', default: '200' },
    kills: { type: 'string', default: '20' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

function count(name: 'losses' | 'kills'): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`--${name} takes a whole number, not "${values[name]}".`);
  process.exit(2);
}

/** Milliseconds below which this part of them is. */
function quantile(milliseconds: readonly number[], part: number): number {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? NaN;
}

function figuresOf(milliseconds: readonly number[]) {
  const [median, p95, max] = [0.5, 0.95, 1].map((part) => quantile(milliseconds, part));
  return { count: milliseconds.length, median, p95, max };
}

if (values.help) {
  console.log(help);
} else {
  const [losses, kills] = [count('losses'), count('kills')];
  const onProgress = (lost: number, killed: number): void => {
    process.stderr.write(`\r${String(lost)} of ${String(losses)} losses, ${String(killed)} of ${String(kills)} kills`);
  };
  const result = await runCampaign({ losses, kills, onProgress });
  process.stderr.write('\n');
  const { predictions, wrong, rejected, late } = result;
  const recovery = { losses: figuresOf(result.losses), kills: figuresOf(result.kills) };
  console.log(
    `${String(predictions)} predictions: ${String(wrong)} wrong, ${String(late)} late, ${String(rejected)} rejected`,
  );
  console.log('Milliseconds to the next right answer:');
  console.table(recovery);
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ predictions, wrong, late, rejected, recovery }, null, 2)}\n`);
  }
  const unfelt = models.length * (losses + kills) - result.left;
  if (unfelt > 0) console.error(`${String(unfelt)} losses were not felt: this proves less than it says.`);
  if (wrong > 0 || late > 0 || unfelt > 0) process.exitCode = 1;
}
