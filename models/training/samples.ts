/** What a network learns from or is asked: so many inputs with their labels, brought together batch by batch. */
export interface Samples {
  count: number;
  /** Of one sample. */
  inputShape: readonly number[];
  labelShape: readonly number[];
  /** Inputs and labels of these samples one after the other, in new arrays. */
  batch(places: readonly number[]): { inputs: Float32Array; labels: Float32Array };
}

/** Samples that lie one after the other in memory. */
export function denseSamples(all: {
  inputs: Float32Array;
  labels: Float32Array;
  inputShape: readonly number[];
  labelShape: readonly number[];
}): Samples {
  const { inputShape, labelShape } = all;
  const [inputSize, labelSize] = [sizeOf(inputShape), sizeOf(labelShape)];
  const count = all.labels.length / labelSize;
  if (!Number.isInteger(count) || all.inputs.length !== count * inputSize) {
    throw new RangeError(
      `${all.inputs.length} numbers of inputs [${inputShape.join(', ')}] and ${all.labels.length} of labels ` +
        `[${labelShape.join(', ')}] are not the same count of samples.`,
    );
  }
  return {
    count,
    inputShape,
    labelShape,
    batch: (places) => ({
      inputs: gather(all.inputs, inputSize, places),
      labels: gather(all.labels, labelSize, places),
    }),
  };
}

/** Some of the samples, in this order. */
export function pick(samples: Samples, places: readonly number[]): Samples {
  return {
    ...samples,
    count: places.length,
    batch: (chosen) => samples.batch(chosen.map((place) => places[place] as number)),
  };
}

/** The places of the samples in batches of at most `size`, in order. */
export function* batches(places: readonly number[], size: number): Generator<number[]> {
  for (let start = 0; start < places.length; start += size) yield places.slice(start, start + size);
}

/** 0 to `count` - 1. */
export function everyPlace(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place);
}

function gather(from: Float32Array, size: number, places: readonly number[]): Float32Array {
  const gathered = new Float32Array(places.length * size);
  places.forEach((place, i) => {
    gathered.set(from.subarray(place * size, (place + 1) * size), i * size);
  });
  return gathered;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
