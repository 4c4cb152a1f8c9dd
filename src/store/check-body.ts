import { EdgewiseError } from '../errors.js';
import { Passing } from './passing.js';

export interface BodyChecks {
  /** Decoded bytes, if known beforehand; more is left to the caller. */
  exactly?: number | undefined;
  /** True for weights: an HTML page in their place is some server's way to say no. */
  binary?: boolean;
  /** Asked where the server declared no length: false for what must have been cut short. */
  isWhole?: (bytes: ArrayBuffer) => boolean;
}

/** Throws for what cannot be the file: passing where it was cut on its way, for good where it was sent so. */
export function checkBody(bytes: ArrayBuffer, response: Response, url: string, checks: BodyChecks): void {
  const { exactly, isWhole } = checks;
  refuseHtml(bytes, url, checks);
  const declared = declaredLength(response);
  const actual = bytes.byteLength;
  if (declared !== null && actual < declared) throw new Passing(cutShort(url, actual, declared));
  if (exactly !== undefined && actual < exactly) {
    const error = cutShort(url, actual, exactly);
    throw declared === null ? new Passing(error) : error;
  }
  if (declared === null && isWhole?.(bytes) === false) throw new Passing(cutShort(url, actual));
}

export function refuseHtml(bytes: ArrayBuffer, url: string, { binary }: BodyChecks): void {
  if (binary && isHtml(bytes)) throw htmlInstead(url);
}

/**
 * The decoded length a server declares. With a content coding, Content-Length counts other bytes, and
 * from another origin that coding is hidden from us.
 */
function declaredLength(response: Response): number | null {
  const declared = response.headers.get('content-length');
  const coded = response.type === 'cors' || response.headers.has('content-encoding');
  return declared === null || coded ? null : Number(declared);
}

/** By its content: a server may say `text/html` of any file whose ending it does not know. */
function isHtml(bytes: ArrayBuffer): boolean {
  const start = new TextDecoder('latin1').decode(bytes.slice(0, 256));
  return /^(\xef\xbb\xbf)?\s*<(!--|!doctype|html|head|body|\?xml)/i.test(start);
}

function htmlInstead(url: string): EdgewiseError {
  return new EdgewiseError(
    'integrity',
    `${url} is an HTML page where a model's file should be. Check that the file was deployed, and that no ` +
      `log-in page stands before it.`,
    { url, file: fileName(url), received: 'html' },
  );
}

function cutShort(url: string, actual: number, expected: number | null = null): EdgewiseError {
  return new EdgewiseError(
    'integrity',
    `${url} is cut short: ${actual} bytes${expected === null ? '' : ` of ${expected}`}. ` +
      `Load again; if it stays so, deploy the file again.`,
    { url, file: fileName(url), expected, actual },
  );
}

export function trailing(url: string, expected: number): EdgewiseError {
  return new EdgewiseError(
    'integrity',
    `${url} is longer than the ${expected} bytes that belong to this model. Deploy the manifest together with ` +
      `all of its files.`,
    { url, file: fileName(url), expected },
  );
}

export function fileName(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? url;
}
