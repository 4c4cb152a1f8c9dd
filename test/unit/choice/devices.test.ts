import { describe, expect, test } from 'vitest';
import { chooseFastest } from '../../../src/choice/choose.js';
import { explainChoice } from '../../../src/choice/explain.js';
import { planBackends } from '../../../src/choice/plan.js';
import { startOrder } from '../../../src/choice/start-order.js';
import { devices, nameOf } from '../../support/devices.js';

describe.each(devices)('%s', (_, { device, request, failures, measurements, person }) => {
  const plan = planBackends(device, request);
  const order = startOrder({ ...request, isolated: device.isolated });
  const first = request.first ?? order[0]!;
  const chosen = chooseFastest(first, measurements);

  test('begins with one of the start order', () => {
    expect(order).toContainEqual(first);
    // What comes first and did not start is told.
    if (first !== order[0]) expect([...failures, ...plan.skipped].map(nameOf)).toContain(nameOf(order[0]!));
  });

  test('has measured what a person would', () => {
    expect(plan.candidates.map(nameOf)).toEqual(measurements.slice(1).map(nameOf));
    expect(plan.skipped.map(nameOf).sort()).toEqual(Object.keys(person.leavesOut).sort());
    for (const entry of plan.skipped) {
      expect(entry.status).toBe('skipped');
      expect(entry.reason).toMatch(person.leavesOut[nameOf(entry)]!);
    }
  });

  test('runs on what a person would choose', () => {
    expect(nameOf(chosen)).toBe(person.chooses);
  });

  test('is explained', () => {
    const said = explainChoice({ asked: request.asked, device, chosen, plan, measurements, failures });
    expect(said).toEqual([...new Set(said)]);
    for (const sentence of said) expect(sentence).toMatch(/^[A-Za-z].*[^.:]\.$/);
    expect(said.filter((sentence) => sentence.includes('chosen'))).toHaveLength(measurements.length > 0 ? 1 : 0);
    for (const sentence of person.says) expect(said).toContain(sentence);
    // Nothing is left without a word: each measurement, each that is left out for a reason of its own.
    for (const reason of Object.values(person.leavesOut)) {
      const failed = failures.some((failure) => reason.test(failure.reason ?? ''));
      if (!failed) expect(said.some((sentence) => reason.test(sentence))).toBe(true);
    }
    for (const { median } of measurements.filter(({ status }) => status === 'measured')) {
      expect(said.join(' ')).toContain(`${median!.toFixed(1)} ms`);
    }
  });
});
