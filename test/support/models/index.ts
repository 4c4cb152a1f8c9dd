export { bigModel } from './big.js';
export { faultyModels, graphModels, workingModels } from './catalogue.js';
export { differences } from './compare.js';
export { layersModels, unknownLayers } from './layers.js';
export { linear, linearVariants } from './linear.js';
export { malformedModels } from './malformed.js';
export type { TestTensor, TestTensors } from './tensors.js';
export type { FaultyModel, ModelFiles, TestModel } from './types.js';
export { opsThatWasmLacks, unknownOps } from './unsupported.js';
