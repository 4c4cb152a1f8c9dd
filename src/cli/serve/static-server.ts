import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import compression from 'compression';
import sirv from 'sirv';
import { wholeRange } from './byte-range.js';
import { findFile } from './find-file.js';
import { cacheControl, commonHeaders, compresses, preflightHeaders, type HeaderOptions } from './headers.js';

type Next = () => void;
type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/**
 * Serves a folder as it is at each request.
 *
 * @param root a real path
 */
export function staticServer(root: string, options: HeaderOptions): Server {
  const compress = compression({
    filter: (request, response) =>
      request.headers.range === undefined && compresses(String(response.getHeader('Content-Type') ?? '')),
  }) as unknown as Middleware;
  const send = sirv(root, {
    dev: true,
    etag: true,
    dotfiles: true,
    extensions: [],
    setHeaders: (response, name) => {
      response.setHeader('Cache-Control', cacheControl(name));
    },
  });
  const headers = Object.entries(commonHeaders(options));

  return createServer((request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    answer(request, response).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) response.statusCode = 500;
      response.end();
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
    const range = wholeRange(request.headers.range, found.bytes);
    if (range === undefined) delete request.headers.range;
    else request.headers.range = range;
    response.setHeader('Accept-Ranges', 'bytes');
    request.url = `/${encodeURI(found.name)}`;
    compress(request, response, () => {
      send(request, response, () => {
        // Gone since it was found.
        refuse(response, 404, `There is no file ${urlPath} here.`);
      });
    });
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${text}\n`);
}
