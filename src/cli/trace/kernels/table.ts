import { convolution } from './convolution.js';
import { elementwise } from './elementwise.js';
import { image } from './image.js';
import { matrix } from './matrix.js';
import { normalization } from './normalization.js';
import { reduction } from './reduction.js';
import type { Row } from './row.js';
import { shaping } from './shaping.js';

/** TF.js's kernels that become nodes of a graph, by their names. */
export const kernelTable: ReadonlyMap<string, Row> = new Map([
  ...elementwise,
  ...matrix,
  ...convolution,
  ...normalization,
  ...reduction,
  ...shaping,
  ...image,
]);
