import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openCard, part } from '../support/demo.js';

const longest = 20_000;

test('spam is told from mail, and the words that pushed are marked', async () => {
  const { card, errors } = await openCard('mail');
  await card.getByRole('button', { name: 'A prize' }).click();
  await card.locator('[data-part=verdict]:text-is("Spam")').waitFor();
  await part(card, 'summary').filter({ hasText: 'Towards spam' }).waitFor();
  const marked = await part(card, 'reading').locator('mark.spam').allTextContents();
  expect(marked.length).toBeGreaterThan(2);
  // All of the mail is there, marks or not.
  expect(await part(card, 'reading').textContent()).toBe(await part(card, 'mail').inputValue());

  await card.getByRole('button', { name: 'A colleague' }).click();
  await card.locator('[data-part=verdict]:text-is("Not spam")').waitFor();
  // The mail before stands there, with its marks, until this one is marked.
  await expect.poll(() => part(card, 'reading').textContent()).toContain('The compiler there is two versions behind');
  await part(card, 'reading').locator('mark.good').first().waitFor();

  await part(card, 'clear').click();
  await card.getByText('Paste a mail, or choose an example').waitFor();
  expect(await part(card, 'reading').textContent()).toBe('');
  await part(card, 'mail').fill('…');
  await card.getByText('There are no words in it yet').waitFor();
  expect(errors).toEqual([]);
});

test('a word that pushed, left out, moves the mail the other way', async () => {
  const { card } = await openCard('mail');
  const mail = part(card, 'mail');
  const chance = async () => Number(/^(\d+)%/.exec((await part(card, 'verdict-note').textContent()) ?? '')?.[1]);
  // Something of both, so that neither is sure.
  const text = 'I wrote to the list about the error: the patch fails. Click here to see the log, the offer is free.';
  await mail.fill(text);
  await expect.poll(() => part(card, 'reading').textContent()).toBe(text);
  const before = await chance();
  for (const [kind, sign] of [
    ['spam', -1],
    ['good', 1],
  ] as const) {
    const marks = await part(card, 'reading')
      .locator(`mark.${kind}`)
      .evaluateAll((all) =>
        (all as HTMLElement[]).map(
          (mark) => [mark.textContent, Number(mark.style.getPropertyValue('--strength'))] as const,
        ),
      );
    const [strongest = ''] = [...marks].sort(([, a], [, b]) => b - a)[0] ?? [];
    const without = text.replace(new RegExp(`\\b${strongest}\\b`, 'gi'), '');
    await mail.fill(without);
    await expect.poll(() => part(card, 'reading').textContent()).toBe(without);
    expect(Math.sign((await chance()) - before), strongest).toBe(sign);
    await mail.fill(text);
    await expect.poll(() => part(card, 'reading').textContent()).toBe(text);
  }
});

test('a mail of 10 MB is pasted, cut and said to be, and the page goes on', async () => {
  const { page, card, errors } = await openCard('mail', {
    context: { permissions: ['clipboard-read', 'clipboard-write'] },
  });
  await page.evaluate(() => navigator.clipboard.writeText('Win a free prize now, my friend! '.repeat(303_031)));
  await part(card, 'mail').fill('');
  await page.evaluate(() => {
    const gaps = { longest: 0 };
    Object.assign(globalThis, { gaps });
    let last = performance.now();
    setInterval(() => {
      gaps.longest = Math.max(gaps.longest, performance.now() - last);
      last = performance.now();
    }, 10);
  });
  await part(card, 'mail').focus();
  await page.keyboard.press('ControlOrMeta+V');
  await part(card, 'note')
    .getByText(/The model reads the first 20,000 characters; 9,980,023 characters more were left out/)
    .waitFor();
  expect((await part(card, 'mail').inputValue()).length).toBe(longest);
  await part(card, 'reading').locator('mark').first().waitFor();
  expect(await page.evaluate(() => (globalThis as unknown as { gaps: { longest: number } }).gaps.longest)).toBeLessThan(
    2000,
  );
  // What follows is written in place of something.
  await card.getByRole('button', { name: 'A colleague' }).click();
  await part(card, 'note').waitFor({ state: 'hidden' });
  expect(errors).toEqual([]);
});

test('files: a mail with its subject, one of 10 MB, and what is none', async () => {
  const { card, errors } = await openCard('mail');
  const open = (name: string, content: string | Buffer) =>
    part(card, 'file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
  const headers = (type: string, encoding: string) =>
    `From: Ann <ann@example.org>\r\nSubject: =?utf-8?q?Caf=C3=A9_at_four=3F?=\r\nMIME-Version: 1.0\r\n` +
    `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;

  await open(
    'html.eml',
    `${headers('text/html', 'base64')}${btoa('<style>p{color:red}</style><p>See you</p><p>there</p>')}\r\n`,
  );
  await expect.poll(() => part(card, 'mail').inputValue()).toBe('Café at four?\n\nSee you\nthere');

  await open('big.eml', `${headers('text/plain', '7bit')}${'a line of a very long mail\r\n'.repeat(357_143)}`);
  await part(card, 'note')
    .getByText(/“big\.eml” has 10 MB: its first 1 MB were opened\. The model reads the first 20,000/)
    .waitFor();
  expect((await part(card, 'mail').inputValue()).length).toBe(longest);

  await open('picture.txt', readFileSync('demo/photographs/astronaut.png'));
  await card
    .getByRole('alert')
    .filter({ hasText: '“picture.txt” is no text. Open a mail saved as .eml or .txt' })
    .waitFor();
  await open('empty.txt', '');
  await card.getByRole('alert').filter({ hasText: '“empty.txt” is empty' }).waitFor();
  await open('note.txt', 'just a note');
  await expect.poll(() => part(card, 'mail').inputValue()).toBe('just a note');
  expect(await part(card, 'complaint').isVisible()).toBe(false);
  expect(errors).toEqual([]);
});
