import { io } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { readGraph } from '../../../src/cli/graph/read-graph.js';
import { graphModelFiles } from '../../../src/cli/package/model-files.js';
import { cutShards } from '../../../src/cli/package/shards.js';
import { weightsInOrderOfUse } from '../../../src/cli/package/weight-order.js';
import { quantizeGraph } from '../../../src/cli/quantize/quantize-graph.js';
import { concatenate } from '../../../src/model/bytes.js';
import { sha256 } from '../../../src/model/digest.js';
import { randomFloats } from '../../support/models/random.js';
import { networkFiles } from '../../support/pack/network.js';
import { sourceOf } from '../../support/source.js';

const kB = 1024;

function weight(name: string, bytes: number, seed = bytes) {
  const values = randomFloats(seed, Math.ceil(bytes / 4));
  return {
    spec: { name, shape: [bytes], dtype: 'bool' as const },
    bytes: new Uint8Array(values.buffer).slice(0, bytes),
  };
}

describe('files of weights', () => {
  test('are cut where a tensor ends, before they would grow beyond the target', async () => {
    const weights = [weight('a', 3 * kB), weight('b', kB), weight('c', 1), weight('d', 9 * kB), weight('e', 5)];
    const { manifest, files } = await cutShards(weights, 4 * kB);
    expect(manifest.map((group) => group.weights.map(({ name }) => name))).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
    expect([...files.values()].map(({ byteLength }) => byteLength)).toEqual([4 * kB, 1, 9 * kB, 5]);
  });

  test('are named by what is in them', async () => {
    const { manifest, files } = await cutShards([weight('a', 100), weight('b', 101)], 100);
    for (const { paths } of manifest) {
      const [path] = paths;
      expect(path).toBe(`weights-${(await sha256(files.get(path!)!)).slice(0, 16)}.bin`);
    }
  });

  test('that hold the same bytes are two files all the same', async () => {
    const { manifest, files } = await cutShards([weight('a', 100, 1), weight('b', 100, 1)], 100);
    const [a, b] = manifest.map(({ paths }) => paths[0]!);
    expect(b).toBe(a!.replace('.bin', '-2.bin'));
    expect(files.get(a!)).toEqual(files.get(b!));
  });

  test('of a tensor beyond 32 MiB are several', async () => {
    const MiB = kB * kB;
    const large = { spec: { name: 'l', shape: [70 * MiB], dtype: 'bool' as const }, bytes: new Uint8Array(70 * MiB) };
    large.bytes[0] = 1;
    large.bytes[69 * MiB] = 1;
    const { manifest, files } = await cutShards([weight('a', 10), large]);
    expect(manifest.map(({ paths }) => paths.length)).toEqual([1, 3]);
    expect(manifest[1]!.paths.map((path) => files.get(path)!.byteLength / MiB)).toEqual([32, 32, 6]);
  });
});

describe('files of which TF.js would read the last weights as zeros', () => {
  const read = (weights: ReturnType<typeof weight>[], lengths: number[]) => {
    const joined = concatenate(weights.map(({ bytes }) => bytes));
    let start = 0;
    const buffers = lengths.map((length) => joined.slice(start, (start += length)));
    const together = new io.CompositeArrayBuffer(buffers);
    let at = 0;
    return weights.every(({ bytes }) => {
      const slice = new Uint8Array(together.slice(at, (at += bytes.byteLength)));
      return slice.every((value, i) => value === bytes[i]);
    });
  };

  test.each([
    ['two files', [1000, 3500, 300], [1000, 3800], [1000, 3500, 300]],
    ['three files', [2500, 2500, 2000, 600, 900], [2500, 2500, 3500], [2500, 2500, 2000, 1500]],
    ['a cut that makes another of that length', [2100, 2100, 100, 500], [2100, 2700], [2100, 2100, 600]],
  ])('%s', async (_, tensors, misread, cut) => {
    const weights = tensors.map((size, i) => weight(`w${i}`, size, i + 1));
    expect(read(weights, misread)).toBe(false);
    const { files } = await cutShards(weights, 4 * kB);
    const lengths = [...files.values()].map(({ byteLength }) => byteLength);
    expect(lengths).toEqual(cut);
    expect(read(weights, lengths)).toBe(true);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('whatever the lengths (%i)', async (seed) => {
    const weights = [...randomFloats(seed, 12)].map((share, i) =>
      weight(`w${i}`, Math.ceil(Math.abs(share) * 3000), i + 1),
    );
    const { files } = await cutShards(weights, 4 * kB);
    expect(
      read(
        weights,
        [...files.values()].map(({ byteLength }) => byteLength),
      ),
    ).toBe(true);
  });
});

async function shardsOf(options: Parameters<typeof networkFiles>[0]): Promise<string[]> {
  const graph = readGraph(sourceOf(networkFiles(options)));
  const { json } = await graphModelFiles(quantizeGraph(graph, 'uint8').graph, 8 * kB);
  return json.weightGroups.flatMap(({ paths }) => paths);
}

test('a model whose head was trained anew shares all files but the last', async () => {
  const [one, other] = [await shardsOf({ headSeed: 9 }), await shardsOf({ headSeed: 10 })];
  expect(one.length).toBeGreaterThan(3);
  expect(other.slice(0, -1)).toEqual(one.slice(0, -1));
  expect(other.at(-1)).not.toBe(one.at(-1));
});

test('and so does one with a head for other classes', async () => {
  const [one, other] = [await shardsOf({ classes: 10 }), await shardsOf({ classes: 14 })];
  expect(other.slice(0, -1)).toEqual(one.slice(0, -1));
});

test('weights come in the order in which the graph needs them, whatever the order of its nodes', () => {
  const graph = readGraph(sourceOf(networkFiles()));
  const backwards = {
    ...graph,
    nodes: new Map([...graph.nodes].reverse()),
    weights: new Map([...graph.weights].reverse()),
  };
  const order = weightsInOrderOfUse(backwards);
  expect(order).toEqual(weightsInOrderOfUse(graph));
  expect(order.filter((name) => /^w\d/.test(name))).toEqual(['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'w9']);
  expect(order.length).toBe(graph.weights.size);
});
