import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadline } from '../../src/page/deadline.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a deadline aborts when nobody extends it', () => {
  const deadline = new Deadline(100, 'Loading');
  vi.advanceTimersByTime(99);
  deadline.extend();
  vi.advanceTimersByTime(99);
  expect(deadline.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(deadline.signal.reason).toMatchObject({
    code: 'timeout',
    message: 'Loading took longer than 100 ms.',
    details: { milliseconds: 100 },
  });
});

test.each([Infinity, 2 ** 31, 1e12])('a deadline of %i ms is no deadline', (milliseconds) => {
  const deadline = new Deadline(milliseconds, 'Loading');
  vi.advanceTimersByTime(2 ** 31);
  expect(deadline.signal.aborted).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});

test('a deadline that was cleared leaves no timer', () => {
  const deadline = new Deadline(100, 'Loading');
  deadline.clear();
  expect(vi.getTimerCount()).toBe(0);
});
