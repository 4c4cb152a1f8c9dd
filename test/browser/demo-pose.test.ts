import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import type { Locator } from 'playwright';
import { expect, test } from 'vitest';
import { launchBrowser, openBrowser } from '../support/browser.js';
import { answered, openCard, part } from '../support/demo.js';
import { misplaced } from '../support/photograph.js';

const photograph = readFileSync('demo/photographs/astronaut.png');

async function pointsOf(card: Locator): Promise<Record<string, [number, number]>> {
  const rows = await part(card, 'points')
    .locator('tr')
    .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent)));
  return Object.fromEntries(rows.map(([name = '', x, y]) => [name, [Number(x), Number(y)]]));
}

/** A PNG of a size that nobody decodes for a pose: one bit a pixel, all black, a few kilobytes of file. */
function hugePng(side: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 1;
  const rows = deflateSync(Buffer.alloc(side * (1 + side / 8)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

test('a picture of one’s own, chosen, dropped or pasted, gets its own pose', async () => {
  const { page, card, errors } = await openCard('pose');
  const own = part(card, 'own');
  const photo = { name: 'me.png', mimeType: 'image/png', buffer: photograph };
  await part(card, 'file').setInputFiles(photo);
  await own.waitFor();
  await card.getByText(/Pose found in/).waitFor();
  expect(misplaced(await pointsOf(card))).toEqual([]);
  expect(await card.getByRole('button', { name: 'Own picture' }).getAttribute('aria-pressed')).toBe('true');

  // Half as wide a picture, with the person twice as high up: its points lie elsewhere.
  const given = await page.evaluateHandle(async () => {
    const image = document.querySelector<HTMLImageElement>('#pose [data-part=photograph]')!;
    const canvas = new OffscreenCanvas(256, 512);
    canvas.getContext('2d')!.drawImage(image, 0, 0, 256, 256);
    const data = new DataTransfer();
    data.items.add(new File([await canvas.convertToBlob()], 'dropped.png', { type: 'image/png' }));
    return data;
  });
  await card.dispatchEvent('drop', { dataTransfer: given });
  await expect.poll(() => own.getAttribute('width')).toBe('256');
  await card.getByText(/Pose found in/).waitFor();
  const [x = 0, y = 0] = (await pointsOf(card))['nose'] ?? [];
  expect(Math.hypot(x - 113, y - 61)).toBeLessThan(12);

  await card.getByRole('button', { name: 'Photograph' }).click();
  await own.waitFor({ state: 'hidden' });
  await page.evaluate((data) => {
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, given);
  await own.waitFor();
  await card.getByText(/Pose found in/).waitFor();
  expect(errors).toEqual([]);
});

test('what is no picture, a broken one, an empty and a huge one are told in words', async () => {
  const { page, card, errors } = await openCard('pose');
  const jpeg = Buffer.from(
    await page.evaluate(async () => {
      const image = document.querySelector<HTMLImageElement>('#pose [data-part=photograph]')!;
      const canvas = new OffscreenCanvas(512, 512);
      canvas.getContext('2d')!.drawImage(image, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg' });
      return Array.from(new Uint8Array(await blob.arrayBuffer()));
    }),
  );
  const give = (name: string, buffer: Buffer) =>
    part(card, 'file').setInputFiles({ name, mimeType: 'image/jpeg', buffer });
  const told = (words: RegExp) => card.getByRole('alert').filter({ hasText: words }).waitFor();

  await give('notes.jpg', Buffer.from('not a picture at all'));
  await told(/“notes\.jpg” is no picture that this browser can read. Choose a JPEG, PNG/);
  await give('empty.jpg', Buffer.alloc(0));
  await told(/“empty\.jpg” is empty/);
  await give('huge.png', hugePng(20_000));
  await told(/“huge\.png” is 20,000 × 20,000 pixels. Choose one of at most 80 million pixels/);
  await give('torn.jpg', jpeg.subarray(0, jpeg.length / 2));
  await told(/“torn\.jpg” is damaged/);
  expect(await part(card, 'photograph').isVisible()).toBe(true);

  await give('whole.jpg', jpeg);
  await part(card, 'complaint').waitFor({ state: 'hidden' });
  await card.getByText(/Pose found in/).waitFor();
  expect(misplaced(await pointsOf(card))).toEqual([]);
  expect(errors).toEqual([]);
});

const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

test('the camera is followed, and let go', async () => {
  const browser = await openBrowser({ args: camera });
  const { page, card, errors } = await openCard('pose', { browser });
  const button = card.getByRole('button', { name: 'Camera' });
  await button.click();
  await card.getByRole('status').filter({ hasText: 'Following the camera' }).waitFor();
  await card.getByText(/^[1-9]\d* frames a second$/).waitFor();
  const answers = async () =>
    Number(/of (\d+) answers/.exec((await part(card, 'prediction-note').textContent()) ?? '')?.[1]);
  const before = await answers();
  await expect.poll(answers).toBeGreaterThan(before + 2);
  await page.evaluate(() => {
    const video = document.querySelector<HTMLVideoElement>('#pose video')!;
    Object.assign(globalThis, { track: (video.srcObject as MediaStream).getVideoTracks()[0] });
  });

  await button.click();
  await part(card, 'photograph').waitFor();
  await card.getByText(/Pose found in/).waitFor();
  expect(await page.evaluate(() => (globalThis as unknown as { track: MediaStreamTrack }).track.readyState)).toBe(
    'ended',
  );
  expect(misplaced(await pointsOf(card))).toEqual([]);
  expect(errors).toEqual([]);
});

test('a camera that goes away says so, and the photograph comes back', async () => {
  const browser = await openBrowser({ args: camera });
  const { page, card } = await openCard('pose', { browser });
  await card.getByRole('button', { name: 'Camera' }).click();
  await card.getByText(/^[1-9]\d* frames a second$/).waitFor();
  await page.evaluate(() => {
    const video = document.querySelector<HTMLVideoElement>('#pose video')!;
    const [track] = (video.srcObject as MediaStream).getVideoTracks();
    track!.stop();
    // As the browser tells when a cable is pulled.
    track!.dispatchEvent(new Event('ended'));
  });
  await card.getByRole('alert').filter({ hasText: 'The camera went away.' }).waitFor();
  await part(card, 'photograph').waitFor();
  await answered(card);
});

test('no camera: refused, not there, or not for this page', async () => {
  await using refusing = await launchBrowser({ args: ['--use-fake-device-for-media-stream'] });
  const refused = await openCard('pose', { browser: refusing });
  await refused.card.getByRole('button', { name: 'Camera' }).click();
  await refused.card.getByRole('alert').filter({ hasText: 'The camera was refused. Allow it' }).waitFor();
  expect(await part(refused.card, 'photograph').isVisible()).toBe(true);

  const none = await openCard('pose', { context: { permissions: ['camera'] } });
  await none.card.getByRole('button', { name: 'Camera' }).click();
  await none.card.getByRole('alert').filter({ hasText: 'No camera was found. Connect one' }).waitFor();

  await using lan = await launchBrowser({ hosts: ['phone.lan'] });
  const insecure = await openCard('pose', { browser: lan, host: 'phone.lan' });
  expect(await insecure.page.evaluate(() => 'mediaDevices' in navigator)).toBe(false);
  await insecure.card.getByRole('button', { name: 'Camera' }).click();
  await insecure.card.getByRole('alert').filter({ hasText: 'Open this page as http://localhost' }).waitFor();
});
