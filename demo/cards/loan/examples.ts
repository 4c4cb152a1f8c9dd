import type { TableRow } from 'edgewise';

interface Example {
  name: string;
  application: TableRow;
}

/** Made up, each within what the model has seen. */
export const examples: readonly [Example, ...Example[]] = [
  {
    name: 'First job',
    application: {
      Seniority: 1,
      Home: 'rent',
      Time: 60,
      Age: 24,
      Marital: 'single',
      Records: 'no',
      Job: 'partime',
      Expenses: 45,
      Income: 85,
      Assets: 0,
      Debt: 0,
      Amount: 1200,
      Price: 1350,
    },
  },
  {
    name: 'Long settled',
    application: {
      Seniority: 14,
      Home: 'owner',
      Time: 48,
      Age: 44,
      Marital: 'married',
      Records: 'no',
      Job: 'fixed',
      Expenses: 60,
      Income: 210,
      Assets: 9000,
      Debt: 500,
      Amount: 900,
      Price: 1600,
    },
  },
  {
    name: 'Earlier trouble',
    application: {
      Seniority: 6,
      Home: 'parents',
      Time: 60,
      Age: 37,
      Marital: 'separated',
      Records: 'yes',
      Job: 'freelance',
      Expenses: 50,
      Income: null,
      Assets: 3000,
      Debt: null,
      Amount: 1400,
      Price: 1900,
    },
  },
];
