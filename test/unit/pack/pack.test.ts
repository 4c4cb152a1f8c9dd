import { readdir, readFile, symlink, writeFile, mkdir, appendFile, rm, copyFile } from 'node:fs/promises';
import path from 'node:path';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { startEngine } from '../../../src/cli/engine/engine.js';
import { openRunner } from '../../../src/cli/engine/runner.js';
import type { EvaluationModule } from '../../../src/cli/evaluate/evaluation-module.js';
import { pack, type PackOptions } from '../../../src/cli/pack/pack.js';
import { readPackage } from '../../../src/cli/package/read-package.js';
import { verifyPackage } from '../../../src/cli/package/verify-package.js';
import { readSourceModel } from '../../../src/cli/source/read-source-model.js';
import { relativeDifference } from '../../../src/model/compare.js';
import { seededInputs } from '../../../src/model/seeded-inputs.js';
import { sizeOf } from '../../../src/model/tensor.js';
import { classifierFiles, ownAnswers } from '../../support/pack/classifier.js';
import { networkFiles } from '../../support/pack/network.js';
import { temporaryFolder, writeFiles } from '../../support/pack/folder.js';
import { openStock, openStockLayers, runStock } from '../../support/stock.js';
import { savedLayers, seedWeights } from '../../support/trace/layers-source.js';

await startEngine();

const photograph = 'demo/photographs/astronaut.png';
const evaluate = ownAnswers(100) as EvaluationModule;

interface Place {
  model: string;
  out: string;
  parent: string;
}

async function placed(files: Parameters<typeof writeFiles>[1]): Promise<Place> {
  const parent = await temporaryFolder();
  return { parent, model: await writeFiles(path.join(parent, 'model'), files), out: path.join(parent, 'package') };
}

const network = () => placed(networkFiles());
const fragile = () => placed(classifierFiles({ fragile: true }));

async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  const read = async (name: string) => [name, await readFile(path.join(folder, name), 'base64')] as const;
  return Object.fromEntries(await Promise.all(names.map(read)));
}

describe('a package of every scheme', () => {
  test.each([
    ['keep', 2e-6],
    ['float16', 3e-3],
    ['uint16', 2e-4],
    ['uint8', 0.05],
    ['int8', 0.05],
  ] as const)('%s: stock TF.js gives the packed answers, the source’s up to %d', async (quantize, tolerance) => {
    const { model, out } = await network();
    const report = await pack({ model, out, quantize, shardBytes: 20_000 });
    const stock = await openStock(out);
    const inputs = seededInputs([{ name: 'image', dtype: 'float32', shape: [1, 16, 16, 3] }], 5);
    const answers = await runStock(stock, inputs);
    stock.dispose();
    const [source, packed] = [
      await openRunner(await readSourceModel(model)),
      await openRunner((await readPackage(out)).model),
    ];
    expect(relativeDifference(await packed.run(inputs), answers)).toBeLessThan(1e-6);
    expect(relativeDifference(await source.run(inputs), answers)).toBeLessThan(tolerance);
    expect(report.verification.manifest).toEqual(report.manifest);
    expect((await verifyPackage(out)).examples.length).toBe(report.examples);
    expect(report.examples).toBe(3);
    const large = report.manifest.quantization.tensors;
    if (quantize === 'uint8' || quantize === 'int8') {
      const weights = report.manifest.artifacts.filter(({ role }) => role === 'weights');
      expect(weights.length).toBeGreaterThan(1);
      expect(large.every(({ error, scheme }) => error > 0 && scheme === quantize)).toBe(true);
    }
  });

  test('is the same, byte for byte, whenever and wherever it is made', async () => {
    const [one, other] = [await network(), await network()];
    for (const { model, out } of [one, other]) await pack({ model, out, quantize: 'int8', name: 'network' });
    expect(await filesOf(other.out)).toEqual(await filesOf(one.out));
  });
});

