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
  const controller = new AbortController();
  const { signal } = controller;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    clearTimeout(timer);
  };
  const touch = () => {
    stop();
    timer = setTimeout(() => {
      controller.abort(new Error(`nothing came for ${String(milliseconds)} ms`));
    }, milliseconds);
  };
  touch();
  const response = await fetch(url, { signal }).finally(stop);
  if (!response.body) return { response, signal };
  touch();
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, sink) => {
      touch();
      sink.enqueue(chunk);
    },
    flush: stop,
  });
  return { response: new Response(response.body.pipeThrough(watch), response), signal };
}
