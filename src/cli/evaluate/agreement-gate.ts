import { EdgewiseError } from '../../errors.js';
import type { Tensors } from '../../model/tensor.js';
import type { Runner } from '../engine/runner.js';
import { agreements, type AgreementKind } from './agreement/agreement.js';
import { mean } from './agreement/numbers.js';
import type { Gate, MeasureOptions } from './gate.js';
import { lossInPoints } from './loss.js';

export interface Question {
  inputs: Tensors;
  /** Of a picture, its longer side in pixels. */
  size: number;
}

export interface AgreementOptions extends MeasureOptions {
  kind: AgreementKind;
  /** What the inputs are, for people. */
  data: string;
  binding: boolean;
}

/** How far the packed model agrees with its source over these inputs. The source is asked at once. */
export async function agreementGate(
  source: Runner,
  questions: readonly Question[],
  { kind, data, binding, signal, onProgress }: AgreementOptions,
): Promise<Gate> {
  const { perfect, compare } = agreements[kind];
  const expected: Tensors[] = [];
  for (const { inputs } of questions) {
    signal?.throwIfAborted();
    expected.push(await source.run(inputs));
    onProgress?.(expected.length, questions.length);
  }
  const counted = questions.flatMap(({ inputs, size }, i) => {
    const answer = expected[i] as Tensors;
    return compare(answer, answer, size) === undefined ? [] : [{ inputs, size, answer }];
  });
  if (counted.length === 0 && kind !== 'outputs') throw nothingToCompare(kind, data);
  return {
    title: `agreement with the source (${kind}) over ${data}`,
    binding,
    measure: async (packed, options = {}) => {
      const figures: number[] = [];
      for (const { inputs, size, answer } of counted) {
        options.signal?.throwIfAborted();
        figures.push(compare(answer, await packed.run(inputs), size) ?? 1 - perfect);
        options.onProgress?.(figures.length, counted.length);
      }
      const summary = {
        metric: `agreement: ${kind}`,
        higherIsBetter: perfect === 1,
        float32: perfect,
        packed: figures.length === 0 ? perfect : mean(figures),
        samples: figures.length,
        data,
      };
      return { summary, loss: lossInPoints(summary, true) };
    },
  };
}

function nothingToCompare(kind: AgreementKind, data: string): EdgewiseError {
  const what = {
    'key points': 'The model has no output of key points (two or three numbers a point)',
    boxes: 'The model finds no box that it is sure of',
    'top-1': 'The model has no output of several numbers',
    outputs: 'The model has no output of numbers',
  }[kind];
  return new EdgewiseError(
    'input',
    `${what} in ${data}, so there is nothing to agree on. Give other pictures, or another kind of agreement.`,
    { field: 'agreement', kind },
  );
}
