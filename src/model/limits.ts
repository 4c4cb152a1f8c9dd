const MiB = 1024 * 1024;

/** Bounds that are checked before anything is allocated for a model. */
export const limits = {
  /** Bytes of model.json. */
  modelJson: 16 * MiB,
  /** Nesting of the JSON. */
  depth: 64,
  /** Weight files of a model. */
  shards: 1024,
  /** Weight bytes of a model. */
  total: 512 * MiB,
  /** Weight tensors of a model. */
  tensors: 10_000,
  /** Dimensions of a weight tensor. */
  rank: 6,
} as const;
