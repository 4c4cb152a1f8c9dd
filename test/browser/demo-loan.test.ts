import type { Locator } from 'playwright';
import { expect, test } from 'vitest';
import { openCard, part, soon } from '../support/demo.js';

const chance = async (card: Locator): Promise<number> =>
  Number.parseInt(((await part(card, 'verdict').textContent()) ?? '').replace(/[<>\s]/g, ''), 10);

test('an answer pushes as far as the chance moves when it becomes the typical one', async () => {
  const { card, errors } = await openCard('loan');
  await card.getByRole('button', { name: 'First job' }).click();
  const job = part(card, 'pushes').getByRole('listitem').filter({ hasText: 'Kind of job: Part time' });
  await job.getByText(/lowers by \d+/).waitFor();
  const points = Number(/lowers by (\d+)/.exec((await job.textContent()) ?? '')?.[1]);
  const before = await chance(card);

  await card.getByLabel('Kind of job').selectOption('Permanent');
  await part(card, 'pushes').getByText('Permanent').waitFor();
  // Both numbers are rounded.
  expect(Math.abs((await chance(card)) - before - points)).toBeLessThanOrEqual(1);
  expect(await part(card, 'pushes').getByRole('listitem').filter({ hasText: 'Permanent' }).textContent()).toContain(
    'no difference',
  );
  expect(await part(card, 'pushes').getByRole('listitem').count()).toBe(13);
  expect(errors).toEqual([]);
});

test('an empty form says what is assumed, and is a typical application', async () => {
  const { card } = await openCard('loan');
  await card.getByRole('button', { name: 'Empty the form' }).click();
  await card.getByText(/^Nothing is known of this application/).waitFor();
  expect(await card.getByLabel('Age').getAttribute('placeholder')).toMatch(/^not known \(\d+\)$/);
  expect(await part(card, 'pushes').getByRole('listitem').count()).toBe(0);
  expect(await chance(card)).toBeGreaterThan(0);

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
  await expect.poll(() => part(card, 'assumed').textContent(), soon).toBe('');
  expect(errors).toEqual([]);
});
