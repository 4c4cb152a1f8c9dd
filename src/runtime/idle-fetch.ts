import { IdleAbort } from '../model/idle-abort.js';

/** A response, and the signal that aborts when it is given up: whoever reads it is told something less clear. */
interface IdleResponse {
  response: Response;
  signal: AbortSignal;
}

/**
 * As `fetch`, but given up where neither headers nor a byte came for so many milliseconds: a file that hangs would
 * keep whoever waits for it for ever, and one that comes slowly still comes.
 *
 * @throws the signal's reason where headers never came
 */
export async function idleFetch(url: string, milliseconds: number): Promise<IdleResponse> {
  const idle = new IdleAbort(milliseconds, new Error(`nothing came for ${String(milliseconds)} ms`));
  const { signal } = idle;
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    idle.stop();
    throw error;
  });
  idle.touch();
  if (!response.body) {
    idle.stop();
    return { response, signal };
  }
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, sink) => {
      idle.touch();
      sink.enqueue(chunk);
    },
    flush: () => {
      idle.stop();
    },
  });
  return { response: new Response(response.body.pipeThrough(watch), response), signal };
}
