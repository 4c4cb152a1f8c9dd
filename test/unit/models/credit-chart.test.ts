import { expect, test } from 'vitest';
import { calibrationChart } from '../../../models/credit-risk/calibration-chart.js';

test('the picture of the calibration shows every group, and what it lies between', async () => {
  const curve = [
    { predicted: 0.1, observed: 0, count: 50 },
    { predicted: 0.5, observed: 0.6, count: 50 },
    { predicted: 0.9, observed: 1, count: 50 },
  ];
  const svg = await calibrationChart(curve);
  const labels = [...svg.matchAll(/aria-label="Predicted probability[^"]*"/g)].map(([label]) => label);
  for (const { predicted } of curve) {
    // A point and its interval.
    expect(labels.filter((label) => label.includes(`: ${predicted * 100}%`))).toHaveLength(2);
  }
  // Wilson's interval for 30 of 50 is 46 % to 72 %; those at the ends stay within 0 and 1.
  expect(svg).toMatch(/high: 0\.72/);
  expect(Number(/width="(\d+)/.exec(svg)?.[1])).toBeLessThan(600);
});
