import { execFileSync } from 'node:child_process';
import type { BackendChoice, TableRow } from '../../src/index.js';
import { examples as loans } from '../../demo/cards/loan/examples.js';
import type { TestModel } from '../support/models/index.js';
import { serveModel, type PlainLoadOptions } from '../support/predict.js';
import type { TestServer } from '../support/server.js';

/** One load and one prediction; what is sent to the page. */
export interface Case {
  name: string;
  url: string;
  options: PlainLoadOptions;
  /** Tensors by name; or the astronaut's photograph, or what the package makes its inputs of. */
  inputs: 'photograph' | { tensors: PlainTensors } | { given: TableRow | string };
  /** Where the command says what is right. */
  expected?: PlainTensors;
  /** Goes on predicting until the other backends were measured. */
  measured?: true;
}

export type PlainTensors = Record<string, { data: (number | string)[]; shape: number[]; dtype: string }>;

/** What came of it; what is sent back. */
export interface Outcome {
  name: string;
  outputs?: PlainTensors;
  /** Where the photograph's points were found, in its pixels. */
  points?: Record<string, [number, number]>;
  choice?: BackendChoice;
  fromCache?: boolean;
  /** Of the first prediction. */
  milliseconds?: number;
  error?: string;
}

const given: readonly [name: string, given: TableRow | string][] = [
  ['credit-risk', loans[0].application],
  ['spam', 'You have won a prize: click here, and call 555-0100 before Friday!'],
];

const again = { cache: 'only-if-cached' } as const;

/** What every page has to do. Each model's first load comes from the network, later ones from the store. */
export function commonCases(server: TestServer, models: readonly TestModel[]): Case[] {
  const onWasm = models.filter(({ lacking }) => lacking?.wasm === undefined);
  return [
    ...onWasm.map((model) => small(server, model, { backend: 'wasm' })),
    ...oneOfEach(models).flatMap((model) => [
      small(server, model, { backend: 'wasm', ...again }),
      small(server, model, { backend: 'webgl', ...again }),
      small(server, model, { backend: 'cpu', ...again }),
      small(server, model, { worker: false, ...again }),
    ]),
    pose({ backend: 'wasm' }),
    pose({ backend: 'webgl', ...again }),
    pose({ backend: 'cpu', ...again }),
    { ...pose(again), measured: true },
    ...given.flatMap(([name, input]) => [
      answered(name, input, {}),
      answered(name, input, { worker: false, ...again }),
    ]),
  ];
}

/** What an isolated page has to do besides: threads. */
export function isolatedCases(server: TestServer, models: readonly TestModel[]): Case[] {
  const withThreads = oneOfEach(models).map((model) => small(server, model, { threads: 2, ...again }));
  return [...withThreads, pose({ threads: 2, ...again })];
}

/** The first GraphModel and the first LayersModel. */
function oneOfEach(models: readonly TestModel[]): TestModel[] {
  return (['graph', 'layers'] as const).flatMap((kind) => models.find((model) => model.kind === kind) ?? []);
}

function small(server: TestServer, model: TestModel, options: PlainLoadOptions): Case {
  const inputs = Object.entries(model.inputs).map(([name, { data, shape, dtype }]) => [
    name,
    { data: Array.from<number | string>(data), shape: [...shape], dtype },
  ]);
  const url = serveModel(server, model);
  return { name: model.name, url, options, inputs: { tensors: Object.fromEntries(inputs) as PlainTensors } };
}

/** A record or a text, and what the command makes of it. */
function answered(name: string, given: TableRow | string, options: PlainLoadOptions): Case {
  const folder = `models/${name}/packaged`;
  const asked = typeof given === 'string' ? ['--text', given] : ['--row', JSON.stringify(given)];
  const said = execFileSync(process.execPath, ['dist/cli.js', 'predict', folder, ...asked, '--json']);
  const { predictions } = JSON.parse(said.toString()) as { predictions: [PlainTensors] };
  return { name, url: `/${folder}/`, options, inputs: { given }, expected: predictions[0] };
}

function pose(options: PlainLoadOptions): Case {
  return { name: 'pose', url: '/models/pose/packaged/', options, inputs: 'photograph' };
}
