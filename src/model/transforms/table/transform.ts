import type { TableColumn } from './columns.js';
import type { Derived } from './derived.js';
import type { TableField } from './fields.js';

/** A record of named fields as the model takes it: a row of numbers. */
export interface TableTransform {
  kind: 'table';
  /** The input that it makes, float32 `[null, places]`; others of the model have to be optional. */
  input: string;
  /** What a record has. */
  fields: readonly TableField[];
  /** What is computed from it, in this order. */
  derived?: readonly Derived[];
  /** What the input holds, from its first place to its last. */
  columns: readonly TableColumn[];
}
