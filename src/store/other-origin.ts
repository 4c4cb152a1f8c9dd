import { EdgewiseError } from '../errors.js';

/** What says which bytes are right has to come from where the application looks for it. */
export function refuseOtherOrigin(url: string, from: string): void {
  const [expected, actual] = [new URL(url).origin, new URL(from).origin];
  if (expected === actual) return;
  throw new EdgewiseError(
    'network',
    `${url} was redirected to another origin, ${actual}, and neither a package's manifest nor its signature is taken from there. Load it ` +
      `from its own URL, or serve it where it is asked for; the files that it names may be redirected.`,
    { url, redirectedTo: from, expected, actual },
  );
}
