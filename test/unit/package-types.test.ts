import { expect, test } from 'vitest';
import { compile, exportsOf, resolutions } from '../support/compile.js';
import { createProject } from '../support/packed.js';

/** One use of every export, with its type said, so that a wider or narrower one fails. */
const right = `
import {
  configure, EdgewiseError, inspectDevice, loadModel, store,
  type BackendChoice, type BackendName, type DeviceReport, type DType, type ErrorCode, type LoadOptions, type LoadPhase, type LoadReport,
  type Measurement, type Model, type Prediction, type PredictInput, type PredictOptions, type Progress,
  type Artifact, type ArtifactRole, type DescribedTensor, type EvaluationSummary, type ModelManifest,
  type QuantizationSummary, type QuantizedTensor, type StoredScheme, type Task,
  type StoredModel, type StoreUsage, type TensorLike, type TensorSpec, type TensorValue,
  type Box, type CacheMode, type CardMetric, type Classification, type ConfidenceInterval, type Detections, type Embedding,
  type ErrorDetails, type Explanation, type ExplanationPart, type ExplainMethod, type ExplainOptions, type ExplainQuestion,
  type KeyPoints, type ModelCard, type PictureLike, type Regression, type Segmentation, type TableRow, type TensorInput,
  type TokenPlace, type TrainingData, type Transforms,
} from 'edgewise';

configure({ assets: '/assets/' });
configure({ assets: new URL('https://cdn.example/assets/') });

const device: DeviceReport = await inspectDevice();
const found: [string | null, boolean, number] = [device.webgl.renderer, device.isolated, device.cores];
void found;

const options: LoadOptions = {
  backend: 'auto', cache: 'only-if-cached', signal: AbortSignal.timeout(1), worker: false, threads: 'auto', timeout: 1,
  requestInit: { credentials: 'include', headers: { Authorization: 'x' } },
  onProgress: (progress: Progress) => {
    const phase: LoadPhase = progress.phase;
    const numbers: [number, number] = [progress.loaded, progress.total];
    const rest: [boolean, string | undefined] = [progress.fromCache, progress.file];
    void [phase, numbers, rest];
  },
};
const perhaps = { ...options, signal: undefined, threads: Math.random() > 0.5 ? 2 : undefined };
const model: Model = await loadModel('/model.json', options);
const typed: Model<{ probability: number }> = await loadModel<{ probability: number }>(new URL('/m', location.href), perhaps);

const texts: [string, string, string | null, string] = [model.url, model.name, model.version, model.digest];
const specs: readonly TensorSpec[] = [...model.inputs, ...model.outputs];
const spec: { name: string; dtype: DType; shape: readonly (number | null)[] } = specs[0]!;
const meant: [string | undefined, readonly string[] | undefined] = [specs[0]!.meaning, specs[0]!.labels];
const manifest: ModelManifest | null = model.manifest;
const artifact: Artifact | undefined = manifest?.artifacts[0];
const role: ArtifactRole | undefined = artifact?.role;
const described: DescribedTensor | undefined = manifest?.inputs[0];
const evaluation: EvaluationSummary | undefined = manifest?.evaluation;
const quantized: QuantizationSummary | undefined = manifest?.quantization;
const weight: QuantizedTensor | undefined = quantized?.tensors[0];
const scheme: StoredScheme | undefined = weight?.scheme;
const task: Task = manifest?.task ?? 'other';
const choice: BackendChoice = model.backend;
const backend: BackendName = choice.name;
const place: 'worker' | 'page' = choice.location;
const reasons: readonly string[] = choice.reasons;
const measurement: Measurement | undefined = choice.measurements[0];
const status: 'measured' | 'disagreed' | 'failed' | 'timed-out' | 'skipped' | undefined = measurement?.status;
const report: LoadReport = model.loadReport;
const phases: Partial<Record<LoadPhase, number>> = report.phases;
const numbers: number[] = [report.bytes, report.downloadedBytes, report.milliseconds, choice.threads];
model.addEventListener('backendchange', (event: Event) => { void event; });

const tensor: TensorLike = { data: new Uint8Array(4), shape: [4], dtype: 'bool' };
const inputs: PredictInput[] = [
  new Float32Array(4), new Int32Array(4), [1, 2, 3], tensor, { data: ['a', 'b'], shape: [2], dtype: 'string' },
  { a: [1], b: new Float32Array(1), c: { data: [1], shape: [1] } },
];
const predictOptions: PredictOptions = { signal: AbortSignal.timeout(1), transfer: true, timeout: 1 };
const prediction: Prediction = await model.predict(inputs[0]!, predictOptions);
const value: unknown = prediction.value;
const probability: number = (await typed.predict([1])).value.probability;
const output: TensorValue | undefined = prediction.outputs['y'];
const data: Float32Array | Int32Array | Uint8Array | string[] | undefined = output?.data;
const facts: [string, BackendName, number] = [prediction.id, prediction.backend, prediction.milliseconds];
for await (const each of typed.predictAll(inputs, { batchSize: 2 })) void each.value.probability;
async function* slowly() { yield new Float32Array(1); }
for await (const each of model.predictAll(slowly())) void each.outputs;
for await (const each of model.predictAll(new ReadableStream<number[]>())) void each.outputs;
const row: TableRow = { Age: 41, Job: 'fixed', Owner: true, Income: null };
const tensors: TensorInput = { a: [1] };
const pictures: PictureLike[] = [
  new Image(), document.createElement('canvas'), document.createElement('video'), new OffscreenCanvas(1, 1), new Blob(),
  new ImageData(1, 1), await createImageBitmap(new Blob()), new VideoFrame(new Image()),
];
const anything: PredictInput[] = [row, tensors, 'a sentence', ...pictures];
void anything;
for await (const each of model.predictAll(document.createElement('video'))) void each.value;
const objects: Detections = (await (await loadModel<Detections>('/o/')).predict(pictures[0]!)).value;
const box: Box | undefined = objects[0]?.box;
const classes: Classification = [{ label: 'spam', index: 1, probability: 0.9 }];
const points: KeyPoints = [{ name: 'nose', x: 1, y: 2, score: 0.5 }];
const mask: Segmentation = { width: 1, height: 1, labels: ['sky'], mask: new Uint8Array(1) };
const [vector, quantity]: [Embedding, Regression] = [new Float32Array(3), 1.5];
void [box, classes, points, mask, vector, quantity];
const method: ExplainMethod = 'shapley';
const question: ExplainQuestion = { method, fields: ['Age'], label: 'bad' };
const asked: ExplainOptions = { ...question, timeout: 1, signal: AbortSignal.timeout(1) };
const explained: Explanation = await model.explain(row, asked);
const part: ExplanationPart | undefined = explained.parts[0];
const tokenPlace: TokenPlace | undefined = part?.places?.[0];
void tokenPlace;
const cache: CacheMode = 'reload';
const card: ModelCard | undefined = manifest?.card;
const metric: CardMetric | undefined = card?.metrics?.[0];
const interval: ConfidenceInterval | undefined = metric?.interval;
const training: TrainingData | undefined = card?.trainingData?.[0];
const transforms: Transforms | undefined = manifest?.transforms;
const details: ErrorDetails = new EdgewiseError('input', 'x', {}).details;
void [cache, interval, training, transforms, details];
const nothing: void = await model.dispose();
await model[Symbol.asyncDispose]();

const stored: StoredModel[] = await store.list();
const dates: Date[] = stored.flatMap(({ storedAt, usedAt }) => [storedAt, usedAt]);
const usage: StoreUsage = await store.usage();
const quota: number | null = usage.quota;
const was: boolean = await store.delete(new URL('https://example.com/'));
await store.pin('/model.json');
await store.pin('/model.json', false);
await store.clear();

try {
  await loadModel('/');
} catch (error) {
  if (error instanceof EdgewiseError) {
    const code: ErrorCode = error.code;
    const details: Readonly<Record<string, unknown>> = error.details;
    const plain: Error = error;
    void [code, details, plain];
  }
}
void [meant, role, described, evaluation, scheme, task, texts, spec, backend, place, reasons, status, phases, numbers, value, probability, data, facts, nothing, dates, quota, was];
`;

