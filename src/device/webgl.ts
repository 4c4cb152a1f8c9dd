import { messageOf } from '../errors.js';
import type { DeviceReport } from '../model/device.js';

type WebGLReport = DeviceReport['webgl'];

/** As TF.js asks for its context: what is had with these is what it would have. */
const attributes: WebGLContextAttributes = {
  alpha: false,
  antialias: false,
  premultipliedAlpha: false,
  preserveDrawingBuffer: false,
  depth: false,
  stencil: false,
  failIfMajorPerformanceCaveat: true,
};

/** What drivers without a graphics card call themselves: of Chromium, Mesa, Windows, macOS. */
const softwareNames = /swiftshader|llvmpipe|softpipe|basic render|software/i;

/** What WebGL2 can do here. The context that it takes is given back. */
export function inspectWebGL(): WebGLReport {
  let gl: WebGL2RenderingContext | null = null;
  try {
    gl = open();
    if (gl === null || gl.isContextLost()) {
      return none('No WebGL2 here: no graphics card, a blocked driver, or too many contexts open.');
    }
    const renderer = rendererOf(gl);
    return {
      available: true,
      renderer,
      software: softwareNames.test(renderer ?? ''),
      float32: keepsFloat32(gl),
      maxTextureSize: gl.getParameter(gl.MAX_TEXTURE_SIZE) as number | null,
    };
  } catch (error) {
    return none(`WebGL2 fails here: ${messageOf(error)}`);
  } finally {
    // A page has some sixteen contexts: the next one would cost it its oldest.
    gl?.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

function none(reason: string): WebGLReport {
  return { available: false, renderer: null, software: false, float32: false, maxTextureSize: null, reason };
}

function open(): WebGL2RenderingContext | null {
  if (typeof OffscreenCanvas === 'undefined' && typeof document === 'undefined') {
    throw new Error('this browser has no OffscreenCanvas for workers.');
  }
  if (typeof OffscreenCanvas === 'undefined') return document.createElement('canvas').getContext('webgl2', attributes);
  return new OffscreenCanvas(1, 1).getContext('webgl2', attributes);
}

function rendererOf(gl: WebGL2RenderingContext): string | null {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const name = gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER) as string | null;
  return name === '' ? null : name;
}

/** 16 bits make 2048 of 2049, and infinity of 70,000. */
const telling = Float32Array.of(2049, 70_000, -2049, 1);

/** Whether float32 is computed with, rendered to and read back whole, whatever extensions promise. */
function keepsFloat32(gl: WebGL2RenderingContext): boolean {
  if (!gl.getExtension('EXT_color_buffer_float')) return false;
  const precision = gl.getShaderPrecisionFormat(gl.FRAGMENT_SHADER, gl.HIGH_FLOAT)?.precision ?? 0;
  if (precision < 23) return false;
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, 1, 1);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) return false;
  gl.clearBufferfv(gl.COLOR, 0, telling);
  const read = new Float32Array(4);
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.FLOAT, read);
  return read.every((value, i) => value === telling[i]);
}
