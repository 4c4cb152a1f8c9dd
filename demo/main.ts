import { loadModel, store, type Model } from 'edgewise';
import { hideChoice, showChangedChoice, showFirstChoice } from './choice.js';
import { originOf, showBackend, showLoad, showTimes } from './facts.js';
import { duration } from './format.js';
import { offerOffline } from './offline.js';
import { element, setText } from './page.js';
import { placeInSquare, squarePixels } from './picture.js';
import { listPoints } from './points.js';
import { pointNames, readPose, surePoints, type KeyPoint } from './pose.js';
import { hideProblem, showProblem } from './problem.js';
import { beginProgress, endProgress, showProgress } from './progress.js';
import { drawSkeleton } from './skeleton.js';

const modelUrl = new URL('/models/pose/packaged/model.json', location.href);

const photograph = element('photograph', HTMLImageElement);
const canvas = element('skeleton', HTMLCanvasElement);
const threshold = element('threshold', HTMLInputElement);
const thresholdValue = element('threshold-value', HTMLElement);
const status = element('status', HTMLElement);
const results = element('results', HTMLElement);
const runButton = element('run', HTMLButtonElement);
const forgetButton = element('forget', HTMLButtonElement);
const retryButton = element('retry', HTMLButtonElement);

let model: Model | undefined;
let pose: readonly KeyPoint[] = [];
let times: number[] = [];
let busy = false;

async function load(firstWords = 'Getting ready'): Promise<void> {
  await close();
  setText(status, '');
  beginProgress(firstWords);
  try {
    model = await loadModel(modelUrl, { onProgress: showProgress });
  } finally {
    endProgress();
  }
  const loaded = model;
  showLoad(loaded.loadReport);
  showFirstChoice(loaded.backend);
  // The other backends are measured beside the predictions, so the choice may change between two runs.
  loaded.addEventListener('backendchange', () => {
    showBackend(loaded.backend);
    showChangedChoice(loaded.backend);
  });
  await predict(loaded);
}

async function close(): Promise<void> {
  const old = model;
  model = undefined;
  pose = [];
  times = [];
  results.hidden = true;
  hideChoice();
  showPose();
  await old?.dispose();
}

async function predict(loaded: Model): Promise<void> {
  await photograph.decode();
  const placement = placeInSquare(photograph.naturalWidth, photograph.naturalHeight);
  const prediction = await loaded.predict(squarePixels(photograph, placement));
  const [answer] = Object.values(prediction.outputs);
  if (answer === undefined) throw new Error('The model gave no answer.');
  pose = readPose(answer, placement);
  times = [...times, prediction.milliseconds];

  showPose();
  showBackend(loaded.backend);
  showTimes(times);
  results.hidden = false;
  setText(status, `Pose found in ${duration(prediction.milliseconds)}, model ${originOf(loaded.loadReport)}.`);
}

async function forget(): Promise<void> {
  await close();
  const known = await store.delete(modelUrl);
  await load(known ? 'Forgotten; fetching it again' : 'It was not kept; fetching it again');
}

function showPose(): void {
  const limit = threshold.valueAsNumber;
  const points = surePoints(pose, limit);
  setText(thresholdValue, `${limit.toFixed(2)}, ${points.length} of ${pointNames.length}`);
  drawSkeleton(canvas, points, photograph.naturalWidth);
  canvas.classList.toggle('drawn', points.length > 0);
  canvas.ariaLabel =
    points.length > 0
      ? `Skeleton drawn over the photograph: ${points.map(({ name }) => name).join(', ')}.`
      : 'No skeleton is drawn.';
  listPoints(pose, limit);
}

/** One thing at a time; whatever goes wrong is shown, with its next step. */
async function act(action: () => Promise<void>): Promise<void> {
  if (busy) return;
  setBusy(true);
  hideProblem();
  try {
    await action();
  } catch (error) {
    setText(status, '');
    showProblem(error);
  } finally {
    setBusy(false);
  }
}

/** `aria-disabled` rather than `disabled`: a button that was just pressed keeps the focus. */
function setBusy(now: boolean): void {
  busy = now;
  runButton.ariaDisabled = String(now || model === undefined);
  forgetButton.ariaDisabled = String(now);
  retryButton.ariaDisabled = String(now);
}

runButton.addEventListener('click', () => {
  const loaded = model;
  if (loaded) void act(() => predict(loaded));
});
forgetButton.addEventListener('click', () => void act(forget));
retryButton.addEventListener('click', () => {
  // The panel that holds this button goes away: keep the keyboard's place.
  runButton.focus({ preventScroll: true });
  void act(() => load());
});
threshold.addEventListener('input', showPose);
new ResizeObserver(showPose).observe(canvas);

void act(() => load()).then(offerOffline);
