import type { Tensors } from '../../../model/tensor.js';
import { boxAgreement } from './boxes.js';
import { pointDistance } from './key-points.js';
import { outputDifference } from './outputs.js';
import { sameTop } from './top-1.js';

/** What is compared where nobody can say what is right: the packed model's answers with its source's. */
export const agreementKinds = ['key points', 'boxes', 'top-1', 'outputs'] as const;
export type AgreementKind = (typeof agreementKinds)[number];

export interface Agreement {
  /** Of a model with itself. */
  perfect: 0 | 1;
  /**
   * Of two answers to the same input; undefined where the source's answer says nothing to agree with. In 0…1, with
   * differences mostly far below 1.
   *
   * @param size of the picture as the model got it, in pixels
   */
  compare: (source: Tensors, packed: Tensors, size: number) => number | undefined;
}

export const agreements: Readonly<Record<AgreementKind, Agreement>> = {
  'key points': { perfect: 0, compare: pointDistance },
  boxes: { perfect: 1, compare: boxAgreement },
  'top-1': { perfect: 1, compare: sameTop },
  outputs: { perfect: 0, compare: outputDifference },
};
