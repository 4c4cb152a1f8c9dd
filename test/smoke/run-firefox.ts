import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a fresh profile would ask the network for, or put in front of the page. */
const preferences: Record<string, string | number | boolean> = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.aboutwelcome.enabled': false,
  'browser.cache.disk.enable': true,
  'browser.discovery.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.newtabpage.activity-stream.feeds.section.topstories': false,
  'browser.region.update.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.push.connection.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'geo.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'security.remote_settings.crlite_filters.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.server': 'data:,',
  'toolkit.telemetry.unified': false,
  // Without a graphics card too, as the tests' Chromium has it.
  'webgl.force-enabled': true,
  'webgl.disable-fail-if-major-performance-caveat': true,
};

export interface FirefoxOptions {
  /** Of Firefox itself. */
  path: string;
  /** Where it has a display to open one on: without a window, Firefox on Linux finds no driver for WebGL. */
  window: boolean;
}

/** Shows a page in a Firefox of its own, until it is done. Rejects where Firefox ends first, or at the limit. */
export async function withFirefox(
  { path: firefox, window }: FirefoxOptions,
  url: string,
  done: Promise<void>,
  milliseconds: number,
): Promise<void> {
  const profile = mkdtempSync(path.join(tmpdir(), 'edgewise-firefox-'));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  writeFileSync(path.join(profile, 'user.js'), `${lines.join('\n')}\n`);
  const browser = spawn(firefox, [...(window ? [] : ['--headless']), '--no-remote', '--profile', profile, url], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  browser.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const ended = once(browser, 'close').then(() => {
    throw new Error(`Firefox ended (status ${String(browser.exitCode)}) before the page was done:\n${said}`);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The page was not done after ${milliseconds / 1000} s.`));
    }, milliseconds);
  });
  try {
    await Promise.race([done, ended, late]);
  } finally {
    clearTimeout(timer);
    const closed = ended.catch(() => undefined);
    browser.kill();
    await closed;
    // Its last helpers may still write there.
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