/** Each of these has to be refused: a line without an error is one itself. */
const wrong = `
import { configure, EdgewiseError, loadModel, store, type Model } from 'edgewise';

// @ts-expect-error a model has a URL
await loadModel();
// @ts-expect-error there is no such backend
await loadModel('/', { backend: 'webgpu' });
// @ts-expect-error there is no such option
await loadModel('/', { bakend: 'wasm' });
// @ts-expect-error a cache mode of fetch, but not one of ours
await loadModel('/', { cache: 'force-cache' });
const model: Model<number> = await loadModel<number>('/');
// @ts-expect-error what it is stays as it is
model.url = '/';
// @ts-expect-error an object is no tensor
await model.predict({ a: { b: 1 } });
// @ts-expect-error a flag is no tensor
await model.predict(true);
// @ts-expect-error milliseconds are a number
await model.predict([1], { timeout: '1s' });
const prediction = await model.predict([1]);
// @ts-expect-error the model's own type
const text: string = prediction.value;
// @ts-expect-error one prediction has no batches
await model.predict([1], { batchSize: 2 });
// @ts-expect-error not a stream of inputs
model.predictAll(1);
// @ts-expect-error names the folder
configure('/assets/');
// @ts-expect-error there is no such entry
await store.purge();
// @ts-expect-error a code of ours
new EdgewiseError('oops', 'message');
void text;
`;

