import type { EvaluationModule } from '../../../src/cli/evaluate/evaluation-module.js';
import { attribute, GraphBuilder } from '../models/graph.js';
import { randomFloats } from '../models/random.js';
import { float32 } from '../models/tensors.js';
import type { ModelFiles } from '../models/types.js';

export const features = 64;
export const classes = 32;
const float = { T: attribute.type('float32') };

/**
 * A classifier of two layers, `[any, 64]` to probabilities `[any, 32]`. `fragile`: its second weight holds a row a thousand
 * times as large as the others, for a number that is always 0. It changes no answer, but takes up the whole range of a
 * scale, by tensor as by channel.
 */
export function classifierFiles({ fragile = false, batch = null as number | null } = {}): ModelFiles {
  const g = new GraphBuilder();
  g.input('x', 'float32', [batch, features]);
  const first = randomFloats(5, features * features).map((value, i) => (i % features === features - 1 ? 0 : value / 4));
  const second = randomFloats(6, features * classes);
  for (let c = 0; c < classes; c++) second[(features - 1) * classes + c] = (fragile ? 1000 : 1) * (c % 2 ? 1 : -1);
  g.weight('robust', float32(first, [features, features]));
  g.weight('fragile', float32(second, [features, classes]));
  g.node('hidden', 'MatMul', ['x', 'robust'], float);
  g.node('relu', 'Relu', ['hidden'], float);
  g.node('logits', 'MatMul', ['relu', 'fragile'], float);
  g.node('probabilities', 'Softmax', ['logits'], float);
  g.output('probabilities', 'probabilities');
  return g.build();
}

export function inputsOf(count: number): Float32Array[] {
  return Array.from({ length: count }, (_, i) => randomFloats(100 + i, features));
}

/** The classifier's own answers are what is right, so that the source's accuracy is 1. */
export function ownAnswers(count: number): Pick<EvaluationModule, 'samples' | 'metric' | 'data'> {
  const first = randomFloats(5, features * features).map((value, i) => (i % features === features - 1 ? 0 : value / 4));
  const second = randomFloats(6, features * classes);
  const labelOf = (x: Float32Array) => {
    const hidden = Array.from({ length: features - 1 }, (_, h) =>
      Math.max(
        0,
        x.reduce((sum, value, i) => sum + value * first[i * features + h]!, 0),
      ),
    );
    const logits = Array.from({ length: classes }, (_, c) =>
      hidden.reduce((sum, value, h) => sum + value * second[h * classes + c]!, 0),
    );
    return logits.indexOf(Math.max(...logits));
  };
  return {
    metric: 'accuracy',
    data: `${count} seeded points`,
    samples: () => inputsOf(count).map((inputs) => ({ inputs, label: labelOf(inputs) })),
  };
}
