import type { Fields } from '../manifest/fields.js';
import type { DescribedModel } from './described-model.js';
import { kindOf } from './kind-of.js';
import { checkBinary, parseBinary, type BinaryClassificationOutput } from './output/binary-classification.js';
import { checkClassification, parseClassification, type ClassificationOutput } from './output/classification.js';
import { checkDetection, parseDetection, type DetectionOutput } from './output/detection.js';
import { checkEmbedding, parseEmbedding, type EmbeddingOutput } from './output/embedding.js';
import { checkKeyPoints, parseKeyPoints, type KeyPointsOutput } from './output/key-points.js';
import { checkRegression, parseRegression, type RegressionOutput } from './output/regression.js';
import { checkSegmentation, parseSegmentation, type SegmentationOutput } from './output/segmentation.js';

/** How the answer stands in the model's outputs. Its kind is the task that it answers. */
export type OutputTransform =
  | ClassificationOutput
  | BinaryClassificationOutput
  | RegressionOutput
  | DetectionOutput
  | KeyPointsOutput
  | SegmentationOutput
  | EmbeddingOutput;

const kinds = {
  classification: { parse: parseClassification, check: checkClassification },
  'binary-classification': { parse: parseBinary, check: checkBinary },
  regression: { parse: parseRegression, check: checkRegression },
  detection: { parse: parseDetection, check: checkDetection },
  'key-points': { parse: parseKeyPoints, check: checkKeyPoints },
  segmentation: { parse: parseSegmentation, check: checkSegmentation },
  embedding: { parse: parseEmbedding, check: checkEmbedding },
} as const;

/** @throws EdgewiseError `invalid-model` with the field in `details.field` */
export function parseOutputTransform(fields: Fields): OutputTransform {
  return kinds[kindOf(fields, Object.keys(kinds) as OutputTransform['kind'][])].parse(fields);
}

/**
 * Holds a decoder against the outputs that the manifest describes: their names, dtypes, shapes and labels.
 *
 * @throws EdgewiseError `invalid-model` with the field in `details.field`
 */
export function checkOutputTransform(transform: OutputTransform, model: DescribedModel): void {
  (kinds[transform.kind].check as (transform: OutputTransform, model: DescribedModel) => void)(transform, model);
}
