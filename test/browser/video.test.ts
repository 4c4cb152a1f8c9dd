import type { Page } from 'playwright';
import { beforeAll, expect, test } from 'vitest';
import type { Model, Prediction } from '../../src/index.js';
import { echoPackage } from '../support/echo-models.js';
import { servePackage } from '../support/packages.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

// A video whose frames are numbered: the red and green of each say which it is.

const server = await openServer();
let page: Page;

interface Film {
  video: HTMLVideoElement;
  /** Draws the next frame, and waits until the video shows it. */
  show: () => Promise<number>;
  end: () => void;
}

declare global {
  var watching: Model;
  function film(): Film;
  /** The number of the frame that a prediction saw. */
  function frameOf(prediction: Prediction): number;
}

beforeAll(async () => {
  ({ page } = await openTestPage(server));
  const url = servePackage(server, echoPackage('watching', { width: 2, height: 2, fit: 'stretch' }), 'watching');
  await page.evaluate(async (url) => {
    globalThis.watching = await window.edgewise.loadModel(url, { backend: 'wasm', threads: 1 });
    globalThis.film = () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
      const context = canvas.getContext('2d')!;
      const stream = canvas.captureStream(0);
      const [track] = stream.getVideoTracks() as CanvasCaptureMediaStreamTrack[];
      const video = Object.assign(document.createElement('video'), { muted: true, srcObject: stream });
      document.body.append(video);
      let frame = 0;
      return {
        video,
        show: async () => {
          frame += 1;
          context.fillStyle = `rgb(${String((frame % 8) * 32)} ${String(Math.floor(frame / 8) * 32)} 0)`;
          context.fillRect(0, 0, 64, 48);
          const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
          track!.requestFrame();
          await Promise.all([video.play(), shown]);
          return frame;
        },
        end: () => {
          for (const each of stream.getTracks()) each.stop();
        },
      };
    };
    // Video is stored in other colours, which costs some levels.
    globalThis.frameOf = ({ outputs }) => {
      const [red = 0, green = 0] = outputs['seen']!.data as Float32Array;
      return Math.round(red / 32) + 8 * Math.round(green / 32);
    };
  }, url);
});

test('a video is seen as it is when it is given', async () => {
  const seen = await page.evaluate(async () => {
    const { video, show } = film();
    const frames: number[] = [];
    for (let i = 0; i < 3; i++) {
      await show();
      frames.push(frameOf(await watching.predict(video)));
    }
    return frames;
  });
  expect(seen).toEqual([1, 2, 3]);
});

test('of frames that come while the one before is looked at, the last is taken; no frame is seen twice', async () => {
  const { seen, shown } = await page.evaluate(async () => {
    const { video, show, end } = film();
    await show();
    const seen: number[] = [];
    const shown: number[] = [];
    for await (const prediction of watching.predictAll(video)) {
      seen.push(frameOf(prediction));
      if (seen.length === 5) {
        end();
        continue;
      }
      // Three come while the caller is busy with this one.
      for (let i = 0; i < 3; i++) await show();
      shown.push(await show());
    }
    return { seen, shown };
  });
  expect(seen).toEqual([1, ...shown]);
  expect(shown).toEqual([5, 9, 13, 17]);
});

test('each frame is waited for; the loop ends with the video, or when it is left', async () => {
  const { seen, left } = await page.evaluate(async () => {
    const { video, show, end } = film();
    const predictions = watching.predictAll(video)[Symbol.asyncIterator]();
    const seen: number[] = [];
    for (let i = 0; i < 3; i++) {
      const next = predictions.next(); // before the frame is there
      await show();
      const { value } = await next;
      seen.push(frameOf(value as Prediction));
    }
    const last = predictions.next();
    end();
    const other = film();
    await other.show();
    let left = 0;
    for await (const prediction of watching.predictAll(other.video)) {
      left = frameOf(prediction);
      break;
    }
    return { seen: [...seen, (await last).done], left };
  });
  expect(seen).toEqual([1, 2, 3, true]);
  expect(left).toBe(1);
});

test('a signal ends the wait for a frame', async () => {
  const name = await page.evaluate(async () => {
    const { video, show } = film();
    await show();
    const abort = new AbortController();
    try {
      for await (const _ of watching.predictAll(video, { signal: abort.signal })) abort.abort();
      return 'ended';
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(name).toBe('AbortError');
});
