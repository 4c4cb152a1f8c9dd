import type { Browser } from 'playwright';

/** So that the browser gives contexts again after its GPU process died, however often. */
export const forgivingArguments = ['--disable-gpu-process-crash-limit', '--disable-domain-blocking-for-3d-apis'];

/** SIGKILL to the browser's GPU process, as when a driver crashes: the browser starts another one. */
export async function killGpuProcess(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const gpu = processInfo.find(({ type }) => type === 'GPU');
  if (!gpu) throw new Error('This browser has no GPU process.');
  process.kill(gpu.id, 'SIGKILL');
}
