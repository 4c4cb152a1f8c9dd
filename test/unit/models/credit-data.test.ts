import { describe, expect, test } from 'vitest';
import { parseLoans, readLoans } from '../../../models/credit-risk/data.js';
import { fields } from '../../../models/credit-risk/fields.js';

const path = 'models/credit-risk/data/credit_data.csv';
const header = `"Status",${fields.map(({ name }) => `"${name}"`).join(',')}`;
const good = '"good",9,"rent",60,30,"married","no","freelance",73,129,0,0,800,846';
const unknown = '"bad",0,NA,60,24,NA,"no",NA,63,NA,NA,NA,900,1325';
const parse = (...rows: string[]) => parseLoans([header, ...rows].join('\n'), path);

describe('the loans', () => {
  test('are all there, with what is not known', async () => {
    const loans = await readLoans(path);
    expect(loans).toHaveLength(4454);
    expect(loans.filter(({ bad }) => bad)).toHaveLength(1254);
    const missing = fields.map(({ name }) => [
      name,
      loans.filter(({ application }) => application[name] === null).length,
    ]);
    expect(Object.fromEntries(missing.filter(([, count]) => count !== 0))).toEqual({
      Income: 381,
      Assets: 47,
      Debt: 18,
      Job: 2,
      Home: 6,
      Marital: 1,
    });
  });

  test('are read by column', () => {
    const [first, second] = parse(good, unknown);
    expect(first).toMatchObject({
      bad: false,
      application: { Seniority: 9, Home: 'rent', Job: 'freelance', Price: 846 },
    });
    expect(second).toMatchObject({ bad: true, application: { Home: null, Income: null, Debt: null, Price: 1325 } });
  });

  test('are read from a file of Windows, with a byte order mark and an empty line at the end', () => {
    expect(parseLoans(`\uFEFF${header}\r\n${good}\r\n\r\n`, path)).toEqual(parse(good));
  });
});

describe('a data file that is not as it should be', () => {
  const next = `get the original: git checkout -- ${path}.`;

  test('is named when it is missing', async () => {
    await expect(readLoans('no/such.csv')).rejects.toThrow(
      'no/such.csv cannot be read. It is a part of the repository: git checkout -- no/such.csv.',
    );
  });

  test.each([
    ['is empty', '', 'It is empty'],
    ['is no CSV', 'PNG\0\0', 'Its first line names the columns "PNG\0\0" and not "Status, Seniority, Home'],
    [
      'has columns in another order',
      header.replace('"Age","Marital"', '"Marital","Age"'),
      '"Status, Seniority, Home, Time, Marital, Age',
    ],
    ['has no rows', header, 'No row follows its first line'],
    ['ends within quotes', `${header}\n${good}\n"bad,9`, 'line 3'],
    ['has a row that is too short', `${header}\n${good}\n"bad",9,"rent"`, 'Line 3 has 3 fields, not 14'],
    ['has a row that is too long', `${header}\n${good},1`, 'Line 2 has 15 fields, not 14'],
    [
      'has text for a number',
      `${header}\n${good.replace('129', 'much')}`,
      'Line 2, column Income: "much" is neither a number nor NA',
    ],
    [
      'has an empty cell',
      `${header}\n${good}\n${good.replace('129', '')}`,
      'Line 3, column Income: "" is neither a number nor NA',
    ],
    ['has a number in hexadecimal', `${header}\n${good.replace('129', '0x10')}`, 'column Income: "0x10" is neither'],
    [
      'has a number out of range',
      `${header}\n${good.replace('129', '99999999')}`,
      'column Income: Income is 99999999. Give a number from 5',
    ],
    [
      'has an unknown word',
      `${header}\n${good.replace('rent', 'castle')}`,
      'Line 2, column Home: Home is "castle". Give one of "owner"',
    ],
    [
      'has an unknown outcome',
      `${header}\n${good.replace('good', 'NA')}`,
      'Line 2, column Status: "NA" is neither "good" nor "bad"',
    ],
  ])('is named with the place when it %s', (_, text, problem) => {
    expect(() => parseLoans(text, path)).toThrow(problem);
    expect(() => parseLoans(text, path)).toThrow(next);
  });
});