const global = `
/// <reference types="edgewise/global" />
edgewise.configure({ assets: '/assets/' });
async function main(options: edgewise.LoadOptions): Promise<edgewise.Prediction<number>> {
  const model: edgewise.Model<number> = await edgewise.loadModel<number>('/model.json', options);
  const stored: edgewise.StoredModel[] = await edgewise.store.list();
  const input: edgewise.PredictInput = { x: new Float32Array(stored.length) };
  return model.predict(input);
}
main({ backend: 'wasm' }).catch((error: unknown) => {
  if (!(error instanceof edgewise.EdgewiseError)) throw error;
  const typed: edgewise.EdgewiseError = error;
  const code: edgewise.ErrorCode = typed.code;
  console.log(code);
});
// @ts-expect-error there is no such option
void main({ bakend: 'wasm' });
// @ts-expect-error there is no such member
edgewise.predict();
`;

/** A service worker as TypeScript sees it: its own library of types, and none of a page. */
const serviceWorker = `
import { makeAvailableOffline, type OfflineFile, type OfflineOptions } from 'edgewise/service-worker';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (string | { url: string; revision: string | null; integrity?: string })[] };

const file: OfflineFile = { url: '/', revision: null, integrity: 'sha256-x' };
const options: OfflineOptions = {
  files: [...self.__WB_MANIFEST, file, 'app-1a2b.js'], assets: new URL('https://cdn.example/edgewise/'), models: ['/model.json'], fallback: '/',
};
const nothing: void = makeAvailableOffline(options);
makeAvailableOffline({ files: self.__WB_MANIFEST });
void nothing;
// @ts-expect-error there is no such option
makeAvailableOffline({ model: '/model.json' });
// @ts-expect-error a list
makeAvailableOffline({ models: '/model.json' });
`;

const project = await createProject({
  'right.ts': right,
  'wrong.ts': wrong,
  'global.ts': global,
  'service-worker.ts': serviceWorker,
});

test.each(Object.entries(resolutions))('a program with moduleResolution %s knows every type', (_, resolution) => {
  expect(compile(project, ['right.ts', 'wrong.ts'], resolution)).toEqual([]);
});

test('the strictest options make no difference', () => {
  const options = { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true };
  expect(compile(project, ['right.ts', 'wrong.ts'], { ...resolutions.bundler, ...options })).toEqual([]);
});

test.each(Object.entries(resolutions))('the global of the script tag has its types with %s', (_, resolution) => {
  expect(compile(project, ['global.ts'], resolution)).toEqual([]);
});

test.each(Object.entries(resolutions))('a service worker has its types with %s', (_, resolution) => {
  const options = { ...resolution, lib: ['lib.es2022.d.ts', 'lib.webworker.d.ts'] };
  expect(compile(project, ['service-worker.ts'], options)).toEqual([]);
});

test('no export is left out here', () => {
  const names = exportsOf(project);
  expect(names).toContain('loadModel');
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(right))).toEqual([]);
});

test('the compiler is heard: a wrong program is not let through', () => {
  project.write('faulty.ts', `import { loadModel } from 'edgewise';\nconst n: number = loadModel('/');\nvoid n;\n`);
  expect(compile(project, ['faulty.ts'], resolutions.bundler)).toEqual([expect.stringMatching(/^faulty\.ts:2: /)]);
});
