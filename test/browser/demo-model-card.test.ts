import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CardName, openCard, part } from '../support/demo.js';

test.each<[CardName, string]>([
  ['digit', 'digits 1.0.0'],
  ['loan', 'credit-risk 1.0.0'],
  ['mail', 'spam 1.0.0'],
  ['pose', 'pose 1.0.0'],
  ['objects', 'objects 1.0.0'],
])('the card of %s shows its package’s, when somebody asks for it', async (name, heading) => {
  const asked: string[] = [];
  const { card, errors } = await openCard(name, {
    prepare: (page) => {
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      return Promise.resolve();
    },
  });
  expect(asked.filter((path) => /card\.md|markdown/.test(path))).toEqual([]);
  await card.getByText('Model card', { exact: true }).click();
  await card.getByRole('heading', { name: heading, level: 3 }).waitFor();
  expect(asked.filter((path) => path.endsWith('card.md'))).toHaveLength(1);
  for (const chapter of ['Intended use', 'Metrics', 'Files']) {
    await card.getByRole('heading', { name: chapter, level: 4 }).waitFor();
  }
  await card.getByRole('cell', { name: 'model.json' }).waitFor();
  const [folder = ''] = heading.split(' ');
  const manifest = readFileSync(`models/${folder}/packaged/manifest.json`);
  const digest = createHash('sha256').update(manifest).digest('hex');
  expect(await part(card, 'model-card-note').textContent()).toContain(digest);
  expect(errors).toEqual([]);
});

const hostile = `# Fine

<img src="/nowhere.png" onerror="document.title = 'ran'"><script>document.title = 'ran'</script>
<b onmouseover="document.title = 'ran'">bold</b> ![picture](/elsewhere.png)

[run](javascript:document.title='ran') and [read](https://example.org/a)

| a | b |
| --- | --: |
| 1 | <iframe src="/frame.html"></iframe>2 |
`;

test('of HTML in a card only the text is shown, and nothing of it runs or is fetched', async () => {
  const asked: string[] = [];
  const { page, card, errors } = await openCard('digit', {
    prepare: (page) => page.context().route('**/digits/packaged/card.md', (route) => route.fulfill({ body: hostile })),
  });
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await card.getByText('Model card', { exact: true }).click();
  const text = part(card, 'model-card-text');
  await text.getByRole('heading', { name: 'Fine' }).waitFor();
  expect(await text.locator('img, script, iframe, b, [onmouseover]').count()).toBe(0);
  expect(await text.textContent()).toContain('bold');
  const links = await text
    .locator('a')
    .evaluateAll((all) => all.map((link) => [link.textContent, link.getAttribute('href')]));
  expect(links).toEqual([
    ['run', null],
    ['read', 'https://example.org/a'],
  ]);
  expect(await text.getByRole('cell').allTextContents()).toEqual(['1', '2']);
  expect(await page.title()).not.toBe('ran');
  expect(asked.filter((path) => /nowhere|elsewhere|frame\.html/.test(path))).toEqual([]);
  expect(errors).toEqual([]);
});

test('a card that cannot be had is told of, and asked for again', async () => {
  const { page, card } = await openCard('digit', {
    prepare: (page) => page.context().route('**/digits/packaged/card.md', (route) => route.fulfill({ status: 404 })),
  });
  const summary = card.getByText('Model card', { exact: true });
  await summary.click();
  await part(card, 'model-card-note')
    .getByText(/card\.md could not be fetched: the server answered 404/)
    .waitFor();
  await page.context().unroute('**/digits/packaged/card.md');
  await summary.click();
  await summary.click();
  await card.getByRole('heading', { name: 'digits 1.0.0' }).waitFor();
});
