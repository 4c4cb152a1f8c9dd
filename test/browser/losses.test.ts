import { expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { models, runCampaign } from '../campaign/run.js';
import { anyRows } from '../support/known-answers.js';
import { PlainTensorFlow } from '../support/plain-tfjs.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { forgivingArguments, killGpuProcess } from '../support/gpu-process.js';

test('five lost contexts and a killed GPU process under models that predict: no answer is wrong or late', async () => {
  const { losses, kills, left, predictions, ...gates } = await runCampaign({ losses: 5, kills: 1 });
  expect(gates).toEqual({ wrong: 0, late: 0, rejected: 0 });
  expect([losses.length, kills.length]).toEqual([5, 1]);
  expect(left).toBe(models.length * 6);
  expect(predictions).toBeGreaterThan(20);
});

test('a killed GPU process leaves plain TF.js with zeros', async () => {
  await using server = await openServer();
  const browser = await launchBrowser({ args: forgivingArguments });
  try {
    const plain = await PlainTensorFlow.open(server, '', undefined, browser);
    expect(await plain.load(serveModel(server, anyRows), 'webgl')).toBe('webgl');
    expect(await plain.differs('dataSync')).toBeLessThan(1e-3);
    await killGpuProcess(browser);
    await expect.poll(() => plain.differs('dataSync')).toBeGreaterThan(0.1);
  } finally {
    await browser.close();
  }
});
