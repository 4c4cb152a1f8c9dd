const MiB = 1024 * 1024;

/** Bounds that are checked before anything is allocated for a model. */
export const limits = {
  /** Bytes of model.json. */
  modelJson: 16 * MiB,
  /** Nesting of the JSON. */
  depth: 64,
  /** Weight files of a model. */
  shards: 1024,
  /** Weight bytes of a model; of a package, all of its files. */
  total: 512 * MiB,
  /** Weight tensors of a model. */
  tensors: 10_000,
  /** Dimensions of a tensor. */
  rank: 6,

  /** Pixels of a picture that is decoded: 400 MB of them. */
  picture: 100_000_000,

  // Of packages alone; a plain TF.js model may have larger files.
  /** Bytes of manifest.json. */
  manifest: MiB,
  /** Bytes of manifest.sig, and the signatures in it. */
  signing: 16 * 1024,
  signatures: 16,
  /** Bytes of a weight file, or of a document. */
  shard: 64 * MiB,
  /** Bytes of the golden examples. */
  examples: 16 * MiB,
  /** Bytes of the profile. */
  profile: 16 * MiB,
  /** Bytes of the tokenizer's file. */
  tokenizer: 16 * MiB,

  // Of a transform of tables.
  /** Fields of a record. */
  fields: 1000,
  /** Quantities derived from them. */
  derived: 1000,
  /** Operations within one another, of one derived quantity. */
  expression: 16,
  /** Places of the model's input. */
  columns: 100_000,
} as const;
