export { loadModel } from './page/load-model.js';
export type { LoadOptions } from './page/load-options.js';
export type { Model } from './page/loaded-model.js';
export type { LoadReport } from './page/load-report.js';
export type { Prediction, PredictOptions } from './page/predict-options.js';
export type { ExplainOptions } from './page/explain-options.js';
export type { Explanation, ExplanationPart, ExplainMethod, ExplainQuestion, TokenPlace } from './model/explanation.js';
export type { BackendChoice, Measurement } from './model/backend-choice.js';
export type { BackendName } from './model/backend.js';
export type { LoadPhase, Progress } from './model/progress.js';
export type { PictureLike, PredictInput, TableRow, TensorInput } from './model/input.js';
export type { DType, TensorLike, TensorSpec, TensorValue } from './model/tensor.js';
export type {
  Box,
  Classification,
  Detections,
  Embedding,
  KeyPoints,
  Regression,
  Segmentation,
} from './model/values.js';
export type { CardMetric, ConfidenceInterval, ModelCard, TrainingData } from './model/manifest/card.js';
export type { CacheMode } from './worker/protocol.js';
export type { Transforms } from './model/transforms/transforms.js';
export type { DescribedTensor } from './model/manifest/described-tensor.js';
export type {
  Artifact,
  ArtifactRole,
  EvaluationSummary,
  ModelManifest,
  QuantizationSummary,
  QuantizedTensor,
  StoredScheme,
  Task,
} from './model/manifest/manifest.js';
export { configure } from './page/assets.js';
export { inspectDevice } from './page/inspect-device.js';
export type { DeviceReport } from './model/device.js';
export { store, type StoredModel, type StoreUsage } from './page/stored-models.js';
export { EdgewiseError, type ErrorCode, type ErrorDetails } from './errors.js';
