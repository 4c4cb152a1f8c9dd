import { findBackend } from '@tensorflow/tfjs-core';
import type { EdgewiseError } from '../errors.js';
import { lose } from './loss.js';

interface WebGlBackend {
  gpgpu: { gl: WebGL2RenderingContext };
}

const mark = new Uint8Array([101, 67, 201, 43]);

/**
 * Watches the WebGL context that TF.js computes with. After a loss TF.js waits for its reads for ever, or
 * reads zeros without a word; and a context that the browser restored says that nothing happened, but what it
 * held is gone. So a mark is kept in it: an answer counts only if the mark can still be read after it.
 */
export class GpuWatch {
  readonly #gl: WebGL2RenderingContext;
  readonly #marked: WebGLFramebuffer | null;
  readonly #lost: Promise<never>;
  #fail!: (error: EdgewiseError) => void;
  #error: EdgewiseError | undefined;

  constructor() {
    this.#gl = (findBackend('webgl') as unknown as WebGlBackend).gpgpu.gl;
    this.#lost = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.#lost.catch(() => undefined); // heard of by the run that meets it
    this.#gl.canvas.addEventListener('webglcontextlost', () => this.#lose('the browser took its context'));
    this.#marked = drawMark(this.#gl);
  }

  /** As the run, unless the context is lost before or while it computes. */
  async guard<Answer>(run: Promise<Answer>): Promise<Answer> {
    run.catch(() => undefined); // after a loss it may fail at any time, or never end
    const answer = await Promise.race([run, this.#lost]).catch((error: unknown) => {
      // The event comes later than what TF.js makes of the nulls that a lost context answers.
      throw this.#gl.isContextLost() ? this.#lose('the browser took its context') : error;
    });
    if (!this.#error && this.#isMarked()) return answer;
    throw this.#lose('its memory was lost');
  }

  /** Looks for a loss of which no event told. */
  check(): void {
    if (!this.#error && !this.#isMarked()) this.#lose('its memory was lost');
  }

  #lose(reason: string): EdgewiseError {
    if (!this.#error) {
      this.#error = lose('webgl', reason);
      this.#fail(this.#error);
    }
    return this.#error;
  }

  #isMarked(): boolean {
    const gl = this.#gl;
    const bound = gl.getParameter(gl.FRAMEBUFFER_BINDING) as WebGLFramebuffer | null;
    const pixel = new Uint8Array(4);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#marked);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    gl.bindFramebuffer(gl.FRAMEBUFFER, bound);
    return mark.every((value, i) => value === pixel[i]);
  }
}

/** A texture of one texel, in a framebuffer of its own. */
function drawMark(gl: WebGL2RenderingContext): WebGLFramebuffer | null {
  const texture = gl.createTexture();
  const framebuffer = gl.createFramebuffer();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, mark);
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.bindTexture(gl.TEXTURE_2D, null);
  return framebuffer;
}
