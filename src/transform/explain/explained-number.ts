import { EdgewiseError } from '../../errors.js';
import type { Explanation } from '../../model/explanation.js';
import type { DescribedTensor } from '../../model/manifest/described-tensor.js';
import type { Tensors } from '../../model/tensor.js';
import type { OutputTransform } from '../../model/transforms/output.js';
import type { Classification } from '../../model/values.js';
import { binaryDecoder } from '../decode/binary-classification.js';
import { classificationDecoder } from '../decode/classification.js';
import { labelsOf } from '../decode/labels.js';
import { regressionDecoder } from '../decode/regression.js';

/** Which number of a model's answer is explained. */
export interface ExplainedNumber extends Pick<Explanation, 'unit' | 'label'> {
  numberOf: (outputs: Tensors) => number;
}

/**
 * Of a classification the probability of one label, of a regression what it answers.
 *
 * @param answer to the input as it was given
 * @param asked the label; default: the one that the model decided for
 * @throws EdgewiseError `input` for answers that are no single number, and for a label that there is not
 */
export function explainedNumber(
  transform: OutputTransform | undefined,
  outputs: readonly DescribedTensor[],
  answer: Tensors,
  asked: string | undefined,
): ExplainedNumber {
  switch (transform?.kind) {
    case 'classification': {
      const { top: _, ...whole } = transform; // no label may drop out
      return probability(classificationDecoder(whole, labelsOf(outputs, transform.output)), answer, asked);
    }
    case 'binary-classification':
      return probability(binaryDecoder(transform, labelsOf(outputs, transform.output)), answer, asked);
    case 'regression':
      if (asked !== undefined) throw noLabel(asked, []);
      return { unit: transform.unit, numberOf: regressionDecoder(transform) };
    default:
      throw new EdgewiseError(
        'input',
        `explain needs an answer that is one number, of which it can say what moved it: a classification or a regression. ` +
          `This model's package declares ${transform ? `${transform.kind} as` : 'no transform of'} its output.`,
        { received: transform?.kind ?? 'none', expected: ['classification', 'binary-classification', 'regression'] },
      );
  }
}

function probability(
  decode: (outputs: Tensors) => Classification,
  answer: Tensors,
  asked: string | undefined,
): ExplainedNumber {
  const classes = decode(answer);
  const chosen = asked === undefined ? classes[0] : classes.find((one) => one.label === asked);
  if (!chosen) throw noLabel(asked, classes.map((one) => one.label).sort());
  // By its index: two classes may have one label.
  const numberOf = (outputs: Tensors) =>
    decode(outputs).find(({ index }) => index === chosen.index)?.probability ?? NaN;
  return { unit: 'probability', label: chosen.label, numberOf };
}

function noLabel(asked: unknown, labels: readonly string[]): EdgewiseError {
  const allowed =
    labels.length > 0 ? labels.map((label) => JSON.stringify(label)).join(', ') : 'none, for a regression';
  return new EdgewiseError('input', `explain takes no label: ${JSON.stringify(asked)}. Allowed: ${allowed}.`, {
    field: 'label',
    value: asked,
    expected: labels,
  });
}
