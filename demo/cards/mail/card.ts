import type { Classification, Explanation, Model } from 'edgewise';
import type { QualityWords } from '../../card/about.js';
import { type Asked, Card } from '../../card/card.js';
import { make, part, setText } from '../../page/elements.js';
import { chance, count, figure, plain } from '../../page/format.js';
import { examples } from './examples.js';
import { MailFileError, openMail } from './mail-file.js';
import { pushesOf, pushWords } from './pushes.js';
import { stretches } from './stretches.js';

const modelUrl = new URL('/models/spam/packaged/', location.href);

/** As the package calls what is looked for. */
const unwanted = 'spam';

/** A mail: spam or not, and the words that pushed either way. */
export function mailCard(root: HTMLElement): Card<Classification> {
  const mail = part(root, 'mail', HTMLTextAreaElement);
  const verdict = part(root, 'verdict', HTMLElement);
  const verdictNote = part(root, 'verdict-note', HTMLElement);
  const reading = part(root, 'reading', HTMLElement);
  const summary = part(root, 'summary', HTMLElement);
  const meaning = part(root, 'meaning', HTMLElement);
  const note = part(root, 'note', HTMLElement);
  const complaint = part(root, 'complaint', HTMLElement);
  const chooseFile = part(root, 'file', HTMLInputElement);

  const card = new Card<Classification>(root, { model: modelUrl, quality, loaded, answer, clear: showNothing });
  /** No more is kept than is read: a text field of ten million characters would stop the page. */
  let longestText = 20_000;
  mail.maxLength = longestText;

  function loaded({ manifest }: Model<Classification>): void {
    const input = manifest?.transforms?.input;
    if (input?.kind !== 'text') return;
    longestText = input.longestText;
    mail.maxLength = longestText;
  }

  async function answer(model: Model<Classification>, { signal, took }: Asked): Promise<void> {
    const text = mail.value;
    if (!/[\p{L}\p{N}]/u.test(text)) {
      showNothing();
      setText(verdictNote, text === '' ? 'Paste a mail, or choose an example' : 'There are no words in it yet');
      return;
    }
    const { value, milliseconds } = await model.predict(text);
    took(milliseconds);
    showAnswer(value, thresholdOf(model));
    showPushes(text, await model.explain(text, { label: unwanted, signal }));
  }

  /** What the model decided for comes first. */
  function showAnswer(value: Classification, threshold: number): void {
    const spam = value[0]?.label === unwanted;
    const probability = value.find(({ label }) => label === unwanted)?.probability ?? NaN;
    root.dataset['verdict'] = spam ? 'spam' : 'good';
    setText(verdict, spam ? 'Spam' : 'Not spam');
    setText(verdictNote, `${chance(probability)} likely to be spam; called so from ${chance(threshold)} on`);
  }

  function showPushes(text: string, explanation: Explanation): void {
    const pushes = pushesOf(explanation);
    reading.replaceChildren(
      ...stretches(text, pushes).map((stretch) =>
        stretch.push === undefined ? stretch.text : marked(stretch.text, stretch.push),
      ),
    );
    setText(summary, pushWords(pushes));
    setText(meaning, explanation.meaning);
  }

  function showNothing(): void {
    delete root.dataset['verdict'];
    setText(verdict, '–');
    setText(verdictNote, '');
    setText(summary, '');
    setText(meaning, '');
    reading.replaceChildren();
  }

  /** Puts a text into the field, as much of it as is read, and says what was left out. */
  function use(text: string, opened = ''): void {
    mail.value = text.slice(0, longestText);
    mail.scrollTop = 0;
    // The marks are another mail's; while one writes, they stay until the new ones are there.
    showNothing();
    say(listNotes(opened, text.length, longestText));
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
    say(listNotes('', kept + pasted.length, longestText));
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

function thresholdOf({ manifest }: Model<Classification>): number {
  const answer = manifest?.transforms?.output;
  return (answer?.kind === 'binary-classification' ? answer.threshold : undefined) ?? 0.5;
}

function listNotes(opened: string, characters: number, longestText: number): string {
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

const quality: QualityWords = ({ float32, packed, samples }) => ({
  value: `F1 ${figure(packed)}`,
  note: `on ${plain(samples)} test mails, as stored; ${figure(float32)} as float32`,
});
