import { tfl } from '../training/tfjs.js';

/** A kind of model that may become the one that is published. */
export interface Candidate {
  name: string;
  /** For people. */
  title: string;
  /** Into how many parts knots divide each quantity; see `prepare`. */
  parts: number;
  learningRate: number;
  /** How many networks are trained, each from other first weights, and become one; see `mergeMembers`. */
  members: number;
  /** A new network for so many inputs; its one output is the probability of a bad outcome. */
  network(inputs: number): tfl.LayersModel;
  /** One that has room for the hidden units of all members. */
  merged(inputs: number): tfl.LayersModel;
}

interface Shape {
  /** Hidden units; 0: none, each input has a weight of its own. */
  units: number;
  /** Share of the hidden units that each training step leaves out. */
  dropout: number;
  /** What the sum of squared weights adds to the loss. */
  penalty: number;
}

/** What the others are compared with. */
export const baseline = candidate({
  name: 'logistic',
  title: 'logistic regression with ratios',
  parts: 1,
  learningRate: 0.01,
  penalty: 1e-4,
});

const splineMlp = { parts: 5, learningRate: 0.003, units: 32, dropout: 0.5, penalty: 2e-3 };

/** Their settings were found by cross-validation over training and validation rows, never on test rows. */
export const candidates: readonly Candidate[] = [
  baseline,
  candidate({
    name: 'spline',
    title: 'additive: linear splines with four knots',
    parts: 5,
    learningRate: 0.01,
    penalty: 1e-3,
  }),
  candidate({
    name: 'mlp-16',
    title: 'MLP, 16 hidden units',
    parts: 1,
    learningRate: 0.005,
    units: 16,
    dropout: 0.2,
    penalty: 1e-3,
  }),
  candidate({
    name: 'mlp-64',
    title: 'MLP, 64 hidden units',
    parts: 1,
    learningRate: 0.003,
    units: 64,
    dropout: 0.4,
    penalty: 1e-3,
  }),
  candidate({ name: 'spline-mlp', title: 'MLP, 32 hidden units, over splines', ...splineMlp }),
  candidate({ name: 'committee', title: 'five of those, as one network', ...splineMlp, members: 5 }),
];

type Settings = Pick<Candidate, 'name' | 'title' | 'parts' | 'learningRate'> & Partial<Shape> & { members?: number };

function candidate({ units = 0, dropout = 0, penalty = 0, members = 1, ...settings }: Settings): Candidate {
  const shape = { units, dropout, penalty };
  return {
    ...settings,
    members,
    network: (inputs) => network(inputs, shape),
    merged: (inputs) => network(inputs, { ...shape, units: units * members }),
  };
}

/** Every layer has a name of its own choosing: those that TF.js counts up would differ from run to run. */
function network(inputs: number, { units, dropout, penalty }: Shape): tfl.LayersModel {
  const kernelRegularizer = tfl.regularizers.l2({ l2: penalty });
  const hidden = (): tfl.layers.Layer[] => [
    tfl.layers.dense({ name: 'hidden', units, activation: 'relu', kernelRegularizer }),
    tfl.layers.dropout({ name: 'dropout', rate: dropout }),
  ];
  return tfl.sequential({
    name: 'credit_risk',
    layers: [
      tfl.layers.inputLayer({ name: 'application', inputShape: [inputs] }),
      ...(units === 0 ? [] : hidden()),
      tfl.layers.dense({ name: 'bad', units: 1, activation: 'sigmoid', kernelRegularizer }),
    ],
  });
}
