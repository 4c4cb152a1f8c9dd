import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** Answers a request. One that writes to the socket itself tells `log` the status it sent. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  log: (status: number) => void,
) => void | Promise<void>;

type Body = string | Uint8Array;
const bytes = (body: Body): Buffer => Buffer.from(body as Uint8Array);

/** Headers that the server set before, as on the wire: a handler that writes raw must not lose CORS. */
function head(response: ServerResponse, ...lines: string[]): string {
  const set = Object.entries(response.getHeaders()).map(([name, value]) => `${name}: ${String(value)}`);
  return ['HTTP/1.1 200 OK', ...set, ...lines, '', ''].join('\r\n');
}

function writeRaw(
  response: ServerResponse,
  log: (status: number) => void,
  lines: string[],
  sent: Buffer,
  then: 'end' | 'reset',
): void {
  log(200);
  const { socket } = response;
  if (!socket) return;
  const raw = Buffer.concat([Buffer.from(head(response, ...lines)), sent]);
  socket.write(raw, () => {
    if (then === 'end') socket.end();
    else socket.resetAndDestroy();
  });
}

/** A well-behaved answer: the positive control of every fault. */
export const well =
  (body: Body): Handler =>
  (_request, response) => {
    response.writeHead(200, { 'Content-Length': bytes(body).length }).end(bytes(body));
  };

export const status =
  (code: number, body: Body = `Status ${code}`): Handler =>
  (_request, response) => {
    response.writeHead(code, { 'Content-Type': 'text/plain' }).end(bytes(body));
  };

/** A page where a file was expected, with status 200: what single-page servers do for a path they lack. */
export const html =
  (body = '<!doctype html><title>Not what you asked for</title>'): Handler =>
  (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html;charset=utf-8' }).end(body);
  };

/** The first `keep` bytes and a proper end, with no length said: HTTP cannot tell it from a whole file. */
export const truncated =
  (body: Body, keep: number): Handler =>
  (_request, response, log) => {
    writeRaw(response, log, ['Connection: close'], bytes(body).subarray(0, keep), 'end');
  };

/** Half of what gzip makes of it and a proper end: a browser decodes what it got and says nothing. */
export const truncatedGzip =
  (body: Body): Handler =>
  (_request, response, log) => {
    const coded = gzipSync(bytes(body));
    const lines = ['Content-Encoding: gzip', 'Connection: close'];
    writeRaw(response, log, lines, coded.subarray(0, coded.length >> 1), 'end');
  };

/** Says the whole length, sends `keep` bytes, and is gone. */
export const cutOff =
  (body: Body, keep: number): Handler =>
  (_request, response, log) => {
    const lines = [`Content-Length: ${bytes(body).length}`];
    writeRaw(response, log, lines, bytes(body).subarray(0, keep), 'end');
  };

/** Resets the connection after `keep` bytes (half of them) the first `times` times, then answers well. */
export const resetFirst = (times: number, body: Body, keep = bytes(body).length >> 1): Handler => {
  let left = times;
  return (request, response, log) => {
    if (left <= 0) return well(body)(request, response, log);
    left -= 1;
    const lines = [`Content-Length: ${bytes(body).length}`];
    writeRaw(response, log, lines, bytes(body).subarray(0, keep), 'reset');
  };
};

/** Sends `keep` bytes and nothing more, for ever. */
export const stalled =
  (body: Body, keep: number): Handler =>
  (_request, response) => {
    response.writeHead(200, { 'Content-Length': bytes(body).length });
    response.write(bytes(body).subarray(0, keep));
  };

export const redirect =
  (to: string, code = 302): Handler =>
  (_request, response) => {
    response.writeHead(code, { Location: to }).end();
  };

/** One handler after the other, a request each; the last one answers all further requests. */
export const inTurn = (...handlers: readonly [Handler, ...Handler[]]): Handler => {
  let count = 0;
  return (request, response, log) => handlers[Math.min(count++, handlers.length - 1)]?.(request, response, log);
};

/** `chunk` bytes at a time, with a pause of `every` milliseconds between. */
export const slow =
  (body: Body, { chunk, every }: { chunk: number; every: number }): Handler =>
  async (_request, response) => {
    const all = bytes(body);
    response.writeHead(200, { 'Content-Length': all.length });
    for (let from = 0; from < all.length && !response.destroyed; from += chunk) {
      response.write(all.subarray(from, from + chunk));
      await new Promise((resolve) => setTimeout(resolve, every));
    }
    response.end();
  };

/** The right length with one bit wrong. */
export const flipped = (body: Body, at: number): Handler => {
  const wrong = Buffer.from(bytes(body));
  wrong.writeUInt8((wrong.readUInt8(at) ^ 1) & 0xff, at);
  return well(wrong);
};

export const trailing = (body: Body, extra: Body): Handler => well(Buffer.concat([bytes(body), bytes(extra)]));

/** An answer that waits for the test: for what must happen in the middle of a download, without sleeping. */
export class Held {
  /** Resolves with the first request. */
  readonly requested: Promise<void>;
  /** Resolves when the client gave the first request up before its end. */
  readonly aborted: Promise<void>;
  readonly handler: Handler;
  private release_!: () => void;

  /** Sends `keep` bytes at once, the rest after `release()`. */
  constructor(body: Body, keep = 0) {
    const released = new Promise<void>((resolve) => (this.release_ = resolve));
    let requested!: () => void;
    let aborted!: () => void;
    this.requested = new Promise((resolve) => (requested = resolve));
    this.aborted = new Promise((resolve) => (aborted = resolve));
    this.handler = async (_request, response) => {
      response.once('close', () => {
        if (!response.writableFinished) aborted();
      });
      response.writeHead(200, { 'Content-Length': bytes(body).length });
      response.flushHeaders();
      if (keep > 0) response.write(bytes(body).subarray(0, keep));
      requested();
      await released;
      response.end(bytes(body).subarray(keep));
    };
  }

  release(): void {
    this.release_();
  }
}
