import type { Classification, Model } from 'edgewise';
import type { QualityWords } from '../../card/about.js';
import { type Asked, Card } from '../../card/card.js';
import { make, part, setText } from '../../page/elements.js';
import { chance, plain, portion } from '../../page/format.js';
import { Bars } from './bars.js';
import { Pad } from './pad.js';
import { sample } from './samples.js';

const modelUrl = new URL('/models/digits/packaged/', location.href);
const stillness = matchMedia('(prefers-reduced-motion: reduce)');
const darkness = matchMedia('(prefers-color-scheme: dark)');

/** Draw a digit, and see with every piece of line what it looks like to the model. */
export function digitCard(root: HTMLElement): Card<Classification> {
  const canvas = part(root, 'pad', HTMLCanvasElement);
  const verdict = part(root, 'verdict', HTMLElement);
  const verdictNote = part(root, 'verdict-note', HTMLElement);
  const spoken = part(root, 'spoken', HTMLElement);
  const bars = new Bars(part(root, 'bars', HTMLElement));

  const card = new Card(root, { model: modelUrl, quality, answer, clear: showNothing });
  const pad = new Pad(canvas, () => void card.ask());

  async function answer(model: Model<Classification>, { took }: Asked): Promise<void> {
    if (pad.empty) {
      showNothing();
      return;
    }
    const { value, milliseconds } = await model.predict(pad.picture());
    took(milliseconds);
    bars.show(value);
    const [most] = value;
    if (most === undefined) return;
    const sure = chance(most.probability);
    setText(verdict, most.label);
    setText(verdictNote, sure);
    // Said when the pen rests: a screen reader cannot follow every piece of line.
    if (!pad.drawing) setText(spoken, `Looks like a ${most.label}, ${sure}.`);
  }

  function showNothing(): void {
    bars.show([]);
    setText(verdict, '?');
    setText(verdictNote, 'Draw a digit');
    setText(spoken, '');
  }

  const samples = Array.from({ length: 10 }, (_, digit) => {
    const button = make('button', { type: 'button', ariaLabel: `Draw a sample ${digit}` }, String(digit));
    button.addEventListener('click', () => {
      pad.play(sample(digit), stillness.matches);
    });
    return button;
  });
  part(root, 'samples', HTMLElement).append(...samples);
  part(root, 'clear', HTMLButtonElement).addEventListener('click', () => {
    pad.clear();
  });
  darkness.addEventListener('change', () => {
    pad.show();
  });
  new ResizeObserver(() => {
    pad.show();
  }).observe(canvas);

  pad.play(sample(3), true);
  return card;
}

const quality: QualityWords = ({ float32, packed, samples }) => ({
  value: portion(packed),
  note: `of ${plain(samples)} test digits right, as stored; ${portion(float32)} as float32`,
});
