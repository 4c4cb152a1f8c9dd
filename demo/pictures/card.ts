import type { Model } from 'edgewise';
import { type Asked, Card, type Content } from '../card/card.js';
import { part, place, setText } from '../page/elements.js';
import { duration } from '../page/format.js';
import { PictureFrame } from './frame.js';
import { type Overlay, overlayOn } from './overlay.js';
import { widthOf } from './picture.js';
import { Rate } from './rate.js';

/** What makes one card that looks at pictures differ from the others. */
export interface PictureContent<Value> extends Pick<Content<Value>, 'model' | 'quality' | 'loaded'> {
  /** What is found, in the plural: "points". */
  things: string;
  /** What is said of an answer, before how long it took: "Pose found". */
  verdict: (found: Value) => string;
  /** Draws and lists what was found, as far as it is scored so high; null where nothing was looked for yet. */
  draw: (found: Value | null, threshold: number, overlay: Overlay) => Drawn;
}

/** What is drawn over a picture. */
export interface Drawn {
  /** How much of it: "10 points of 17". */
  count: string;
  /** All of it in words; empty where nothing is drawn. */
  words: string;
}

/** A card whose model looks at photographs, at a person's own picture, or before the camera. */
export function pictureCard<Value>(root: HTMLElement, content: PictureContent<Value>): Card<Value> {
  const { model, quality, loaded, things, verdict, draw } = content;
  place(root, 'picture-layers');
  place(root, 'picture-controls');
  const card = new Card<Value>(root, { model, quality, ...(loaded && { loaded }), answer, clear });
  const frame = new PictureFrame(root, changed);
  const { overlay } = frame;
  const rateNote = part(root, 'rate', HTMLElement);
  const threshold = part(root, 'threshold', HTMLInputElement);
  const thresholdLabel = part(root, 'threshold-label', HTMLLabelElement);
  const thresholdValue = part(root, 'threshold-value', HTMLElement);
  const rate = new Rate();
  let found: Value | null = null;

  async function answer(asked: Model<Value>, { signal, took }: Asked): Promise<void> {
    const { picture } = frame;
    const live = picture instanceof HTMLVideoElement;
    if (picture instanceof HTMLImageElement) await picture.decode();
    const answers = live ? asked.predictAll(picture, { signal }) : [await asked.predict(picture, { signal })];
    for await (const { value, milliseconds } of answers) {
      if (signal.aborted) return;
      took(milliseconds);
      found = value;
      show();
      if (live) setText(rateNote, `${rate.add(performance.now()).toFixed(0)} frames a second`);
      else frame.say(`${verdict(value)} in ${duration(milliseconds)}`);
    }
  }

  function changed(): void {
    const live = frame.picture instanceof HTMLVideoElement;
    rate.clear();
    rateNote.hidden = !live;
    setText(rateNote, '');
    if (live) frame.say('Following the camera');
    found = null;
    show();
    void card.ask();
  }

  function clear(): void {
    found = null;
    show();
  }

  function show(): void {
    const { picture } = frame;
    const drawing = overlayOn(overlay, widthOf(picture));
    if (drawing === null) return;
    const { count, words } = draw(found, threshold.valueAsNumber, drawing);
    setText(thresholdValue, `${threshold.valueAsNumber.toFixed(2)}: ${count}`);
    overlay.classList.toggle('drawn', words !== '');
    // A camera's would be another one with every frame.
    if (picture instanceof HTMLVideoElement) overlay.ariaLabel = `Drawn over the camera’s picture: ${things}.`;
    else overlay.ariaLabel = words === '' ? 'Nothing is drawn over the picture.' : `Drawn over the picture: ${words}.`;
  }

  threshold.id = `${root.id}-threshold`;
  thresholdLabel.htmlFor = threshold.id;
  setText(thresholdLabel, `Show ${things} scored at least`);
  threshold.addEventListener('input', show);
  new ResizeObserver(show).observe(overlay);
  return card;
}
