/** What a person can do when there is no camera. */
export function cameraWords(error: unknown): string {
  if (!isSecureContext || !('mediaDevices' in navigator)) {
    return 'Browsers give the camera only to pages by https or from this very device. Open this page as http://localhost, or choose a picture instead.';
  }
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
      return 'The camera was refused. Allow it for this page in the browser’s address bar, then press “Camera” again; or choose a picture instead.';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'No camera was found. Connect one, then press “Camera” again; or choose a picture instead.';
    case 'NotReadableError':
    case 'AbortError':
      return 'The camera does not answer: another application may be using it. Close that one, then press “Camera” again.';
    default:
      return `The camera did not start (${error instanceof Error ? error.message : String(error)}). Press “Camera” again, or choose a picture instead.`;
  }
}

/** The camera, shown in a video. */
export class Camera {
  readonly #video: HTMLVideoElement;
  #stream: MediaStream | undefined;
  /** Counts starts and stops, so that what began before a stop ends by itself. */
  #turn = 0;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
  }

  get on(): boolean {
    return this.#stream !== undefined;
  }

  /**
   * Opens the camera; `gone` is called if it goes away by itself. False where it was stopped before it had started.
   * Rejects as `getUserMedia` does.
   */
  async start(gone: () => void): Promise<boolean> {
    this.stop();
    const turn = this.#turn;
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'user', width: { ideal: 640 }, height: { ideal: 480 } },
      audio: false,
    });
    if (turn !== this.#turn) {
      close(stream);
      return false;
    }
    this.#stream = stream;
    for (const track of stream.getTracks()) {
      track.addEventListener('ended', () => {
        if (turn !== this.#turn) return;
        this.stop();
        gone();
      });
    }
    this.#video.srcObject = stream;
    await this.#video.play();
    return turn === this.#turn;
  }

  stop(): void {
    this.#turn += 1;
    if (this.#stream) close(this.#stream);
    this.#stream = undefined;
    this.#video.srcObject = null;
  }
}

function close(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
