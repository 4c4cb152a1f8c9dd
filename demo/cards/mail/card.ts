import type { Model } from 'edgewise';
import { kinds, longestText, words } from '../../../models/spam/features.js';
import type { QualityWords } from '../../card/about.js';
import { Card } from '../../card/card.js';
import { make, part, setText } from '../../page/elements.js';
import { chance, count, figure, listed, plain } from '../../page/format.js';
import { examples } from './examples.js';
import { MailFileError, openMail } from './mail-file.js';
import { places } from './places.js';
import { mostWords, pushesOf, withoutEach } from './pushes.js';

const modelUrl = new URL('/models/spam/packaged/', location.href);

/** A word is marked that pushed at least so far, as a part of the furthest and in log odds. */
const leastPart = 0.25;
const leastPush = 0.02;
const mostNamed = 5;

/** A mail: spam or not, and the words that pushed either way. */
export function mailCard(root: HTMLElement): Card {
  const mail = part(root, 'mail', HTMLTextAreaElement);
  const verdict = part(root, 'verdict', HTMLElement);
  const verdictNote = part(root, 'verdict-note', HTMLElement);
  const reading = part(root, 'reading', HTMLElement);
  const summary = part(root, 'summary', HTMLElement);
  const note = part(root, 'note', HTMLElement);
  const complaint = part(root, 'complaint', HTMLElement);
  const chooseFile = part(root, 'file', HTMLInputElement);

  const card = new Card(root, { model: modelUrl, quality, answer, clear: showNothing });
  // No more is kept than is read: a text field of ten million characters would stop the page.
  mail.maxLength = longestText;

  async function answer(model: Model): Promise<number | null> {
    const text = mail.value;
    const distinct = [...new Set(words(text))];
    if (distinct.length === 0) {
      showNothing();
      setText(verdictNote, text === '' ? 'Paste a mail, or choose an example' : 'There are no words in it yet');
      return null;
    }
    const { outputs, milliseconds } = await model.predict(text);
    const [probability = NaN] = numbersOf(outputs);
    const threshold = thresholdOf(model);
    const spam = probability >= threshold;
    root.dataset['verdict'] = spam ? 'spam' : 'good';
    setText(verdict, spam ? 'Spam' : 'Not spam');
    setText(verdictNote, `${chance(probability)} likely to be spam; called so from ${chance(threshold)} on`);

    const changed = (): boolean => mail.value !== text;
    const tried = distinct.slice(0, mostWords);
    const batch = await withoutEach(text, tried, changed);
    if (!batch) return milliseconds;
    const without = await model.predict(batch);
    if (!changed()) showPushes(text, pushesOf(tried, probability, numbersOf(without.outputs)), distinct.length);
    return milliseconds;
  }

  function showPushes(text: string, pushes: ReadonlyMap<string, number>, distinct: number): void {
    const furthest = Math.max(...[...pushes.values()].map(Math.abs));
    const strong = new Map([...pushes].filter(([, by]) => Math.abs(by) >= Math.max(leastPush, furthest * leastPart)));
    reading.replaceChildren(
      ...places(text, words, new Set(strong.keys())).map((stretch) => {
        const by = stretch.word === undefined ? undefined : strong.get(stretch.word);
        return by === undefined ? stretch.text : marked(stretch.text, by / furthest);
      }),
    );
    const tried =
      distinct > mostWords ? ` Of ${plain(distinct)} different words the first ${mostWords} were tried.` : '';
    setText(summary, pushWords(strong) + tried);
  }

  function showNothing(): void {
    delete root.dataset['verdict'];
    setText(verdict, '–');
    setText(verdictNote, '');
    setText(summary, '');
    reading.replaceChildren();
  }

  /** Puts a text into the field, as much of it as is read, and says what was left out. */
  function use(text: string, opened = ''): void {
    mail.value = text.slice(0, longestText);
    mail.scrollTop = 0;
    // The marks are another mail's; while one writes, they stay until the new ones are there.
    showNothing();
    say(listNotes(opened, text.length));
    complain('');
    void card.ask();
  }

  function say(words: string): void {
    setText(note, words);
    note.hidden = words === '';
  }

  function complain(words: string): void {
    setText(complaint, words);
    complaint.hidden = words === '';
  }

  async function open(file: File): Promise<void> {
    try {
      const { text, note: opened } = await openMail(file);
      use(text, opened);
    } catch (error) {
      const known = error instanceof MailFileError;
      complain(known ? error.message : `“${file.name}” could not be read. Open another, or paste the mail.`);
    }
  }

  mail.addEventListener('input', () => {
    complain('');
    if (mail.value.length < longestText) say('');
    void card.ask();
  });
  mail.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    const kept = mail.value.length - (mail.selectionEnd - mail.selectionStart);
    if (kept + pasted.length <= longestText) return;
    // The browser would bring all of it into the field first.
    event.preventDefault();
    const room = Math.max(0, longestText - kept);
    mail.setRangeText(pasted.slice(0, room), mail.selectionStart, mail.selectionEnd, 'end');
    say(listNotes('', kept + pasted.length));
    void card.ask();
  });
  part(root, 'open', HTMLButtonElement).addEventListener('click', () => {
    chooseFile.click();
  });
  chooseFile.addEventListener('change', () => {
    const [file] = chooseFile.files ?? [];
    if (file) void open(file);
    chooseFile.value = ''; // so that the same file can be chosen again
  });
  root.addEventListener('drop', (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return; // text that is dropped into the field is the browser's to insert
    event.preventDefault();
    void open(file);
  });
  part(root, 'clear', HTMLButtonElement).addEventListener('click', () => {
    use('');
    mail.focus();
  });
  for (const { name, text } of examples) {
    const button = make('button', { type: 'button' }, name);
    button.addEventListener('click', () => {
      use(text);
    });
    part(root, 'examples', HTMLElement).append(button);
  }

  use(examples[0].text);
  return card;
}

