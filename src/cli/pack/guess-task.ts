import type { Task } from '../../model/manifest/manifest.js';
import type { AgreementKind } from '../evaluate/agreement/agreement.js';
import type { EvaluationModule } from '../evaluate/evaluation-module.js';
import type { TensorSpec } from '../../model/tensor.js';

/** What the way of judging a model says of its task; nothing is read into its shapes. */
export function guessTask(
  module: EvaluationModule | undefined,
  agreement: AgreementKind | undefined,
  outputs: readonly TensorSpec[],
): Task {
  if (!module) return agreement === undefined ? 'other' : byAgreement[agreement];
  const name = typeof module.metric === 'string' ? module.metric : module.metric.name;
  switch (name) {
    case 'accuracy':
    case 'f1':
    case 'log loss':
    case 'brier score': {
      const spec = outputs.find((output) => output.name === module.output) ?? outputs[0];
      return spec?.shape.at(-1) === 1 ? 'binary-classification' : 'classification';
    }
    case 'top-5 accuracy':
      return 'classification';
    case 'auc':
      return 'binary-classification';
    case 'mean absolute error':
    case 'root mean squared error':
      return 'regression';
    case 'iou':
      return 'segmentation';
    default:
      return 'other';
  }
}

const byAgreement: Readonly<Record<AgreementKind, Task>> = {
  'key points': 'key-points',
  boxes: 'detection',
  'top-1': 'classification',
  outputs: 'other',
};

/** What packed model and source have to agree in. */
export function agreementFor(task: Task): AgreementKind {
  switch (task) {
    case 'key-points':
      return 'key points';
    case 'detection':
      return 'boxes';
    case 'classification':
      return 'top-1';
    default:
      return 'outputs';
  }
}
