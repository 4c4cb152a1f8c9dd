import { optional, textAt, wrong, type Fields } from '../../manifest/fields.js';
import type { DescribedModel } from '../described-model.js';
import { ownActivationAt } from './activation.js';
import { columnsAt, coordinatesAt, type Columns, type Coordinates } from './coordinates.js';
import { checkNumbers, numbersIn, outputAt, unfit } from './described-output.js';

/** Points of something, in a fixed order. Decoded to `KeyPoints`. */
export interface KeyPointsOutput {
  kind: 'key-points';
  /** As many numbers a point as there are columns, one point after the other. Its labels name them, else their place does. */
  output: string;
  /** `["y", "x", "score"]`; null for a number that is not read, as a depth. */
  columns: Columns<PointColumn>;
  coordinates: Coordinates;
  /** Where no column holds a score: an output of one number for each point, or of one for all. Without either, it is 1. */
  scores?: string;
  /** From what the model gives as scores to probabilities. Default `none`. */
  activation?: 'none' | 'sigmoid';
}

export type PointColumn = 'x' | 'y' | 'score';

export function parseKeyPoints(fields: Fields): KeyPointsOutput {
  const columns = columnsAt(fields, 'columns', ['x', 'y', 'score']);
  if (!columns.includes('x') || !columns.includes('y')) throw wrong(fields, 'columns', 'a list with x and y');
  const scores = optional(fields, 'scores', textAt);
  if (scores.scores !== undefined && columns.includes('score')) {
    throw wrong(fields, 'scores', 'no output beside a column that holds them');
  }
  return {
    kind: 'key-points',
    output: textAt(fields, 'output'),
    columns,
    coordinates: coordinatesAt(fields, 'coordinates'),
    ...scores,
    ...optional(fields, 'activation', ownActivationAt),
  };
}

export function checkKeyPoints({ output: name, columns, scores }: KeyPointsOutput, model: DescribedModel): void {
  const output = outputAt(model, 'output', name);
  const { labels } = output;
  const numbers = numbersIn(output);
  const points = labels?.length ?? (numbers === null ? null : Math.floor(numbers / columns.length));
  if (points !== null) checkNumbers(model, 'output', output, points * columns.length);
  if (points === 0) throw unfit(model, 'output', `reads "${name}", which holds no point.`);
  if (scores === undefined) return;
  const beside = outputAt(model, 'scores', scores);
  if (points !== null) checkNumbers(model, 'scores', beside, 1, points);
}