function numbersOf(outputs: Record<string, { data: ArrayLike<number> | string[] }>): Float32Array {
  const [output] = Object.values(outputs);
  if (output === undefined) throw new Error('The model gave no answer.');
  return Float32Array.from(output.data as ArrayLike<number>);
}

function thresholdOf({ manifest }: Model): number {
  const answer = manifest?.transforms?.output;
  return (answer?.kind === 'binary-classification' ? answer.threshold : undefined) ?? 0.5;
}

function listNotes(opened: string, characters: number): string {
  if (characters <= longestText) return opened;
  const left = characters - longestText;
  const cut = `The model reads the first ${plain(longestText)} characters; ${count(left, 'character')} more were left out.`;
  return opened === '' ? cut : `${opened} ${cut}`;
}

/** Colour alone would say nothing to many: words towards spam are underlined, the others dotted. */
function marked(text: string, strength: number): HTMLElement {
  const mark = make('mark', { className: strength > 0 ? 'spam' : 'good' }, text);
  mark.style.setProperty('--strength', Math.abs(strength).toFixed(2));
  return mark;
}

/** The same for those who do not see it. */
function pushWords(pushes: ReadonlyMap<string, number>): string {
  const sorted = [...pushes].sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  const named = (wanted: (by: number) => boolean): string =>
    listed(
      sorted
        .filter(([, by]) => wanted(by))
        .slice(0, mostNamed)
        .map(([word]) => kinds[word] ?? `“${word}”`),
    );
  const [spam, good] = [named((by) => by > 0), named((by) => by < 0)];
  return [spam === '' ? '' : `Towards spam: ${spam}.`, good === '' ? '' : `Towards a good mail: ${good}.`]
    .filter((words) => words !== '')
    .join(' ');
}

const quality: QualityWords = ({ float32, packed, samples }) => ({
  value: `F1 ${figure(packed)}`,
  note: `on ${plain(samples)} test mails, as stored; ${figure(float32)} as float32`,
});
