import { expect, test } from 'vitest';
import { attribute } from '../../src/cli/graph/attributes.js';
import { plainBytes } from '../../src/cli/graph/weight-bytes.js';
import { graphTopology } from '../../src/cli/graph/write-graph.js';
import type { Graph } from '../../src/cli/graph/graph.js';
import { optimize } from '../../src/cli/optimize/optimize.js';
import { concatenate } from '../../src/model/bytes.js';
import { relativeDifference } from '../../src/model/compare.js';
import { answersOf, graphOf, noise, opsOf } from '../support/graphs.js';
import { addLinear, linearKinds } from '../support/linear-nodes.js';
import { float32, int32 } from '../support/models/tensors.js';
import { PlainTensorFlow } from '../support/plain-tfjs.js';
import { openServer } from '../support/server.js';

const server = await openServer();
const float = { T: attribute.type('float32') };
const activations = ['Relu', 'Relu6', 'Elu', 'Sigmoid', 'LeakyRelu', 'Prelu'];
const image = noise([2, 5, 6, 3], 7);
const row = noise([2, 3], 7);

/** Each op with weights, padded unevenly, normalised and with each activation. */
const source = graphOf((g) => {
  g.input('image', 'float32', [null, 5, 6, 3]);
  g.input('row', 'float32', [null, 3]);
  g.weight('pads', int32([0, 0, 1, 2, 0, 1, 0, 0], [4, 2]));
  for (const kind of ['Conv2D', 'DepthwiseConv2dNative', 'MatMul'] as const) {
    for (const op of activations) {
      const name = `${kind} ${op}`.replace(' ', '_');
      const { channels } = linearKinds[kind];
      const isRow = kind === 'MatMul';
      // A Pad for each, or none could be folded.
      const input = isRow ? 'row' : g.node(`${name}/pad`, 'Pad', ['image', 'pads'], float);
      addLinear(g, kind, { name, x: input, padding: 'VALID' });
      for (const part of ['scale', 'offset', 'mean']) g.weight(`${name}/${part}`, noise([channels], name.length));
      g.weight(`${name}/slope`, noise(isRow ? [channels] : [1, 1, channels], 5));
      g.weight(`${name}/variance`, float32(noise([channels], 5).data.map((value) => value + 1.5)));
      g.node(`${name}/sub`, 'Sub', [name, `${name}/mean`], float);
      g.node(`${name}/div`, 'RealDiv', [`${name}/sub`, `${name}/variance`], float);
      g.node(`${name}/mul`, 'Mul', [`${name}/div`, `${name}/scale`], float);
      g.node(`${name}/add`, 'AddV2', [`${name}/mul`, `${name}/offset`], float);
      const inputs = op === 'Prelu' ? [`${name}/add`, `${name}/slope`] : [`${name}/add`];
      const attributes = op === 'LeakyRelu' ? { ...float, alpha: attribute.float(0.125) } : float;
      g.output(`${name}_y`, g.node(`${name}_y`, op, inputs, attributes));
    }
  }
  g.weight('size', int32([2, 10, 12, 2]));
  g.weight('transposed/w', noise([3, 3, 2, 3]));
  g.weight('transposed/bias', noise([2]));
  g.node('transposed', 'Conv2DBackpropInput', ['size', 'transposed/w', 'image'], {
    ...float,
    strides: attribute.ints([1, 2, 2, 1]),
    dilations: attribute.ints([1, 1, 1, 1]),
    padding: attribute.text('SAME'),
    data_format: attribute.text('NHWC'),
  });
  g.node('transposed/biased', 'BiasAdd', ['transposed', 'transposed/bias'], float);
  g.output('transposed_y', g.node('transposed_y', 'Sigmoid', ['transposed/biased'], float));
});

test('what the optimiser fuses, TF.js on WebGL computes as well', async () => {
  const { graph } = optimize(source);
  expect(opsOf(graph).sort()).toEqual([
    ...Array<string>(6).fill('FusedDepthwiseConv2dNative'),
    'Reshape',
    'Reshape',
    'Transpose',
    ...Array<string>(7).fill('_FusedConv2D'),
    ...Array<string>(6).fill('_FusedMatMul'),
  ]);
  const expected = await answersOf(source, { image, row });
  const plain = await PlainTensorFlow.open(server);
  for (const [name, one] of Object.entries({ source, graph })) {
    expect(await plain.load(serve(`/${name}/`, one), 'webgl')).toBe('webgl');
    const answers = (await plain.run(
      // Small tensors would be computed on the CPU else.
      `tf.env().set('WEBGL_CPU_FORWARD', false);
       const inputs = { image: tf.tensor(${JSON.stringify([...image.data])}, [2, 5, 6, 3]),
                        row: tf.tensor(${JSON.stringify([...row.data])}, [2, 3]) };
       const names = ${JSON.stringify(Object.keys(expected))};
       const tensors = model.execute(inputs, names);
       return Promise.all(tensors.map(async (tensor, i) =>
         [names[i], { data: [...(await tensor.data())], shape: tensor.shape, dtype: 'float32' }]));`,
      50_000,
    )) as [string, { data: number[]; shape: number[]; dtype: 'float32' }][];
    const actual = answers.map(
      ([key, { data, ...rest }]) => [key, { ...rest, data: Float32Array.from(data) }] as const,
    );
    expect(relativeDifference(expected, Object.fromEntries(actual))).toBeLessThan(1e-4);
  }
});

function serve(folder: string, graph: Graph): string {
  const weights = [...graph.weights].map(([name, { shape, dtype }]) => ({ name, shape, dtype }));
  const model = {
    format: 'graph-model',
    ...graphTopology(graph),
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  };
  server.files.set(`${folder}model.json`, { body: JSON.stringify(model) });
  const bytes = concatenate([...graph.weights.values()].map(plainBytes));
  server.files.set(`${folder}weights.bin`, { body: new Uint8Array(bytes) });
  return `${folder}model.json`;
}
