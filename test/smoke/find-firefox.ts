import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export interface Firefox {
  path: string;
  /** "Mozilla Firefox 140.1.0esr" */
  version: string;
}

export const howToInstall = `No Firefox was found. Install one:

  Debian        sudo apt-get install firefox-esr
  Ubuntu        sudo snap install firefox
  Fedora        sudo dnf install firefox
  macOS         brew install --cask firefox
  Windows       winget install Mozilla.Firefox

or name one: FIREFOX_PATH=/path/to/firefox npm run smoke:firefox`;

const namesOnPath = ['firefox', 'firefox-esr'];
const wellKnownPlaces = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)'].flatMap((folder) => {
    const place = process.env[folder];
    return place === undefined ? [] : [path.join(place, 'Mozilla Firefox', 'firefox.exe')];
  }),
];

/** The one that FIREFOX_PATH names, else one on the PATH, else one where installers put it. */
export function findFirefox(): Firefox | undefined {
  const named = process.env['FIREFOX_PATH'];
  if (named !== undefined && named !== '') {
    const found = ask(named);
    if (found) return found;
    throw new Error(`FIREFOX_PATH is "${named}", and no Firefox answers there. Correct it or unset it.`);
  }
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = namesOnPath.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  for (const file of [...onPath, ...wellKnownPlaces]) {
    const found = ask(file);
    if (found) return found;
  }
  return undefined;
}

/** On Windows it opens no console to answer on; trust it there. */
function ask(file: string): Firefox | undefined {
  if (!existsSync(file)) return undefined;
  if (process.platform === 'win32') return { path: file, version: 'Mozilla Firefox' };
  const { status, stdout } = spawnSync(file, ['--version'], { timeout: 30_000, encoding: 'utf8' });
  return status === 0 && stdout.includes('Firefox') ? { path: file, version: stdout.trim() } : undefined;
}
