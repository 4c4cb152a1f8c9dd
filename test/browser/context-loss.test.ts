import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { openPage } from '../support/browser.js';
import { linear } from '../support/models/index.js';
import { loseContexts } from '../support/webgl-faults.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';

const server = await openServer();
const model = linear();
const url = serveModel(server, model);
const library = serveAltered(server, loseContexts);

/** Enough rows that TF.js sends them to the GPU instead of computing small things itself. */
const rows = 500;
const x = Array.from({ length: rows }, () => Array.from(model.inputs['x']!.data as Float32Array).slice(0, 4)).flat();
const row = Array.from(model.expected['y']!.data as Float32Array).slice(0, 3);

interface Story {
  backends: string[];
  wrong: number;
  slowest: number;
  changes: string[];
  reasons: string[];
}

function predictThroughLosses(page: Page, losses: number): Promise<Story> {
  return page.evaluate(
    async ({ url, x, rows, row, losses }) => {
      const channel = new BroadcastChannel('lose-contexts');
      const story: Story = { backends: [], wrong: 0, slowest: 0, changes: [], reasons: [] };
      const model = await window.edgewise.loadModel(url, { backend: 'webgl' });
      model.addEventListener('backendchange', () => story.changes.push(model.backend.name));
      const predict = async () => {
        const { outputs, backend, milliseconds } = await model.predict({ x: { data: x, shape: [rows, 4] } });
        story.backends.push(backend);
        story.slowest = Math.max(story.slowest, milliseconds);
        const y = outputs['y']!.data as Float32Array;
        if (y.length !== rows * 3 || !y.every((value, i) => Math.abs(value - row[i % 3]!) < 1e-3)) story.wrong++;
      };
      await predict();
      for (let i = 0; i < losses; i++) {
        const running = [predict(), predict(), predict()];
        const lost = new Promise((resolve) => {
          channel.onmessage = resolve;
        });
        channel.postMessage('lose');
        await lost;
        await Promise.all(running);
        await predict();
      }
      story.reasons = [...model.backend.reasons];
      await model.dispose();
      return story;
    },
    { url, x, rows, row, losses },
  );
}

test('a lost context: predictions under way are answered by wasm', async () => {
  const { page } = await openPage(server, { library });
  const story = await predictThroughLosses(page, 1);
  console.log(story);
  expect(story.wrong).toBe(0);
  expect(story.backends[0]).toBe('webgl');
  expect(story.backends.at(-1)).toBe('wasm');
});
