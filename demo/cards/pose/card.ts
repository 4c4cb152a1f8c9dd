import type { Model } from 'edgewise';
import type { QualityWords } from '../../card/about.js';
import { Card } from '../../card/card.js';
import { part, setText } from '../../page/elements.js';
import { count, duration } from '../../page/format.js';
import { Camera, cameraWords, Rate } from './camera.js';
import { fileOf, readPicture } from './own-picture.js';
import { placeInSquare, sizeOf, squarePixels, type Picture } from './picture.js';
import { pointRows } from './points.js';
import { pointNames, readPose, surePoints, type KeyPoint } from './pose.js';
import { drawSkeleton } from './skeleton.js';

const modelUrl = new URL('/models/pose/packaged/', location.href);

/** A pose on the photograph, on a picture of one's own, or before the camera. */
export function poseCard(root: HTMLElement): Card {
  const frame = part(root, 'frame', HTMLElement);
  const photograph = part(root, 'photograph', HTMLImageElement);
  const own = part(root, 'own', HTMLCanvasElement);
  const video = part(root, 'video', HTMLVideoElement);
  const skeleton = part(root, 'skeleton', HTMLCanvasElement);
  const credit = part(root, 'credit', HTMLElement);
  const verdict = part(root, 'verdict', HTMLElement);
  const rateNote = part(root, 'rate', HTMLElement);
  const complaint = part(root, 'complaint', HTMLElement);
  const threshold = part(root, 'threshold', HTMLInputElement);
  const thresholdValue = part(root, 'threshold-value', HTMLElement);
  const rows = part(root, 'points', HTMLElement);
  const chooseFile = part(root, 'file', HTMLInputElement);
  const buttons = {
    photograph: part(root, 'use-photograph', HTMLButtonElement),
    own: part(root, 'use-own', HTMLButtonElement),
    camera: part(root, 'use-camera', HTMLButtonElement),
  };

  const camera = new Camera(video);
  const rate = new Rate();
  let picture: Picture = photograph;
  let pose: readonly KeyPoint[] = [];
  /** Counts what was shown: an answer to something else comes too late. */
  let showing = 0;

  const card = new Card(root, { model: modelUrl, quality, answer, clear });

  async function answer(model: Model): Promise<number | null> {
    const [looked, turn] = [picture, showing];
    if (looked === photograph) await photograph.decode();
    const { width, height } = sizeOf(looked);
    if (width === 0) return null; // a camera before its first frame
    const placement = placeInSquare(width, height);
    const { outputs, milliseconds } = await model.predict(squarePixels(looked, placement));
    if (turn !== showing) return milliseconds;
    const [output] = Object.values(outputs);
    if (output === undefined) throw new Error('The model gave no answer.');
    pose = readPose(output, placement);
    showPose();
    if (looked === video) {
      setText(rateNote, `${rate.add(performance.now()).toFixed(0)} frames a second`);
    } else {
      setText(verdict, `Pose found in ${duration(milliseconds)}`);
    }
    return milliseconds;
  }

  function clear(): void {
    pose = [];
    setText(verdict, '');
    showPose();
  }

  function showPose(): void {
    const limit = threshold.valueAsNumber;
    const points = surePoints(pose, limit);
    setText(thresholdValue, `${limit.toFixed(2)}: ${count(points.length, 'point')} of ${pointNames.length}`);
    drawSkeleton(skeleton, points, sizeOf(picture).width);
    skeleton.classList.toggle('drawn', points.length > 0);
    if (picture !== video) {
      skeleton.ariaLabel =
        points.length > 0
          ? `Skeleton drawn over the picture: ${points.map(({ name }) => name).join(', ')}.`
          : 'No skeleton is drawn.';
    }
    rows.replaceChildren(...pointRows(pose, limit));
  }

  /** Shows a picture in the frame, without the pose of the one before. */
  function show(shown: Picture, which: keyof typeof buttons): void {
    if (shown !== video) camera.stop();
    rate.clear();
    showing += 1;
    picture = shown;
    pose = [];
    for (const one of [photograph, own, video]) one.hidden = one !== shown;
    credit.hidden = shown !== photograph;
    rateNote.hidden = shown !== video;
    frame.classList.toggle('mirrored', shown === video);
    setText(rateNote, '');
    setText(verdict, '');
    for (const [name, button] of Object.entries(buttons)) button.ariaPressed = String(name === which);
    if (shown === video) skeleton.ariaLabel = 'Skeleton drawn over the camera’s picture.';
    showPose();
  }

  function complain(words: string): void {
    setText(complaint, words);
    complaint.hidden = words === '';
  }

  /** Of several pictures that are read at once the last one chosen is shown. */
  let reading = 0;
  async function take(file: Blob): Promise<void> {
    const turn = ++reading;
    complain('');
    setText(verdict, 'Reading the picture…');
    try {
      const bitmap = await readPicture(file);
      if (turn === reading) {
        own.width = bitmap.width;
        own.height = bitmap.height;
        own.getContext('2d')?.drawImage(bitmap, 0, 0);
        show(own, 'own');
        void card.ask();
      }
      bitmap.close();
    } catch (error) {
      if (turn !== reading) return;
      setText(verdict, '');
      complain(error instanceof Error ? error.message : String(error));
    }
  }

  async function useCamera(): Promise<void> {
    if (camera.on) {
      usePhotograph();
      return;
    }
    const turn = ++reading;
    complain('');
    setText(verdict, 'Asking for the camera…');
    try {
      const started = await camera.start(() => {
        usePhotograph();
        complain('The camera went away. Connect it again, then press “Camera”.');
      });
      if (!started) return;
      show(video, 'camera');
      setText(verdict, 'Following the camera');
      camera.follow(() => card.ask());
    } catch (error) {
      if (turn !== reading) return;
      setText(verdict, '');
      complain(cameraWords(error));
    }
  }

  function usePhotograph(): void {
    reading += 1;
    complain('');
    show(photograph, 'photograph');
    void card.ask();
  }

  buttons.photograph.addEventListener('click', usePhotograph);
  buttons.own.addEventListener('click', () => {
    chooseFile.click();
  });
  buttons.camera.addEventListener('click', () => void useCamera());
  chooseFile.addEventListener('change', () => {
    const [file] = chooseFile.files ?? [];
    if (file) void take(file);
    chooseFile.value = ''; // so that the same file can be chosen again
  });
  // Beside the picture there is room for the table; below it, it would only be in the way.
  part(root, 'points-details', HTMLDetailsElement).open = matchMedia('(width >= 860px)').matches;
  threshold.addEventListener('input', showPose);
  new ResizeObserver(showPose).observe(skeleton);

  root.addEventListener('dragover', (event) => {
    event.preventDefault();
    frame.classList.add('target');
  });
  root.addEventListener('dragleave', () => {
    frame.classList.remove('target');
  });
  root.addEventListener('drop', (event) => {
    event.preventDefault();
    frame.classList.remove('target');
    const file = fileOf(event.dataTransfer);
    if (file) void take(file);
    else complain('What was dropped is no file. Drop a picture from your device, or press “Own picture”.');
  });
  // A picture in the clipboard can only be meant for this card.
  document.addEventListener('paste', (event) => {
    const file = fileOf(event.clipboardData);
    if (!file?.type.startsWith('image/')) return;
    event.preventDefault();
    root.scrollIntoView({ block: 'nearest' });
    void take(file);
  });

  return card;
}

const quality: QualityWords = () => ({
  value: 'Google’s own',
  note: 'MoveNet Lightning 4, weights unchanged; not measured here',
});
