import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { EdgewiseError } from '../../errors.js';

const firstPort = 8080;
const lastPort = 8180;

/**
 * Listens, where no port is wanted on the first free one. Answers the URLs that lead here once they do.
 *
 * @throws EdgewiseError `environment` for a port that is in use or not allowed
 */
export async function listen(server: Server, host: string, wanted: number | undefined): Promise<string[]> {
  for (let port = wanted ?? firstPort; ; port++) {
    try {
      server.listen(port, host);
      await once(server, 'listening');
      return urlsOf(server.address() as AddressInfo);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && wanted === undefined && port < lastPort) continue;
      throw notListening(error as NodeJS.ErrnoException, host, port);
    }
  }
}

function notListening(error: NodeJS.ErrnoException, host: string, port: number): EdgewiseError {
  const reasons = new Map([
    ['EADDRINUSE', `Port ${port} is in use. Choose another (--port ${port + 1}), or any free one (--port 0).`],
    ['EACCES', `Port ${port} is not open to you. Choose one of 1024 or more, as --port 8080.`],
    ['EADDRNOTAVAIL', `${host} is no address of this machine. Take 127.0.0.1, or 0.0.0.0 for all there are.`],
    ['ENOTFOUND', `${host} is no address of this machine. Take 127.0.0.1, or 0.0.0.0 for all there are.`],
  ]);
  const message = reasons.get(error.code ?? '') ?? `Cannot listen on ${host}, port ${port}: ${error.message}`;
  return new EdgewiseError('environment', message, { host, port, errno: error.code }, error);
}

/** `0.0.0.0` is no address to visit: the ones that lead here. */
function urlsOf({ address, family, port }: AddressInfo): string[] {
  const everywhere = address === '0.0.0.0' || address === '::';
  const hosts = everywhere
    ? Object.values(networkInterfaces())
        .flatMap((found) => found ?? [])
        .filter((found) => found.family === 'IPv4')
        .map((found) => found.address)
    : [family === 'IPv6' ? `[${address}]` : address];
  return hosts.map((host) => `http://${host}:${port}/`);
}
