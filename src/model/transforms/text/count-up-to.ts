import { countAt, wrong, type Fields } from '../../manifest/fields.js';

/** Reads a whole number from 1 to `most`. */
export function countUpTo(most: number): (fields: Fields, key: string) => number {
  return (fields, key) => {
    const value = countAt(fields, key, 1);
    if (value > most) throw wrong(fields, key, `a whole number from 1 to ${most}`);
    return value;
  };
}
