import type { PictureTransform } from '../../src/model/transforms/picture-transform.js';
import { pictureShape } from '../../src/model/transforms/check-picture.js';
import { attribute, GraphBuilder } from './models/graph.js';
import type { TestTensor } from './models/tensors.js';
import { packageOf, withManifest, type TestPackage } from './packages.js';

/** A transform without what is the same of all in tests: it makes the input `image`. */
export type TestTransform = PictureTransform extends infer Each
  ? Each extends PictureTransform
    ? Omit<Each, 'kind' | 'input'>
    : never
  : never;

export function pictureTransform(transform: TestTransform): PictureTransform {
  return { kind: 'picture', input: 'image', ...transform };
}

/** A model that answers what it is given, so that a test sees what became of a picture. */
export function echoPackage(name: string, given: TestTransform, dtype: 'float32' | 'int32' = 'float32'): TestPackage {
  const transform = pictureTransform(given);
  const shape = pictureShape(transform);
  const graph = new GraphBuilder();
  graph.input('image', dtype, [null, ...shape.slice(1)]);
  graph.node('same', 'Identity', ['image'], { T: attribute.type(dtype) });
  graph.output('seen', 'same');
  const length = shape.reduce((product, size) => product * size, 1);
  const data = dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
  const zeros: TestTensor = { dtype, shape, data };
  const model = {
    name,
    kind: 'graph' as const,
    files: graph.build(),
    inputs: { image: zeros },
    expected: { seen: zeros },
  };
  const described = { image: { shape: [null, ...shape.slice(1)] }, seen: { shape: [null, ...shape.slice(1)] } };
  return withManifest(packageOf(model, { described, examples: [] }), (manifest) => {
    manifest.transforms = { input: transform };
  });
}
