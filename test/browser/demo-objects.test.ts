import type { Locator } from 'playwright';
import { expect, test } from 'vitest';
import { openBrowser } from '../support/browser.js';
import { answered, openCard, part } from '../support/demo.js';

interface Row {
  label: string;
  score: number;
  box: [x: number, y: number, width: number, height: number];
  drawn: string;
}

async function rowsOf(card: Locator): Promise<Row[]> {
  const rows = await part(card, 'objects')
    .locator('tr')
    .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent)));
  return rows.map(([label = '', score, x, y, width, height, drawn = '']) => ({
    label,
    score: Number(score),
    box: [Number(x), Number(y), Number(width), Number(height)],
    drawn,
  }));
}

/** Of the overlay, at a place in pixels of a picture of the given width. */
function pixelAt(card: Locator, [x, y]: [number, number], pictureWidth: number): Promise<number[]> {
  return part(card, 'overlay').evaluate(
    (element, { x, y, pictureWidth }) => {
      const canvas = element as HTMLCanvasElement;
      const scale = canvas.width / pictureWidth;
      return Array.from(canvas.getContext('2d')!.getImageData(x * scale, y * scale, 1, 1).data);
    },
    { x, y, pictureWidth },
  );
}

/** By how many pixels a side of one box is off the other's. */
const off = (a: Row['box'], b: Row['box']): number =>
  Math.max(...[a[0] - b[0], a[1] - b[1], a[0] + a[2] - b[0] - b[2], a[1] + a[3] - b[1] - b[3]].map(Math.abs));

const line = [0x5f, 0xf2, 0xcf, 255];

/** Where a person who looks at the photographs sees them. */
const cup: Row['box'] = [172, 18, 240, 240];
const astronaut: Row['box'] = [15, 10, 360, 500];

test('objects are found on both photographs, boxed, and told in words', async () => {
  const { card, errors } = await openCard('objects');
  await card
    .getByRole('status')
    .filter({ hasText: /^2 objects found in/ })
    .waitFor();
  const [first, second] = await rowsOf(card);
  expect([first?.label, second?.label]).toEqual(['cup', 'dining table']);
  expect(off(first!.box, cup)).toBeLessThan(25);
  const words = `Drawn over the picture: boxes around cup (${first!.score.toFixed(2)}) and dining table (${second!.score.toFixed(2)}).`;
  expect(await part(card, 'overlay').getAttribute('aria-label')).toBe(words);
  const [x, y, , height] = first!.box;
  expect(await pixelAt(card, [x, y + height / 2], 600)).toEqual(line);
  expect(await pixelAt(card, [x + 50, y + height / 2], 600)).toEqual([0, 0, 0, 0]);
  expect(await part(card, 'credit').textContent()).toContain('Pikolo');

  await card.getByRole('button', { name: 'Astronaut' }).click();
  await expect.poll(async () => (await rowsOf(card)).map(({ label }) => label)).toContain('person');
  expect(off((await rowsOf(card)).find(({ label }) => label === 'person')!.box, astronaut)).toBeLessThan(25);
  expect(await part(card, 'coffee').isVisible()).toBe(false);
  expect(await part(card, 'credit').textContent()).toContain('NASA');
  expect(errors).toEqual([]);
});

test('what is scored lower than wanted is listed, and not drawn', async () => {
  const { card } = await openCard('objects');
  await card
    .getByRole('status')
    .filter({ hasText: /^2 objects found in/ })
    .waitFor();
  const threshold = card.getByLabel('Show objects scored at least');
  // The package tells of nothing below.
  expect(await threshold.getAttribute('min')).toBe('0.3');
  const [first, second] = await rowsOf(card);
  const between = Math.ceil(second!.score * 20) / 20;
  expect(between).toBeLessThanOrEqual(first!.score);
  await threshold.fill(String(between));
  await part(card, 'threshold-value')
    .getByText(`${between.toFixed(2)}: 1 object of 2`)
    .waitFor();
  expect((await rowsOf(card)).map(({ drawn }) => drawn)).toEqual(['yes', 'no']);
  expect(await part(card, 'overlay').getAttribute('aria-label')).not.toContain('dining table');
  const [x, y, , height] = second!.box;
  expect(await pixelAt(card, [x, y + height / 2], 600)).toEqual([0, 0, 0, 0]);
});

test('a pasted picture goes to the card that is looked at, and its boxes lie in its own pixels', async () => {
  const { page, card, errors } = await openCard('objects');
  await answered(card);
  await page.evaluate(async () => {
    const image = document.querySelector<HTMLImageElement>('#objects [data-part=coffee]')!;
    // Half as large, in the lower right of a dark picture.
    const canvas = new OffscreenCanvas(400, 300);
    const context = canvas.getContext('2d')!;
    context.fillRect(0, 0, 400, 300);
    context.drawImage(image, 100, 100, 300, 200);
    const data = new DataTransfer();
    data.items.add(new File([await canvas.convertToBlob()], 'pasted.png', { type: 'image/png' }));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await part(card, 'own').waitFor();
  expect(await part(page.locator('#pose'), 'own').isVisible()).toBe(false);
  await expect.poll(async () => (await rowsOf(card)).map(({ label }) => label)).toContain('cup');
  const [x, y, width, height] = cup;
  const found = (await rowsOf(card)).find(({ label }) => label === 'cup');
  expect(off(found!.box, [100 + x / 2, 100 + y / 2, width / 2, height / 2])).toBeLessThan(20);
  expect(errors).toEqual([]);
});

test('the camera is followed, and the card goes on after it', async () => {
  const browser = await openBrowser({
    args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
  const { card, errors } = await openCard('objects', { browser });
  const button = card.getByRole('button', { name: 'Camera' });
  await button.click();
  await card.getByText(/^[1-9]\d* frames a second$/).waitFor();
  expect(await part(card, 'video').isVisible()).toBe(true);
  // The model may be forgotten meanwhile: the new one goes on with the camera.
  await card.getByRole('button', { name: 'Forget the model' }).click();
  await part(card, 'prediction-note')
    .getByText(/of [2-9]\d* answers/)
    .waitFor();
  expect(await part(card, 'forget').getAttribute('aria-disabled')).toBe('false');
  await button.click();
  await part(card, 'coffee').waitFor();
  await card
    .getByRole('status')
    .filter({ hasText: /^2 objects found in/ })
    .waitFor();
  expect(await card.getByText(/frames a second/).isVisible()).toBe(false);
  expect(errors).toEqual([]);
});
