/** What every answer carries. */
export interface HeaderOptions {
  /** Pages of any origin may load what is served. */
  cors: boolean;
  /** COOP and COEP, which give a page shared memory, and with it threads. */
  isolated: boolean;
}

export function commonHeaders({ cors, isolated }: HeaderOptions): Record<string, string> {
  return {
    'X-Content-Type-Options': 'nosniff',
    ...(cors
      ? {
          'Access-Control-Allow-Origin': '*',
          'Access-Control-Expose-Headers': 'Content-Length, Content-Range, ETag',
          'Cross-Origin-Resource-Policy': 'cross-origin',
        }
      : {}),
    ...(isolated
      ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
      : {}),
  };
}

/** For a browser that asks before it asks. */
export const preflightHeaders = {
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Max-Age': '86400',
};

/** A name with (a part of) its content's SHA-256 in it: another content has another name. */
const namedByDigest = /(^|[/._-])[0-9a-f]{16,64}\.[A-Za-z0-9]+$/;

/** What names its content never changes; all else is asked for again each time, at the price of a 304. */
export function cacheControl(file: string): string {
  return namedByDigest.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** Weights do not shrink by a tenth, and take long to try; what is text, and wasm, does. */
export function compresses(contentType: string): boolean {
  return /^text\/|\b(json|javascript|xml|wasm)\b/.test(contentType);
}
