import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium, type Browser } from 'playwright';
import { chromiumArguments, findChromium } from './chromium.js';

/** A browser over a profile on disk that can be killed as a power cut would, with all its processes. */
export class KillableBrowser {
  private constructor(
    private readonly process: ChildProcess,
    readonly browser: Browser,
  ) {}

  static async open(profile: string): Promise<KillableBrowser> {
    const executable = findChromium();
    if (executable === undefined) throw new Error('No Chromium found. "npm test" installs one.');
    const args = [...chromiumArguments, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
    // A group of its own, so that its children can be killed with it.
    const child = spawn(executable, [...args, 'about:blank'], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    const endpoint = await new Promise<string>((resolve, reject) => {
      createInterface(child.stderr).on('line', (line) => {
        const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
        if (address !== undefined) resolve(address);
      });
      child.once('exit', (code) => {
        reject(new Error(`Chromium ended with ${String(code)}`));
      });
    });
    return new KillableBrowser(child, await chromium.connectOverCDP(endpoint));
  }

  /** SIGKILL to the whole group; resolves when it is gone. */
  async kill(): Promise<void> {
    const { pid, exitCode, signalCode } = this.process;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const exited = once(this.process, 'exit');
    process.kill(-pid, 'SIGKILL');
    await exited;
    await this.browser.close();
  }
}
