import { conditional, dataflowLoop, whileLoop } from './control-flow.js';
import { mixed, mixedQuantized, text } from './dtypes.js';
import { nonMaxSuppression, paddedNonMaxSuppression, where, whereNone } from './dynamic.js';
import { layersModels, unknownLayers } from './layers.js';
import { linear, linearVariants } from './linear.js';
import { malformedModels } from './malformed.js';
import { anyRank, scalar, twoFreeDimensions } from './shapes.js';
import { borrowedOutputs, defaultInput, oneOutputTwice, twoOutputsOfOneNode, withoutSignature } from './signatures.js';
import { hashTable, resourceTable } from './tables.js';
import type { FaultyModel, TestModel } from './types.js';
import { opsThatWasmLacks, unknownOps, unusedUnknownOp } from './unsupported.js';

/** Every GraphModel that works. The names are unique over the whole catalogue. */
export function graphModels(): TestModel[] {
  return [
    linear(),
    ...linearVariants(),
    mixed(),
    mixedQuantized(),
    text(),
    withoutSignature(),
    twoOutputsOfOneNode(),
    oneOutputTwice(),
    borrowedOutputs(),
    defaultInput(),
    twoFreeDimensions(),
    scalar(),
    anyRank(),
    where(),
    whereNone(),
    nonMaxSuppression(),
    paddedNonMaxSuppression(),
    conditional('if-true', 'StatelessIf', [1, 2]),
    conditional('if-false', 'StatelessIf', [1, -2]),
    conditional('stateful-if', 'If', [1, 2]),
    whileLoop(),
    dataflowLoop(),
    hashTable(),
    resourceTable(),
    unusedUnknownOp(),
    opsThatWasmLacks(),
  ];
}

/** Every model that works. */
export async function workingModels(): Promise<TestModel[]> {
  return [...graphModels(), ...(await layersModels())];
}

/** Everything that must be refused, on any backend. */
export async function faultyModels(): Promise<FaultyModel[]> {
  return [unknownOps(), await unknownLayers(), ...malformedModels()];
}
