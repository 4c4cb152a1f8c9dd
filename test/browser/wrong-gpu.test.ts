import { describe, expect, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { manyRows } from '../support/known-answers.js';
import { openKnownPage } from '../support/known-page.js';
import { PlainTensorFlow } from '../support/plain-tfjs.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { halfPrecision, promisedPrecision, renderedBy, scaledBy, smallTextures } from '../support/webgl-faults.js';

const server = await openServer();
const url = serveModel(server, manyRows);
const graphicsCard = renderedBy('ANGLE (NVIDIA GeForce RTX 3060)');

/** With 'auto', predictions until all is measured, and some after it. */
async function predictOn(patch: string) {
  const { page } = await openKnownPage(server, { library: serveAltered(server, patch) });
  return page.evaluate(async (url) => {
    const { predict, until, end, model } = await loadKnown(url);
    const told = until(({ reasons }) => reasons.join().includes('webgl'));
    await predict();
    await told;
    for (let i = 0; i < 5; i++) await predict();
    return { measurements: [...model.backend.measurements], ...(await end()) };
  }, url);
}

test('a graphics card that is right is measured', async () => {
  const story = await predictOn(graphicsCard);
  expect(story).toMatchObject({ wrong: [], failed: [] });
  expect(story.measurements).toContainEqual(expect.objectContaining({ backend: 'webgl', status: 'measured' }));
});

describe('a graphics card never answers that', () => {
  test('has 16 bits', async () => {
    const story = await predictOn(graphicsCard + halfPrecision);
    expect(story).toMatchObject({ wrong: [], failed: [], changes: ['wasm'] });
    expect(story.reasons.join(' ')).toContain('16 bits');
  });

  test('promises 32 bits and keeps 16', async () => {
    const story = await predictOn(graphicsCard + promisedPrecision);
    expect(story).toMatchObject({ wrong: [], failed: [], changes: ['wasm'] });
    expect(story.measurements).toContainEqual(expect.objectContaining({ backend: 'webgl', status: 'disagreed' }));
  });

  test('has textures too small for the model', async () => {
    const story = await predictOn(graphicsCard + smallTextures(3));
    expect(story).toMatchObject({ wrong: [], failed: [], changes: ['wasm'] });
    expect(story.reasons.join(' ')).toContain('does not fit a texture of 3 × 3');
  });

  test('answers wrongly', async () => {
    const story = await predictOn(graphicsCard + scaledBy(1.01));
    expect(story).toMatchObject({ wrong: [], failed: [], changes: ['wasm'] });
    const { difference = NaN } = story.measurements.find(({ status }) => status === 'disagreed') ?? {};
    expect(difference).toBeGreaterThan(0.005);
    expect(difference).toBeLessThan(0.02);
    expect(story.reasons.join(' ')).toContain('its answer differs by');
  });
});

describe('plain TF.js', () => {
  const asked = `const y = tf.mul(tf.tensor1d([2049, 70000]), tf.scalar(1));
    return [...y.dataSync()].map(String);`;
  const open = async (patch: string) => {
    const plain = await PlainTensorFlow.open(server, patch);
    expect(await plain.load(url, 'webgl')).toBe('webgl');
    await plain.run(`tf.env().set('WEBGL_CPU_FORWARD', false);`);
    return plain;
  };

  test('computes with 16 bits where there are no more', async () => {
    expect(await (await open(graphicsCard)).run(asked)).toEqual(['2049', '70000']);
    const [first, second] = (await (await open(graphicsCard + halfPrecision)).run(asked)) as string[];
    expect(first).toBe('2048');
    expect(second).not.toBe('70000');
  });

  test('answers what a wrong card does', async () => {
    expect(await (await open(scaledBy(1.01))).differs('data')).toBeGreaterThan(0.01);
  });

  test('fails where a texture is too large', async () => {
    expect(await (await open(smallTextures(3))).differs('data')).toMatch(/Requested texture size/);
  });
});
