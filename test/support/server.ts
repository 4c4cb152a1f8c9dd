import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import type { Handler } from './faults.js';

/** What the server gives at a path: a file made up by a test, or a handler that answers as it likes. */
export interface VirtualFile {
  body: string | Uint8Array;
  headers?: Record<string, string>;
  status?: number;
}

export interface ServerOptions {
  /** COOP and COEP (true: require-corp) on everything of the page's origin, so that its pages are isolated. */
  isolated?: boolean | 'credentialless';
  /** Paths that lack the COEP header all the same, as where a server forgot it on a worker. */
  isolateExcept?: readonly string[];
  /** Content-Security-Policy of everything of the page's origin. */
  csp?: string;
  /** Access-Control-Allow-Origin, on both origins. */
  cors?: string;
}

export interface LoggedRequest {
  /** Which of the two origins was asked. */
  at: 'origin' | 'otherOrigin';
  method: string;
  path: string;
  /** With its question mark, or empty. */
  query: string;
  headers: IncomingHttpHeaders;
  /** Null until the answer began. */
  status: number | null;
  /** Milliseconds since the epoch. */
  time: number;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const served = ['dist', 'build', 'models', 'demo', 'node_modules'];

export class TestServer {
  /** `http://127.0.0.1:port`, where the pages lie. */
  origin = '';
  /** The same files from another origin, without the isolation and the policy. A CDN, say. */
  otherOrigin = '';
  /** By path, before anything on disk. */
  readonly files = new Map<string, VirtualFile | Handler>();
  /** May be changed at any time. */
  options: ServerOptions;
  private requests: LoggedRequest[] = [];
  private readonly servers: Server[] = [];
  private readonly mounts = served.map((folder) => ({
    prefix: `/${folder}/`,
    // `dev` reads the disk on each request: tests may write there.
    serve: sirv(path.join(root, folder), { dev: true, etag: true, dotfiles: true, extensions: [] }),
  }));

  constructor(options: ServerOptions) {
    this.options = options;
  }

  async listen(): Promise<this> {
    this.origin = await this.open('origin');
    this.otherOrigin = await this.open('otherOrigin');
    return this;
  }

  /** Requests so far, in order; of one path or of paths that match. */
  log(filter?: string | RegExp): LoggedRequest[] {
    return this.requests.filter(({ path }) =>
      filter === undefined ? true : typeof filter === 'string' ? path === filter : filter.test(path),
    );
  }

  clearLog(): void {
    this.requests = [];
  }

  async close(): Promise<void> {
    await Promise.all(
      this.servers.map(async (server) => {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async open(at: LoggedRequest['at']): Promise<string> {
    const server = createServer(this.answer(at));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  private answer(at: LoggedRequest['at']): RequestListener {
    return (request, response) => {
      const url = new URL(request.url ?? '/', 'http://server');
      const path = decodeURIComponent(url.pathname);
      // Browsers ask on their own.
      if (path === '/favicon.ico') {
        response.writeHead(204).end();
        return;
      }
      const logged: LoggedRequest = {
        at,
        method: request.method ?? '',
        path,
        query: url.search,
        headers: request.headers,
        status: null,
        time: Date.now(),
      };
      this.requests.push(logged);
      const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => typeof response;
      response.writeHead = (...args: unknown[]) => {
        logged.status = args[0] as number;
        return writeHead(...args);
      };

      this.addHeaders(at, path, (name, value) => response.setHeader(name, value));
      if (request.method === 'OPTIONS') {
        response.writeHead(204).end();
        return;
      }
      const virtual = this.files.get(path);
      if (typeof virtual === 'function') {
        void virtual(request, response, (status) => (logged.status = status));
        return;
      }
      if (virtual) {
        const headers = { 'Content-Type': contentType(path), ...virtual.headers };
        const etag = Object.entries(headers).find(([name]) => name.toLowerCase() === 'etag')?.[1];
        if (etag !== undefined && request.headers['if-none-match'] === etag) {
          response.writeHead(304, headers).end();
          return;
        }
        const body = Buffer.from(virtual.body);
        response.writeHead(virtual.status ?? 200, { 'Content-Length': body.length, ...headers });
        response.end(request.method === 'HEAD' ? undefined : body);
        return;
      }
      const missing = (): void => {
        response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`No ${path} here.`);
      };
      const mount = this.mounts.find(({ prefix }) => path.startsWith(prefix));
      if (!mount) {
        missing();
        return;
      }
      request.url = url.pathname.slice(mount.prefix.length - 1) + url.search;
      mount.serve(request, response, missing);
    };
  }

  private addHeaders(at: LoggedRequest['at'], path: string, add: (name: string, value: string) => void): void {
    const { isolated, isolateExcept, csp, cors } = this.options;
    if (cors !== undefined) {
      add('Access-Control-Allow-Origin', cors);
      add('Access-Control-Allow-Headers', '*');
      add('Access-Control-Expose-Headers', '*');
    }
    if (at === 'otherOrigin') return;
    if (csp !== undefined) add('Content-Security-Policy', csp);
    if (isolated) {
      add('Cross-Origin-Opener-Policy', 'same-origin');
      const embedder = isolated === true ? 'require-corp' : isolated;
      if (!isolateExcept?.includes(path)) add('Cross-Origin-Embedder-Policy', embedder);
    }
  }
}

/** Serves the repository's built files and models, and what a test adds. Whoever opens it closes it. */
export function openServer(options: ServerOptions = {}): Promise<TestServer> {
  return new TestServer(options).listen();
}

function contentType(file: string): string {
  const types: Record<string, string> = {
    '.html': 'text/html;charset=utf-8',
    '.js': 'text/javascript',
    '.json': 'application/json',
    '.wasm': 'application/wasm',
  };
  return types[path.extname(file)] ?? 'application/octet-stream';
}