describe('the gate', () => {
  test('lets a robust model pass, and says what was measured', async () => {
    const { model, out } = await placed(classifierFiles());
    const { manifest, evaluation, profile } = await pack({ model, out, quantize: 'uint8', evaluate, maxLoss: 3 });
    expect(evaluation).toMatchObject({
      binding: true,
      maxLoss: 3,
      title: 'accuracy over 100 samples (100 seeded points)',
    });
    expect(manifest.evaluation).toMatchObject({
      metric: 'accuracy',
      float32: 1,
      samples: 100,
      data: '100 seeded points',
    });
    expect(manifest.evaluation!.packed).toBeGreaterThanOrEqual(0.97);
    expect(manifest.task).toBe('classification');
    expect(profile).toBe(true);
  });

  test.each(['uint8', 'int8'] as const)(
    'refuses %s for a model that it ruins, and nothing is written',
    async (quantize) => {
      const { model, out, parent } = await fragile();
      await expect(pack({ model, out, quantize, evaluate })).rejects.toMatchObject({
        code: 'input',
        message: expect.stringMatching(/loses \d+.* points of accuracy.*0\.5 are allowed\. Nothing was written/),
        details: { metric: 'accuracy', maxLoss: 0.5 },
      });
      expect(await readdir(parent)).toEqual(['model']);
      // As it is, and with as much loss as there is, it is packed.
      await pack({ model, out, quantize: 'keep', evaluate });
      await pack({ model, out, quantize, evaluate, maxLoss: 100, force: true });
    },
  );

  test('auto raises the one weight that needs it, and says so', async () => {
    const { model, out } = await fragile();
    const { quantization, evaluation, manifest } = await pack({ model, out, quantize: 'auto', evaluate });
    expect(quantization.raised).toHaveLength(1);
    const [raised] = quantization.raised;
    expect(raised).toMatchObject({ tensor: 'fragile', to: 'float16' });
    expect(raised!.damage).toBeGreaterThan(0.1);
    expect(quantization.tried[0]!.loss).toBeGreaterThan(50);
    expect(evaluation.loss).toBeLessThanOrEqual(0.5);
    const schemes = Object.fromEntries(manifest.quantization.tensors.map(({ name, scheme }) => [name, scheme]));
    expect(schemes['fragile']).toBe('float16');
    expect(['uint8', 'int8']).toContain(schemes['robust']);
  });

  test('auto takes the smallest where nothing needs more', async () => {
    const { model, out } = await placed(classifierFiles());
    const { quantization } = await pack({ model, out, quantize: 'auto', evaluate, maxLoss: 3 });
    expect(quantization).toMatchObject({ raised: [], scheme: 'uint8' });
    expect(quantization.tried).toHaveLength(1);
  });

  test('without any evaluation says that nothing was judged', async () => {
    const { model, out } = await network();
    const { evaluation, manifest, warnings } = await pack({ model, out, quantize: 'uint8' });
    expect(evaluation.binding).toBe(false);
    expect(warnings.join()).toMatch(/answers differ from the source's by [\d.]+ %.*--evaluate/);
    expect(evaluation.title).toBe('agreement with the source (outputs) over 4 inputs made up by seed, not on any data');
    expect(manifest.evaluation).toMatchObject({ metric: 'agreement: outputs', float32: 0, higherIsBetter: false });
  });

  test('takes pictures where there are no labels', async () => {
    const { model, out } = await network();
    const options = { model, out, pictures: [photograph], agreement: 'top-1' } as const;
    const { manifest } = await pack({ ...options, quantize: 'uint16' });
    expect(manifest).toMatchObject({
      task: 'classification',
      evaluation: { metric: 'agreement: top-1', float32: 1, packed: 1, samples: 1, data: 'the picture astronaut.png' },
    });
    await expect(pack({ ...options, quantize: 'uint16', force: true, agreement: 'boxes' })).rejects.toThrow(
      /finds no box/,
    );
    await expect(pack({ ...options, pictures: [], force: true })).rejects.toThrow(/needs pictures/);
    await expect(pack({ ...options, pictures: ['package.json'], force: true })).rejects.toThrow(
      /package\.json is no picture/,
    );
  });
});

describe('golden examples', () => {
  test('are nobody’s data unless asked for, with a warning', async () => {
    const { model, out } = await placed(classifierFiles());
    const rows = new Set((evaluate.samples() as { inputs: Float32Array }[]).map(({ inputs }) => String(inputs)));
    const made = await pack({ model, out, evaluate });
    expect(made.examples).toBe(3);
    expect(made.warnings).toEqual([]);
    const isRow = async () =>
      (await readPackage(out)).examples.map(({ inputs }) => rows.has(String(inputs['x']!.data)));
    expect(await isRow()).toEqual([false, false, false]);
    const asked = await pack({ model, out, evaluate, includeRows: true, force: true });
    expect(await isRow()).toEqual([true, true, true]);
    expect(asked.warnings.join()).toMatch(/holds samples of the evaluation as they are/);
  });

  test('are the packed model’s own answers to pictures that are named for it', async () => {
    const { model, out } = await network();
    const report = await pack({ model, out, quantize: 'uint8', examples: [photograph] });
    expect(report.warnings.join()).toMatch(/holds 1 pictures/);
    const { examples, model: packed } = await readPackage(out);
    const runner = await openRunner(packed);
    expect(relativeDifference(examples[0]!.outputs, await runner.run(examples[0]!.inputs))).toBe(0);
  });
});

describe('places', () => {
  test.each([
    ['the model’s own folder', ({ model }: Place) => model, /is the folder of the model itself/],
    ['inside of it', ({ model }: Place) => path.join(model, 'package'), /lies in the folder of the model/],
    ['around it', ({ parent }: Place) => parent, /holds the folder of the model|neither a package/],
  ])('%s is refused', async (_, where, says) => {
    const place = await network();
    const before = await filesOf(place.model);
    await expect(pack({ model: place.model, out: where(place), force: true })).rejects.toThrow(says);
    expect(await filesOf(place.model)).toEqual(before);
  });

  test('by way of a link too', async () => {
    const place = await network();
    const link = path.join(place.parent, 'link');
    await symlink(place.model, link);
    await expect(pack({ model: place.model, out: path.join(link, 'package') })).rejects.toThrow(/lies in the folder/);
  });

  test('a target that is there is refused before anything is done; with force its release rises', async () => {
    const { model, out } = await network();
    expect((await pack({ model, out })).manifest.release).toBe(1);
    const phases: string[] = [];
    const onProgress = (phase: string) => phases.push(phase);
    await expect(pack({ model, out, onProgress })).rejects.toThrow(/is there already/);
    expect(phases).toEqual([]);
    expect((await pack({ model, out, force: true })).manifest.release).toBe(2);
    expect((await pack({ model, out, force: true, release: 7 })).manifest.release).toBe(7);
  });
});

describe('what goes wrong leaves what was there', () => {
  const abortedAt = (phase: string): PackOptions => {
    const controller = new AbortController();
    return {
      signal: controller.signal,
      onProgress: (now: string) => {
        if (now === phase) controller.abort(new Error('interrupted'));
      },
    } as unknown as PackOptions;
  };

  test.each([
    [
      'an evaluation that throws',
      {
        evaluate: {
          metric: 'accuracy',
          samples: () => {
            throw new Error('no data');
          },
        },
      },
      /no data/,
    ],
    [
      'an evaluation without labels',
      { evaluate: { ...evaluate, samples: () => [{ inputs: new Float32Array(64) }] } },
      /no label/,
    ],
    ['an abort while the model is optimised', abortedAt('optimize'), /^interrupted$/],
    ['an abort while it is evaluated', { evaluate, ...abortedAt('evaluate') }, /^interrupted$/],
    ['an abort while it is written', abortedAt('write'), /^interrupted$/],
    ['an expiry that is over', { expires: '2020-01-01T00:00:00Z' }, /expired on 2020/],
    ['a version that is none', { version: 'two' }, /semantic version/],
    [
      'a description of what is not there',
      { describe: { outputs: { scores: { meaning: 'x' } } } },
      /outputs\.scores is none of the model's outputs: probabilities/,
    ],
    ['a description with a slip', { describe: { licence: 'MIT' } }, /licence is not known; there are .*license/],
  ] as [string, Partial<PackOptions>, RegExp][])('%s', async (_, options, says) => {
    const { model, out, parent } = await placed(classifierFiles());
    await pack({ model, out });
    const before = await filesOf(out);
    await expect(pack({ model, out, force: true, ...options })).rejects.toThrow(says);
    expect(await filesOf(out)).toEqual(before);
    expect((await readdir(parent)).sort()).toEqual(['model', 'package']);
  });
});

describe('a LayersModel', () => {
  const layersModel = async () => {
    const layers = tfl.sequential({
      layers: [
        tfl.layers.conv2d({ inputShape: [12, 12, 3], filters: 48, kernelSize: 3, useBias: false, name: 'conv' }),
        tfl.layers.batchNormalization({ name: 'norm' }),
        tfl.layers.reLU({ name: 'relu' }),
        tfl.layers.globalAveragePooling2d({ name: 'pool' }),
        tfl.layers.dense({ units: 40, activation: 'softmax', name: 'classes' }),
      ],
    });
    const { modelJson, shards } = await savedLayers(seedWeights(layers, 3));
    return placed(new Map([['model.json', modelJson], ...shards]));
  };

  test('becomes a graph that stock TF.js loads, with the answers of its layers', async () => {
    const { model, out } = await layersModel();
    const report = await pack({ model, out });
    expect(report.kind).toEqual({ source: 'layers', packed: 'graph' });
    expect(report.passes.map(({ pass }) => pass).join()).toMatch(/fold/);
    const [layers, graph] = [await openRunner(await readSourceModel(model)), await openStock(out)];
    const inputs = seededInputs(layers.inputs, 3);
    expect(relativeDifference(await layers.run(inputs), await runStock(graph, inputs))).toBeLessThan(1e-5);
    graph.dispose();
    layers.dispose();
  });

  test('stays one on request, its weights stored anew; int8 has no place in it', async () => {
    const { model, out } = await layersModel();
    const report = await pack({ model, out, keepLayers: true, quantize: 'uint8' });
    expect(report.kind.packed).toBe('layers');
    expect(report.passes).toEqual([]);
    expect(report.manifest.quantization.tensors.map(({ scheme }) => scheme)).toEqual(['uint8', 'uint8']);
    const [source, stock] = [await openRunner(await readSourceModel(model)), await openStockLayers(out)];
    const { image } = { image: seededInputs(source.inputs, 3)[source.inputs[0]!.name]! };
    const expected = Object.values(await source.run({ [source.inputs[0]!.name]: image }))[0]!;
    const answer = stock.predict(tensor(image.data, [...image.shape])) as Tensor;
    const packed = { data: await answer.data(), shape: answer.shape, dtype: 'float32' as const };
    const difference = relativeDifference({ y: expected }, { y: packed });
    expect(difference).toBeLessThan(0.02);
    expect(difference).toBeGreaterThan(0);
    expect((await verifyPackage(out)).examples.length).toBeGreaterThan(0);
    const again = pack({ model, out, keepLayers: true, quantize: 'int8', force: true });
    await expect(again).rejects.toThrow(/int8 needs a Mul .* store it as uint8/);
    stock.dispose();
    source.dispose();
  });
});

describe('verify refuses', () => {
  const faults: Record<string, [(folder: string, weights: string) => Promise<unknown>, RegExp]> = {
    'a flipped byte': [
      async (folder, weights) => {
        const file = path.join(folder, weights);
        const bytes = await readFile(file);
        bytes[bytes.length >> 1]! ^= 1;
        await writeFile(file, bytes);
      },
      /SHA-256 differs/,
    ],
    'a byte behind': [(folder, weights) => appendFile(path.join(folder, weights), 'x'), /has \d+ bytes, where .* says/],
    'a lost file': [(folder, weights) => rm(path.join(folder, weights)), /names the file weights-.*, which is not in/],
    'a link out of the folder': [
      async (folder, weights) => {
        const elsewhere = path.join(await temporaryFolder(), 'weights');
        await copyFile(path.join(folder, weights), elsewhere);
        await rm(path.join(folder, weights));
        await symlink(elsewhere, path.join(folder, weights));
      },
      /symbolic link that leads out/,
    ],
    'a manifest without its end': [
      async (folder) => {
        const text = await readFile(path.join(folder, 'manifest.json'), 'utf8');
        await writeFile(path.join(folder, 'manifest.json'), text.slice(0, -20));
      },
      /is not JSON/,
    ],
    'an empty folder': [
      async (folder) => {
        await rm(folder, { recursive: true });
        await mkdir(folder);
      },
      /it is no package/,
    ],
  };

  test.each(Object.entries(faults))('%s', async (_, [damage, says]) => {
    const { model, out } = await network();
    const { manifest } = await pack({ model, out });
    await verifyPackage(out);
    const weights = manifest.artifacts.find(({ role }) => role === 'weights')!.file;
    await damage(out, weights);
    await expect(verifyPackage(out)).rejects.toThrow(says);
  });

  test('answers that are not those of its examples', async () => {
    const [one, other] = [await network(), await placed(networkFiles({ headSeed: 77 }))];
    await pack({ ...one });
    await pack({ ...other });
    const examples = await readPackage(other.out);
    const manifest = JSON.parse(await readFile(path.join(one.out, 'manifest.json'), 'utf8'));
    const foreign = examples.manifest.artifacts.find(({ role }) => role === 'examples')!;
    manifest.artifacts = manifest.artifacts.map((each: typeof foreign) => (each.role === 'examples' ? foreign : each));
    await writeFile(path.join(one.out, 'manifest.json'), JSON.stringify(manifest));
    await copyFile(path.join(other.out, 'examples.json'), path.join(one.out, 'examples.json'));
    await expect(verifyPackage(one.out)).rejects.toThrow(/golden example 1 off by/);
  });
});

test('movenet: int8 stays within half a percent of the picture, in 0.27 of the bytes of float32', async () => {
  const model = 'node_modules/@vladmandic/human/models/movenet-lightning.json';
  const out = path.join(await temporaryFolder(), 'package');
  const options = { model, out, pictures: [photograph], task: 'key-points' } as const;
  const { evaluation, manifest, examples } = await pack({ ...options, quantize: 'int8', maxLoss: 1 });
  expect(manifest.evaluation).toMatchObject({ metric: 'agreement: key points', float32: 0, samples: 1 });
  expect(evaluation.loss).toBeGreaterThan(0);
  expect(evaluation.loss).toBeLessThan(1);
  const { model: packed } = await readPackage(out);
  const large = packed.json.weightGroups.flatMap(({ weights }) => weights).filter(({ dtype }) => dtype === 'float32');
  const bytes = (stored: boolean) =>
    large
      .filter(({ name, shape }) => sizeOf(shape) >= 1024 || name.endsWith('/scales'))
      .reduce((sum, { shape, quantization, name }) => {
        if (!stored) return sum + (name.endsWith('/scales') ? 0 : 4 * sizeOf(shape));
        return sum + sizeOf(shape) * (quantization ? 1 : 4);
      }, 0);
  expect(bytes(true) / bytes(false)).toBeLessThanOrEqual(0.27);
  expect(examples).toBeGreaterThan(0);
});
