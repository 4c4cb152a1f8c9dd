import { parseManifest } from '../../../src/model/manifest/parse-manifest.js';
import type { DescribedTensor } from '../../../src/model/manifest/described-tensor.js';
import type { Tensors, TensorValue } from '../../../src/model/tensor.js';
import type { OutputTransform } from '../../../src/model/transforms/output.js';
import type { Placement } from '../../../src/model/transforms/placement.js';
import { decoder } from '../../../src/transform/decode.js';
import { fullManifest } from '../../support/full-manifest.js';

/** What a manifest says of an output. */
export type Described = Omit<DescribedTensor, 'name' | 'dtype'> & { dtype?: DescribedTensor['dtype'] };

export const url = 'https://x/m/manifest.json';

/** A manifest with these outputs and this decoder, as JSON from a server. */
export function manifestWith(output: unknown, outputs: Readonly<Record<string, Described>>): ArrayBuffer {
  const described = Object.entries(outputs).map(([name, said]) => ({ name, dtype: 'float32', ...said }));
  const manifest = { ...fullManifest, outputs: described, transforms: { output } };
  return new TextEncoder().encode(JSON.stringify(manifest)).buffer;
}

/** A decoder as one is made for a package that was loaded. */
export function decoderFor(output: OutputTransform, outputs: Readonly<Record<string, Described>>) {
  const manifest = parseManifest(manifestWith(output, outputs), url);
  return decoder(manifest.transforms!.output!, manifest.outputs);
}

export function float32(data: readonly number[], shape: readonly number[] = [1, data.length]): TensorValue {
  return { data: Float32Array.from(data), shape, dtype: 'float32' };
}

/** One answer of one output, decoded. */
export function decode(
  output: OutputTransform,
  said: Described,
  answer: TensorValue,
  placement: Placement | null = null,
): any {
  const name = 'output' in output ? output.output : 'y';
  return decoderFor(output, { [name]: said })({ [name]: answer } satisfies Tensors, placement);
}

/** A picture of 200 × 100 that a model looks at in a square of 100, whole: it lies in the middle, half as large. */
export const letterbox: Placement = {
  ...{ width: 200, height: 100, inputWidth: 100, inputHeight: 100 },
  ...{ scaleX: 0.5, scaleY: 0.5, left: 0, top: 25 },
};
