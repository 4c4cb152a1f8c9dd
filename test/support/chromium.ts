import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';

/** Arguments that every test's browser gets: quiet, and with WebGL where there is no graphics card. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

const namesOnPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const wellKnownPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((folder) => {
    const place = process.env[folder];
    return place === undefined ? [] : [path.join(place, 'Google', 'Chrome', 'Application', 'chrome.exe')];
  }),
];

/** A path may hold a stub or lack a shared library, so the browser must answer. On Windows it does not; trust it. */
function answers(file: string): boolean {
  if (!existsSync(file)) return false;
  if (process.platform === 'win32') return true;
  const { status, stdout } = spawnSync(file, ['--version', '--no-sandbox'], { timeout: 30_000, encoding: 'utf8' });
  return status === 0 && stdout.includes('Chrom');
}

function onPath(): string[] {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return namesOnPath.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** The path of a Chromium or Chrome that runs, if there is one. */
export function findChromium(): string | undefined {
  for (const variable of ['CHROMIUM_PATH', 'CHROME_PATH']) {
    const file = process.env[variable];
    if (file === undefined || file === '') continue;
    if (answers(file)) return file;
    throw new Error(`${variable} is "${file}", and no Chromium answers there. Correct it or unset it.`);
  }
  return [...onPath(), ...wellKnownPlaces, chromium.executablePath()].find(answers);
}

/** Finds a browser or installs one, and says what it does. */
export function ensureChromium(): string {
  let found = findChromium();
  for (const install of [installWithPlaywright, ...packageManagers()]) {
    if (found !== undefined) break;
    install();
    found = findChromium();
  }
  if (found === undefined) {
    throw new Error(
      'No Chromium or Chrome was found, and none could be installed. Install one, or name it: CHROMIUM_PATH=/path/to/chrome npm test',
    );
  }
  return found;
}

function installWithPlaywright(): void {
  console.log('No Chromium found. Installing Playwright’s own…');
  attempt(process.platform === 'win32' ? 'npx.cmd' : 'npx', ['playwright', 'install', 'chromium']);
}

function packageManagers(): (() => void)[] {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const managers: { tool: string; commands: string[][] }[] = [
    {
      tool: 'apt-get',
      commands: [
        [...asRoot, 'apt-get', 'update'],
        [...asRoot, 'apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
      ],
    },
    { tool: 'dnf', commands: [[...asRoot, 'dnf', 'install', '-y', 'chromium']] },
    { tool: 'apk', commands: [[...asRoot, 'apk', 'add', 'chromium']] },
    { tool: 'brew', commands: [['brew', 'install', '--cask', 'chromium']] },
  ];
  return managers.map(({ tool, commands }) => () => {
    if (spawnSync(tool, ['--version'], { stdio: 'ignore' }).error) return;
    console.log(`Installing Chromium with ${tool}…`);
    for (const [command = tool, ...args] of commands) attempt(command, args);
  });
}

/** A way that fails is told, and the next one tried. */
function attempt(command: string, args: string[]): void {
  try {
    execFileSync(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: 300_000,
      shell: process.platform === 'win32',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch (error) {
    console.error(
      `"${[command, ...args].join(' ')}" failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
