import type { Tensors } from '../../../model/tensor.js';
import { mean, numberOutputs } from './numbers.js';

/** Points that the source is less sure of lie anywhere. */
const leastScore = 0.2;

/**
 * The mean distance of key points as a share of the picture's size. The points are the first output of two or three
 * numbers a point: its last dimension says which, or else (flat outputs) whether three divide it. Where all coordinates
 * are below 2 they are shares of the picture, else pixels; a third number within 0…1 in such an output is the point's
 * score.
 */
export function pointDistance(source: Tensors, packed: Tensors, size: number): number | undefined {
  const found = pointsOf(source);
  if (!found) return undefined;
  const { name, data, stride } = found;
  const other = packed[name]?.data;
  if (other === undefined || Array.isArray(other) || other.length !== data.length) return 1;
  const points = Array.from({ length: data.length / stride }, (_, i) => i * stride);
  const shares = points.every((at) => Math.abs(data[at] as number) < 2 && Math.abs(data[at + 1] as number) < 2);
  const sure = points.filter((at) => {
    const score = data[at + 2] as number;
    return !shares || stride === 2 || !(score >= 0 && score <= 1) || score >= leastScore;
  });
  const distances = (sure.length > 0 ? sure : points).map((at) => {
    const [x, y] = [at, at + 1].map((i) => (other[i] as number) - (data[i] as number)) as [number, number];
    return Math.hypot(x, y) / (shares ? 1 : size);
  });
  const distance = mean(distances);
  return Number.isFinite(distance) ? Math.min(1, distance) : 1;
}

function pointsOf(outputs: Tensors): { name: string; data: Float32Array; stride: 2 | 3 } | undefined {
  const numbers = numberOutputs(outputs).filter(([, { data }]) => data.length >= 4);
  const shaped = numbers.find(([, { shape }]) => shape.at(-1) === 2 || shape.at(-1) === 3);
  if (shaped) return { name: shaped[0], data: shaped[1].data, stride: shaped[1].shape.at(-1) as 2 | 3 };
  const flat = numbers.find(([, { data }]) => data.length % 3 === 0 || data.length % 2 === 0);
  return flat && { name: flat[0], data: flat[1].data, stride: flat[1].data.length % 3 === 0 ? 3 : 2 };
}
