import type { Page } from 'playwright';

/** What a page's main thread did while something was done. */
export interface MainThread {
  /** Milliseconds of its longest task: by the clock, and the longest by processor time. */
  longest: { clock: number; processor: number };
  tasks: number;
  /** Of the page's own process, where its workers run as well. */
  processId: number;
  /** Of the process that draws, and computes for WebGL. */
  gpuProcessId: number | undefined;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  dur?: number;
  /** Microseconds of processor time. */
  tdur?: number;
  args?: { name?: string };
}

/** Tells the page's main thread from all others in a trace. */
const mark = 'the main thread of the page';

/** Watches a page, which may navigate meanwhile, by Chromium's own trace: it tells tasks of any length. */
export async function watchMainThread(page: Page, work: () => Promise<unknown>): Promise<MainThread> {
  const cdp = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  cdp.on('Tracing.dataCollected', ({ value }: { value: object[] }) => {
    for (const event of value) events.push(event as TraceEvent);
  });
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'blink.user_timing'] },
  });
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  try {
    await work();
    await page.evaluate((mark) => performance.mark(mark), mark);
  } finally {
    await cdp.send('Tracing.end');
    await complete;
    await cdp.detach();
  }

  const marked = events.find(({ name }) => name === mark);
  const tasks = events.filter(({ ph, pid, tid }) => ph === 'X' && pid === marked?.pid && tid === marked.tid);
  if (!marked || tasks.length === 0) throw new Error('The trace tells nothing of the page’s main thread.');
  const longest = (of: 'dur' | 'tdur') => Math.max(...tasks.map((task) => task[of] ?? 0)) / 1000;
  return {
    longest: { clock: longest('dur'), processor: longest('tdur') },
    tasks: tasks.length,
    processId: marked.pid,
    gpuProcessId: events.find(({ name, args }) => name === 'process_name' && args?.name === 'GPU Process')?.pid,
  };
}
