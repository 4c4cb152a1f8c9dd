import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { openServer, type TestServer } from '../support/server.js';
import type { Case, Contender } from './contender.js';
import { modelFolder, pageOf, pathOf } from './page.js';
import { Problem } from './problem.js';

/** Bytes of one visit: as they travel, and as the page gets them. */
export interface Bytes {
  sent: number;
  decoded: number;
}
export const kinds = ['library', 'wasm', 'model'] as const;
export type Kind = (typeof kinds)[number];

interface Asset extends Bytes {
  kind: Kind;
  body: Uint8Array;
  headers: Record<string, string>;
}

const compress = promisify(brotliCompress);
/** Text and WebAssembly travel as brotli, as from a CDN; weights, which it does not know, as they are. */
const compressed = ['.js', '.json', '.wasm'];

/** The files of all origins, each read and compressed once. */
export class Assets {
  private readonly known = new Map<string, Promise<Asset>>();

  /** @param quality of brotli, from 0 to 11: how files lie on a CDN, at the price of some seconds */
  constructor(private readonly quality = 11) {}

  get(file: string, kind: Kind): Promise<Asset> {
    const asset = this.known.get(file) ?? readAsset(file, kind, this.quality);
    this.known.set(file, asset);
    return asset;
  }
}

async function readAsset(file: string, kind: Kind, quality: number): Promise<Asset> {
  const plain = await readFile(file).catch((cause: unknown) => {
    throw new Problem(`${file} is missing. Run "npm ci" and "npm run build".`, { cause });
  });
  const small = compressed.includes(path.extname(file));
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  const body = small ? await compress(plain, { params }) : plain;
  const headers = {
    ...(small && { 'Content-Encoding': 'br' }),
    // A model may change under its name, a library's file of a version does not.
    ...(kind === 'model' ? { ETag: '"1"' } : { 'Cache-Control': 'max-age=31536000, immutable' }),
  };
  return { kind, body, headers, sent: body.length, decoded: plain.length };
}

/** Where one contender's pages lie, and nothing else: storage and caches of its own. Whoever opens it closes it. */
export class Origin {
  private readonly served = new Map<string, Asset>();

  private constructor(
    readonly contender: Contender,
    private readonly server: TestServer,
  ) {}

  static async open(contender: Contender, cases: readonly Case[], assets: Assets): Promise<Origin> {
    const origin = new Origin(contender, await openServer());
    for (const at of cases) {
      for (const [path, file] of contender.files(at)) {
        origin.add(path, await assets.get(file, path.endsWith('.wasm') ? 'wasm' : 'library'));
      }
      for (const { name, file } of at.model.files) {
        origin.add(`${modelFolder(at.model)}/${name}`, await assets.get(file, 'model'));
      }
      origin.server.files.set(pathOf(at), { body: pageOf(contender, at) });
    }
    return origin;
  }

  private add(at: string, asset: Asset): void {
    this.served.set(at, asset);
    this.server.files.set(at, asset);
  }

  urlOf(at: Case): string {
    return this.server.origin + pathOf(at);
  }

  /** What was sent since this was last asked; the page's own few lines are not counted. */
  takeBytes(): Record<Kind, Bytes> {
    const bytes = Object.fromEntries(kinds.map((kind) => [kind, { sent: 0, decoded: 0 }])) as Record<Kind, Bytes>;
    for (const { path, status } of this.server.log()) {
      const asset = this.served.get(path);
      if (!asset || status !== 200) continue;
      bytes[asset.kind].sent += asset.sent;
      bytes[asset.kind].decoded += asset.decoded;
    }
    this.server.clearLog();
    return bytes;
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}
