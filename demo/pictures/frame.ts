import { make, part, setText } from '../page/elements.js';
import { Camera, cameraWords } from './camera.js';
import { readPicture } from './own-picture.js';
import { takePasted } from './pasted.js';
import type { Picture } from './picture.js';

/** The picture that a card shows: one of its photographs, a person's own, or the camera's. */
export class PictureFrame {
  /** Over the picture, as large as it. */
  readonly overlay: HTMLCanvasElement;
  readonly #frame: HTMLElement;
  readonly #photographs: HTMLImageElement[];
  readonly #own: HTMLCanvasElement;
  readonly #video: HTMLVideoElement;
  readonly #camera: Camera;
  readonly #credit: HTMLElement;
  readonly #status: HTMLElement;
  readonly #complaint: HTMLElement;
  readonly #buttons: ReadonlyMap<Picture, HTMLButtonElement>;
  readonly #changed: () => void;
  #photograph: HTMLImageElement;
  #picture: Picture;
  /** Of several pictures that are read at once the last one chosen is shown. */
  #reading = 0;

  /** Calls `changed` when another picture is shown. */
  constructor(root: HTMLElement, changed: () => void) {
    this.#changed = changed;
    this.#frame = part(root, 'frame', HTMLElement);
    this.#photographs = [...this.#frame.querySelectorAll('img')];
    const [first] = this.#photographs;
    if (!first) throw new Error(`The card "${root.id}" has no photograph.`);
    this.#photograph = this.#picture = first;
    this.#own = part(root, 'own', HTMLCanvasElement);
    this.#video = part(root, 'video', HTMLVideoElement);
    this.#camera = new Camera(this.#video);
    this.overlay = part(root, 'overlay', HTMLCanvasElement);
    this.#credit = part(root, 'credit', HTMLElement);
    this.#status = part(root, 'verdict', HTMLElement);
    this.#complaint = part(root, 'complaint', HTMLElement);
    this.#buttons = this.#makeButtons(root);
    this.#listen(root);
    this.#put(first);
  }

  get picture(): Picture {
    return this.#picture;
  }

  /** Says what there is to say of the picture. */
  say(words: string): void {
    setText(this.#status, words);
  }

  #makeButtons(root: HTMLElement): Map<Picture, HTMLButtonElement> {
    const chooseFile = part(root, 'file', HTMLInputElement);
    chooseFile.addEventListener('change', () => {
      const [file] = chooseFile.files ?? [];
      if (file) void this.#take(file);
      chooseFile.value = ''; // so that the same file can be chosen again
    });
    const [own, camera] = [part(root, 'use-own', HTMLButtonElement), part(root, 'use-camera', HTMLButtonElement)];
    own.addEventListener('click', () => {
      chooseFile.click();
    });
    camera.addEventListener('click', () => void this.#useCamera());
    const photographs = this.#photographs.map((photograph) => {
      const button = make('button', { type: 'button' }, photograph.dataset['name'] ?? '');
      button.addEventListener('click', () => {
        this.#usePhotograph(photograph);
      });
      return [photograph, button] as const;
    });
    own.before(...photographs.map(([, button]) => button));
    return new Map<Picture, HTMLButtonElement>([...photographs, [this.#own, own], [this.#video, camera]]);
  }

  #show(shown: Picture): void {
    this.say('');
    this.#put(shown);
    this.#changed();
  }

  #put(shown: Picture): void {
    if (shown !== this.#video) this.#camera.stop();
    if (shown instanceof HTMLImageElement) this.#photograph = shown;
    this.#picture = shown;
    for (const [picture, button] of this.#buttons) {
      picture.hidden = picture !== shown;
      button.ariaPressed = String(picture === shown);
    }
    setText(this.#credit, shown.dataset['credit'] ?? '');
    this.#frame.classList.toggle('mirrored', shown === this.#video);
  }

  #usePhotograph(photograph: HTMLImageElement): void {
    this.#reading += 1;
    this.#complain('');
    this.#show(photograph);
  }

  async #take(file: Blob): Promise<void> {
    const turn = ++this.#reading;
    this.#complain('');
    this.say('Reading the picture…');
    try {
      const bitmap = await readPicture(file);
      if (turn === this.#reading) {
        this.#own.width = bitmap.width;
        this.#own.height = bitmap.height;
        this.#own.getContext('2d')?.drawImage(bitmap, 0, 0);
        this.#show(this.#own);
      }
      bitmap.close();
    } catch (error) {
      if (turn === this.#reading) this.#refuse(error instanceof Error ? error.message : String(error));
    }
  }

  async #useCamera(): Promise<void> {
    if (this.#camera.on) {
      this.#usePhotograph(this.#photograph);
      return;
    }
    const turn = ++this.#reading;
    this.#complain('');
    this.say('Asking for the camera…');
    try {
      const started = await this.#camera.start(() => {
        this.#usePhotograph(this.#photograph);
        this.#complain('The camera went away. Connect it again, then press “Camera”.');
      });
      if (started) this.#show(this.#video);
    } catch (error) {
      if (turn === this.#reading) this.#refuse(cameraWords(error));
    }
  }

  #refuse(words: string): void {
    this.say('');
    this.#complain(words);
  }

  #complain(words: string): void {
    setText(this.#complaint, words);
    this.#complaint.hidden = words === '';
  }

  #listen(root: HTMLElement): void {
    root.addEventListener('dragover', (event) => {
      event.preventDefault();
      this.#frame.classList.add('target');
    });
    root.addEventListener('dragleave', () => {
      this.#frame.classList.remove('target');
    });
    root.addEventListener('drop', (event) => {
      event.preventDefault();
      this.#frame.classList.remove('target');
      const [file] = event.dataTransfer?.files ?? [];
      if (file) void this.#take(file);
      else this.#complain('What was dropped is no file. Drop a picture from your device, or press “Own picture”.');
    });
    takePasted(root, (file) => void this.#take(file));
  }
}
