import { unstack } from '../model/batch.js';
import type { DescribedTensor } from '../model/manifest/described-tensor.js';
import type { Tensors } from '../model/tensor.js';
import type { OutputTransform } from '../model/transforms/output.js';
import type { Placement } from '../model/transforms/placement.js';
import { binaryDecoder } from './decode/binary-classification.js';
import { classificationDecoder } from './decode/classification.js';
import { detectionDecoder } from './decode/detection.js';
import { embeddingDecoder } from './decode/embedding.js';
import { keyPointsDecoder } from './decode/key-points.js';
import { labelsOf } from './decode/labels.js';
import { readOutputs, samplesIn } from './decode/samples.js';
import { regressionDecoder } from './decode/regression.js';
import { segmentationDecoder } from './decode/segmentation.js';

/**
 * From a model's outputs to its answer: one of the decoded values of `src/model/values.ts`. Of a batch that was given as
 * one tensor, a list of them, one a sample.
 */
export type Decode = (outputs: Tensors, placement: Placement | null) => unknown;

/**
 * @param transform as the model's package declares it, held against these outputs
 * @param outputs as the package describes them: labels stand there
 */
export function decoder(transform: OutputTransform, outputs: readonly DescribedTensor[]): Decode {
  const decode = decoderOf(transform, outputs);
  const read = readOutputs(transform);
  return (tensors, placement) => {
    const samples = samplesIn(transform, tensors);
    if (samples === 1) return decode(tensors, placement);
    const used = Object.fromEntries(Object.entries(tensors).filter(([name]) => read.includes(name)));
    return unstack(used, new Array<number>(samples).fill(1)).map((each) => decode(each, placement));
  };
}

/** Of one sample. */
function decoderOf(transform: OutputTransform, outputs: readonly DescribedTensor[]): Decode {
  switch (transform.kind) {
    case 'classification':
      return classificationDecoder(transform, labelsOf(outputs, transform.output));
    case 'binary-classification':
      return binaryDecoder(transform, labelsOf(outputs, transform.output));
    case 'regression':
      return regressionDecoder(transform);
    case 'detection':
      return detectionDecoder(transform, outputs);
    case 'key-points': {
      const labels = labelsOf(outputs, transform.output);
      return keyPointsDecoder(transform, labels.length > 0 ? labels : undefined);
    }
    case 'segmentation':
      return segmentationDecoder(transform, labelsOf(outputs, transform.output));
    case 'embedding':
      return embeddingDecoder(transform);
  }
}
