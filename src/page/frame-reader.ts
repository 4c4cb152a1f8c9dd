import type { Reader } from './reader.js';

/**
 * A video as it is whenever it is asked for, each of its frames once at most: one that comes while the one before is
 * looked at is taken at once, and of several the last. Ends with the video.
 */
export function frameReader(video: HTMLVideoElement): Reader {
  let fresh = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  let wake: () => void = () => undefined;
  const listening = new AbortController();
  const onFrame = () => {
    fresh = true;
    wake();
  };
  const end = () => {
    listening.abort();
    wake();
  };
  video.addEventListener('ended', end, { signal: listening.signal });
  const listen = () => {
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(onFrame);
    else requestAnimationFrame(onFrame);
  };
  // A camera that ends leaves a black frame behind, before the event.
  const isOver = () =>
    listening.signal.aborted || video.ended || (video.srcObject as MediaStream | null)?.active === false;
  if (!fresh) listen();
  return {
    next: async () => {
      while (!fresh && !isOver()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (isOver()) return { done: true, value: undefined };
      fresh = false;
      listen();
      return { done: false, value: video };
    },
    return: end,
  };
}
