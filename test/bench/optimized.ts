import { startEngine } from '../../src/cli/engine/engine.js';
import { openGraph } from '../../src/cli/engine/open-graph.js';
import { openRunner, type Runner } from '../../src/cli/engine/runner.js';
import { readGraph } from '../../src/cli/graph/read-graph.js';
import { optimize } from '../../src/cli/optimize/optimize.js';
import { seededInputs } from '../../src/model/seeded-inputs.js';
import type { Tensors } from '../../src/model/tensor.js';
import { traceLayersModel } from '../../src/cli/trace/trace-layers-model.js';
import { humanModel, humanModels } from '../support/human-models.js';
import { runGraph } from '../support/trace/graph-files.js';
import { savedLayers } from '../support/trace/layers-source.js';
import { mobileNetV2 } from '../support/trace/mobile-net-v2.js';
import { inTurns } from './samples.js';
import { ratioOf, summarize } from './statistics.js';

// What the optimiser of `pack` is worth on plain TF.js, wasm in Node with one thread: each model of human as it is and
// optimised, and a MobileNetV2 of Keras's layers beside the graph that is made of it, in turns.
// `npm run bench:optimized -- [rounds] [models…]`. Ratios only: other machines are faster.

const [rounds = '31', ...named] = process.argv.slice(2);
const warmUp = 3;

console.log(
  '| model | nodes | optimised | ms | optimised | ratio (paired median, quartiles) |\n|---|---|---|---|---|---|',
);
const keras = 'mobilenet-v2';
for (const name of named.length > 0 ? named : [keras, ...humanModels]) await measure(name);

async function measure(name: string): Promise<void> {
  const source = name === keras ? await keras224() : humanModel(name);
  const before = name === keras ? await traceLayersModel(source, runGraph) : readGraph(source);
  const after = optimize(before).graph;
  const runners = [await openRunner(source), await openGraph(after)] as const;
  const inputs = seededInputs(runners[0].inputs);
  const times = new Map<Runner, number[]>(runners.map((runner) => [runner, []]));
  for (let round = -warmUp; round < Number(rounds); round++) {
    for (const runner of inTurns(runners, Math.abs(round))) {
      const ms = await timeOf(runner, inputs);
      if (round >= 0) times.get(runner)?.push(ms);
    }
  }
  const [plain = [], optimised = []] = runners.map((runner) => times.get(runner));
  const ms = (values: readonly number[]) => summarize(values).median.toFixed(1);
  const ratio = ratioOf(optimised, plain)?.paired;
  const [low = NaN, high = NaN] = ratio?.quartiles ?? [];
  console.log(
    `| ${name} | ${before.nodes.size} | ${after.nodes.size} | ${ms(plain)} | ${ms(optimised)} | ` +
      `${(ratio?.median ?? NaN).toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)}) |`,
  );
  for (const runner of runners) runner.dispose();
}

/** TF.js has to run before its layers can be made. */
async function keras224() {
  await startEngine();
  return savedLayers(mobileNetV2({ size: 224 }));
}

async function timeOf(runner: Runner, inputs: Tensors): Promise<number> {
  const start = performance.now();
  await runner.run(inputs);
  return performance.now() - start;
}
