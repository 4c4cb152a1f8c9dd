import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IdleAbort } from '../../src/model/idle-abort.js';

describe('idle time', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('ends what was not touched for so long, once', () => {
    const idle = new IdleAbort(1000, new Error('nothing came'));
    vi.advanceTimersByTime(999);
    expect(idle.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(idle.signal.reason).toEqual(new Error('nothing came'));
    expect(vi.getTimerCount()).toBe(0);
  });

  test('begins anew with every touch, and ends with stop', () => {
    const idle = new IdleAbort(1000);
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(900);
      idle.touch();
    }
    expect(idle.signal.aborted).toBe(false);
    idle.stop();
    vi.advanceTimersByTime(5000);
    expect(idle.signal.aborted).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('a realm that could not run for longer finds what came meanwhile before it gives up', async () => {
  const idle = new IdleAbort(100);
  const came = new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
  for (const until = performance.now() + 300; performance.now() < until;);
  await came;
  expect(idle.signal.aborted).toBe(false);
  // Left alone, it gives up all the same.
  await new Promise((resolve) => {
    idle.signal.addEventListener('abort', resolve);
  });
});
