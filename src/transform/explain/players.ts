import type { ExplanationPart } from '../../model/explanation.js';
import type { Tensors } from '../../model/tensor.js';

/** A field or a token that is asked about, before it is known what it does. */
export type Player = Omit<ExplanationPart, 'effect'>;

/** An input, taken apart into what can be put to a reference. */
export interface Players {
  /** What they are called. */
  are: 'fields' | 'tokens';
  players: readonly Player[];
  /** What has its reference value already: whatever the model does, these have no effect. */
  idle: readonly Player[];
  /** How many more there are that are not asked about. */
  omitted: number;
  /** The model's input, of these players as it was given, of all others as the reference has it. */
  inputs: (takesPart: (player: number) => boolean) => Tensors;
}
