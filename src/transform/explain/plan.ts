/**
 * Which combinations of an input and its reference are answered, and what the answers say of each player: a field, or a
 * token. In a coalition, some players have what was given and the others what the reference has.
 */
export interface Plan {
  method: 'shapley' | 'one-at-a-time';
  /** How many there are. In the first no player takes part: the reference. In the last all do: the input as given. */
  coalitions: number;
  takesPart: (coalition: number, player: number) => boolean;
  /** @param answers one for each coalition */
  effects: (answers: Float64Array) => Float64Array;
}
