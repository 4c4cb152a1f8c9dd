import { type Application, type FieldName, fields } from '../../../models/credit-risk/fields.js';

/** How far one field moves the probability of repayment from where a typical answer would leave it. */
export interface Push {
  name: FieldName;
  /** In parts of one; above zero it speaks for repayment. */
  by: number;
}

export interface Score {
  /** Probability of repayment, and that of a typical application. */
  repaid: number;
  typical: number;
  /** Of the fields that are known, the furthest first. */
  pushes: Push[];
}

/** Everything that one score asks of the model: the application, the typical one, and each known field at its typical. */
export function scoring(
  application: Application,
  typical: Application,
): { asked: Application[]; read: (bad: ArrayLike<number>) => Score } {
  const known = fields.map(({ name }) => name).filter((name) => application[name] !== null);
  const asked = [application, typical, ...known.map((name) => ({ ...application, [name]: typical[name] }))];

  /** The model answers with the probability that it is not repaid. */
  const read = (bad: ArrayLike<number>): Score => {
    const repaid = (row: number): number => {
      const probability = bad[row];
      if (probability === undefined || Number.isNaN(probability)) throw new Error('The model gave too few answers.');
      return 1 - probability;
    };
    const pushes = known.map((name, i) => ({ name, by: repaid(0) - repaid(i + 2) }));
    return {
      repaid: repaid(0),
      typical: repaid(1),
      pushes: pushes.sort((a, b) => Math.abs(b.by) - Math.abs(a.by)),
    };
  };
  return { asked, read };
}
