import { EdgewiseError } from '../../errors.js';
import { formatShape, type Tensors, type TensorValue } from '../../model/tensor.js';

/** An output of numbers. */
export interface Numbers {
  data: Exclude<TensorValue['data'], string[]>;
  shape: readonly number[];
}

/** The numbers of an output. @throws EdgewiseError `invalid-model` where the model does not answer them */
export function numbersOf(outputs: Tensors, name: string): Numbers {
  const output = outputs[name];
  if (output && !Array.isArray(output.data)) return { data: output.data, shape: output.shape };
  throw new EdgewiseError(
    'invalid-model',
    `The model answered no numbers in "${name}", from which its package has the answer decoded.`,
    { output: name, actual: Object.keys(outputs) },
  );
}

/** As `numbersOf`, where as many are needed for one sample. */
export function exactly(outputs: Tensors, name: string, ...counts: readonly number[]): Numbers {
  const numbers = numbersOf(outputs, name);
  if (counts.includes(numbers.data.length)) return numbers;
  throw otherShape(name, numbers.shape, `${counts.join(' or ')} numbers`);
}

/** Of an answer that is not as the package describes it, which shapes that it leaves open can come to. */
export function otherShape(name: string, shape: readonly number[], needed: string): EdgewiseError {
  return new EdgewiseError(
    'invalid-model',
    `The model answered ${formatShape(shape)} in "${name}", where its package has ${needed} decoded. Its \`outputs\` ` +
      `are what it says of itself: the package has to be packed with another transform.`,
    { output: name, expected: needed, actual: shape },
  );
}
