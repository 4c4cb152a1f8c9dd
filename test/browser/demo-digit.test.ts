import { expect, test } from 'vitest';
import { openCard, part } from '../support/demo.js';

test('the bars move while a digit is drawn, and name it', async () => {
  const { page, card, errors } = await openCard('digit');
  await part(card, 'clear').click();
  await card.getByText('Draw a digit', { exact: true }).last().waitFor();
  await page.evaluate(() => {
    const states = new Set<string>();
    Object.assign(globalThis, { states });
    const bars = document.querySelector('#digit .bars')!;
    new MutationObserver(() => states.add(bars.textContent)).observe(bars, { subtree: true, childList: true });
  });
  const states = () => page.evaluate(() => (globalThis as unknown as { states: Set<string> }).states.size);

  const box = (await part(card, 'pad').boundingBox())!;
  const to = (x: number, y: number) => page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 6 });
  await to(0.25, 0.2);
  await page.mouse.down();
  await to(0.75, 0.2);
  await expect.poll(states).toBeGreaterThanOrEqual(1);
  const before = await states();
  await to(0.6, 0.5);
  await expect.poll(states).toBeGreaterThan(before);
  await to(0.45, 0.85);
  await expect.poll(() => part(card, 'verdict').textContent()).toBe('7');
  // Said only when the pen is lifted.
  expect(await part(card, 'spoken').textContent()).toBe('');
  await page.mouse.up();
  await card
    .getByRole('status')
    .filter({ hasText: /^Looks like a 7/ })
    .waitFor();
  expect(errors).toEqual([]);
});

test('the samples are what they say, and arrow keys draw', async () => {
  const { page, card } = await openCard('digit', { context: { reducedMotion: 'reduce' } });
  for (let digit = 0; digit < 10; digit += 1) {
    await card.getByRole('button', { name: `Draw a sample ${digit}` }).click();
    await card
      .getByRole('status')
      .filter({ hasText: `Looks like a ${digit},` })
      .waitFor();
  }
  await part(card, 'pad').focus();
  await page.keyboard.press('Delete');
  await expect.poll(() => part(card, 'verdict').textContent()).toBe('?');
  for (let i = 0; i < 16; i += 1) await page.keyboard.press('ArrowDown');
  await card.getByRole('status').filter({ hasText: 'Looks like a 1,' }).waitFor();
});

test('a touch draws and does not scroll the page', async () => {
  const { page, card } = await openCard('digit', {
    context: { hasTouch: true, viewport: { width: 390, height: 800 } },
  });
  await part(card, 'clear').click();
  await part(card, 'pad').scrollIntoViewIfNeeded();
  const box = (await part(card, 'pad').boundingBox())!;
  const scrolled = await page.evaluate(() => scrollY);
  const client = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    client.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: y === undefined ? [] : [{ x: box.x + box.width / 2, y: box.y + y * box.height }],
    });
  await touch('touchStart', 0.85);
  for (let y = 0.8; y > 0.15; y -= 0.05) await touch('touchMove', y);
  await touch('touchEnd');
  await card.getByRole('status').filter({ hasText: 'Looks like a 1,' }).waitFor();
  expect(await page.evaluate(() => scrollY)).toBe(scrolled);
});
