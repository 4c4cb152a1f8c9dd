/** What `model.json` says of the weights, as far as their sizes go. */
interface Manifest {
  weightsManifest: { weights: { shape: number[]; dtype: string; quantization?: { dtype: string } }[] }[];
}

const sizes: Record<string, number> = { uint8: 1, bool: 1, uint16: 2, float16: 2, int32: 4, float32: 4 };

/** Bytes of a model's weights as they are stored, and as they would be without quantisation. */
export function weightBytes(modelJson: unknown): { float32: number; stored: number } {
  const weights = (modelJson as Manifest).weightsManifest.flatMap((group) => group.weights);
  const sum = (dtypeOf: (weight: (typeof weights)[number]) => string): number =>
    weights.reduce((total, weight) => {
      const elements = weight.shape.reduce((product, size) => product * size, 1);
      return total + elements * (sizes[dtypeOf(weight)] ?? NaN);
    }, 0);
  return {
    float32: sum(({ dtype }) => dtype),
    stored: sum(({ dtype, quantization }) => quantization?.dtype ?? dtype),
  };
}
