import type { Locator } from 'playwright';
import { expect, test } from 'vitest';
import type { ModelManifest } from '../../src/index.js';
import { openCard, part } from '../support/demo.js';

const chance = async (card: Locator): Promise<number> =>
  Number.parseInt(((await part(card, 'verdict').textContent()) ?? '').replace(/[<>\s]/g, ''), 10);

/** What the list says of each answer, in percentage points. */
async function pushesOf(card: Locator): Promise<number[]> {
  const rows = await part(card, 'pushes').getByRole('listitem').allTextContents();
  return rows.map((row) => {
    const [, way, points] = /(raises|lowers) by (\d+)$/.exec(row) ?? [];
    return (way === 'lowers' ? -1 : 1) * Number(points ?? 0);
  });
}

test('what the answers push makes up the whole difference to a typical application', async () => {
  const { card, errors } = await openCard('loan');
  await card.getByRole('button', { name: 'First job' }).click();
  const job = part(card, 'pushes')
    .getByRole('listitem')
    .filter({ hasText: 'Kind of job: Part time instead of Permanent' });
  await job.getByText(/lowers by \d+/).waitFor();
  const typical = Number(
    /typical application: (\d+)%/.exec((await part(card, 'verdict-note').textContent()) ?? '')?.[1],
  );
  const pushes = await pushesOf(card);
  expect(pushes).toHaveLength(13);
  const sum = pushes.reduce((total, push) => total + push, 0);
  expect(Math.abs(sum)).toBeGreaterThan(40);
  // Each of them is rounded, and so are the two chances.
  expect(Math.abs((await chance(card)) - typical - sum)).toBeLessThanOrEqual(4);
  expect(await part(card, 'meaning').textContent()).toMatch(/add up to that difference.*no cause of anything/);

  await card.getByLabel('Kind of job').selectOption('Permanent');
  await part(card, 'pushes').getByText('Kind of job: Permanent').waitFor();
  expect(await part(card, 'pushes').getByRole('listitem').filter({ hasText: 'Permanent' }).textContent()).toContain(
    'no difference',
  );
  expect(errors).toEqual([]);
});

test('the form is made of what the package says of its fields', async () => {
  const { card, errors } = await openCard('loan', {
    prepare: (page) =>
      page.context().route('**/credit-risk/packaged/manifest.json', async (route) => {
        const manifest = (await (await route.fetch()).json()) as ModelManifest;
        const input = manifest.transforms?.input;
        if (input?.kind !== 'table') throw new Error('It takes no records.');
        Object.assign(
          input.fields.find(({ name }) => name === 'Age')!,
          { label: 'Years of life', unit: 'a', max: 65 },
        );
        await route.fulfill({ json: manifest });
      }),
  });
  const age = card.getByLabel('Years of life');
  expect(await card.locator('#loan-age-hint').textContent()).toBe('18 to 65 a');
  await age.fill('66');
  await card.locator('#loan-age-message').filter({ hasText: 'At most 65 a.' }).waitFor();
  expect(await card.getByLabel('Kind of job').locator('option').allTextContents()).toEqual([
    'not known',
    'Permanent',
    'Part time',
    'Self-employed',
    'Other',
  ]);
  expect(errors).toEqual([]);
});

test('an empty form says what is assumed, and is a typical application', async () => {
  const { card } = await openCard('loan');
  await card.getByRole('button', { name: 'Empty the form' }).click();
  await card.getByText(/^Nothing is known of this application/).waitFor();
  expect(await card.getByLabel('Age').getAttribute('placeholder')).toMatch(/^not known \(\d+\)$/);
  expect(await part(card, 'pushes').getByRole('listitem').count()).toBe(0);
  expect(await chance(card)).toBeGreaterThan(0);
  expect(await part(card, 'verdict-note').textContent()).toBe('likely to be repaid');

  await card.getByLabel('Age').fill('30');
  await card.getByText(/^Not known, so taken to be typical: .*Income \(\d+\)/).waitFor();
  expect(await part(card, 'pushes').getByRole('listitem').count()).toBe(1);
});

test('what is no answer is told at its field, and left out until it is corrected', async () => {
  const { card, errors } = await openCard('loan');
  const age = card.getByLabel('Age');
  const message = card.locator('#loan-age-message');
  for (const [entry, words] of [
    ['300', 'At most 70 years.'],
    ['-1', 'At least 18 years.'],
    ['forty', '“forty” is not a number.'],
    ['0x20', '“0x20” is not a number.'],
  ] as const) {
    await age.fill(entry);
    await message.filter({ hasText: words }).waitFor();
    expect(await age.getAttribute('aria-invalid')).toBe('true');
    expect(await age.getAttribute('aria-describedby')).toContain('loan-age-message');
  }
  await card.getByText(/^Left out until it is corrected: Age\./).waitFor();
  await age.fill('40');
  await message.waitFor({ state: 'hidden' });
  expect(await age.getAttribute('aria-invalid')).toBe('false');
  await expect.poll(() => part(card, 'assumed').textContent()).toBe('');
  expect(errors).toEqual([]);
});
