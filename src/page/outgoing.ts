import { EdgewiseError, messageOf } from '../errors.js';
import type { PredictInput, SentInput } from '../model/input.js';

/** What goes to a worker, and what of it is handed over instead of copied. */
export interface Outgoing {
  input: SentInput;
  transfer: Transferable[];
}

/** An input as it was when it was given; each call of it makes one to be sent. */
export type KeptInput = () => Outgoing | Promise<Outgoing>;

/**
 * Copies an input, so that the caller may go on with it at once. A picture is taken from the page as it is now; should it
 * have to be sent again, as it is then.
 *
 * @param transfer hand the caller's own memory over
 * @throws EdgewiseError `input` for what was handed over before
 */
export function keepInput(input: PredictInput, transfer: boolean): KeptInput {
  if (isPicture(input)) {
    if (transfer && 'close' in input) return () => ({ input, transfer: [input] });
    let first: Promise<Outgoing> | undefined = snapshot(input);
    first.catch(() => undefined); // whoever asks for it is told
    return () => {
      const now = first ?? snapshot(input);
      first = undefined;
      return now;
    };
  }
  if (transfer) return () => ({ input, transfer: buffersIn(input) });
  const kept = copyOf(input) as SentInput;
  return () => ({ input: kept, transfer: [] });
}

type PagePicture = HTMLImageElement | HTMLCanvasElement | OffscreenCanvas | HTMLVideoElement | ImageBitmap | VideoFrame;

/** By what it can do: an element may come from another frame, whose classes are others. */
function isPicture(input: PredictInput): input is PagePicture {
  return (
    typeof input === 'object' &&
    (input as object | null) !== null &&
    (['naturalWidth', 'getContext', 'videoWidth', 'close'] as const).some((own) => own in input)
  );
}

async function snapshot(picture: PagePicture): Promise<Outgoing> {
  try {
    const taken =
      'clone' in picture
        ? picture.clone()
        : 'videoWidth' in picture && 'VideoFrame' in globalThis
          ? new VideoFrame(picture)
          : await createImageBitmap(picture, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
    return { input: taken, transfer: [taken] };
  } catch (error) {
    throw new EdgewiseError(
      'input',
      `The picture cannot be read: ${messageOf(error)} It has to be loaded, have pixels, and be of this origin or CORS.`,
      { field: 'picture' },
      error,
    );
  }
}

/** Arrays, alone or as data, alone or by name. Of a view, what it shows and not all that lies around it. */
function copyOf(input: unknown, depth = 0): unknown {
  if (typeof input !== 'object' || input === null || input instanceof Blob || depth > 2) return input;
  if (ArrayBuffer.isView(input)) return sliceOf(input as Uint8Array);
  if (Array.isArray(input)) return input.slice();
  const { data, width, height } = input as Partial<ImageData>;
  if (input instanceof ImageData) return { data: copyOf(data), width, height };
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, copyOf(value, depth + 1)]));
}

/** Of arrays that have a buffer to themselves. */
function buffersIn(input: unknown): ArrayBuffer[] {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return [];
  if (!ArrayBuffer.isView(input)) return [...new Set(Object.values(input).flatMap(buffersIn))];
  sliceOf(input as Uint8Array, 0);
  return input.buffer instanceof ArrayBuffer && input.byteLength === input.buffer.byteLength ? [input.buffer] : [];
}

/** @throws EdgewiseError where the memory is gone */
function sliceOf(view: Uint8Array, end?: number): Uint8Array {
  try {
    return view.slice(0, end);
  } catch (error) {
    throw new EdgewiseError(
      'input',
      'The input was handed over before (its memory is gone). Copy it, or leave { transfer: true } out.',
      { received: 'transferred' },
      error,
    );
  }
}
