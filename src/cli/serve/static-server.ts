import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import compression from 'compression';
import send from 'send';
import { messageOf } from '../../errors.js';
import { isObject } from '../../model/json.js';
import { findFile } from './find-file.js';
import { cacheControl, commonHeaders, compresses, preflightHeaders, type HeaderOptions } from './headers.js';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Serves a folder as it is at each request.
 *
 * @param root a real path
 */
export function staticServer(root: string, options: HeaderOptions): Server {
  const compress = compression({
    // A range is one of the file itself.
    filter: (request, response) =>
      request.headers.range === undefined && compresses(String(response.getHeader('Content-Type') ?? '')),
  }) as unknown as Middleware;
  const headers = Object.entries(commonHeaders(options));

  return createServer((request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    answer(request, response).catch((error: unknown) => {
      refuse(response, 500, messageOf(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [urlPath = '/', query] = (request.url ?? '/').split(/\?(.*)/s);
    if (request.method === 'OPTIONS' && options.cors) {
      response.writeHead(204, preflightHeaders).end();
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      refuse(response, 405, 'Files can be read here, and nothing else.');
      return;
    }
    const found = await findFile(root, urlPath);
    if (found.kind === 'none') {
      refuse(response, 404, `There is no file ${urlPath} here.`);
      return;
    }
    if (found.kind === 'folder') {
      // From the last part alone: `//host/…` would lead to another host.
      const last = urlPath.split('/').at(-1) ?? '';
      response.writeHead(301, { Location: `./${last}/${query === undefined ? '' : `?${query}`}` }).end();
      return;
    }
    compress(request, response, () => {
      sendFile(request, response, root, found.name);
    });
  }
}

/** Types, validators, conditions and ranges are the library's. */
function sendFile(request: IncomingMessage, response: ServerResponse, root: string, name: string): void {
  send(request, encodeURIComponent(name).replaceAll('%2F', '/'), { root, index: false, cacheControl: false })
    .on('headers', (answer: ServerResponse) => {
      answer.setHeader('Cache-Control', cacheControl(name));
    })
    .on('error', (error: Error & { status?: number; headers?: unknown }) => {
      const status = error.status ?? 500;
      // Of a range that cannot be had, how long the file is.
      for (const [header, value] of Object.entries(isObject(error.headers) ? error.headers : {})) {
        response.setHeader(header, String(value));
      }
      refuse(response, status, status === 416 ? 'The file is shorter than this range.' : error.message);
    })
    .pipe(response);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${text}\n`);
}
