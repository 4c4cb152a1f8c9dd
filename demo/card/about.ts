/** What is known of a model beside its files: how large it was and is, and how good it is. */
export interface About {
  /** Of the weights, as they were trained and as they are stored. */
  bytes: { float32: number; stored: number };
  quality: { value: string; note: string };
}

/** The part of `evaluation.json` that every recipe writes. */
export interface Evaluation {
  samples: { train: number; validation: number; test: number };
  bytes: { float32: number; stored: number };
  metrics: { float32: Record<string, number>; stored: Record<string, number> };
}

/** A JSON file that belongs to a model, checked by the browser's HTTP cache as any other file. */
export async function fetchJson(url: URL): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new Error(`${url.pathname} could not be fetched: the server cannot be reached.`, { cause });
  }
  if (!response.ok) throw new Error(`${url.pathname} could not be fetched: the server answered ${response.status}.`);
  return response.json();
}

/** Reads `evaluation.json` beside a model; `quality` says which of its figures matter. */
export async function aboutTrained(model: URL, quality: (evaluation: Evaluation) => About['quality']): Promise<About> {
  const evaluation = (await fetchJson(new URL('evaluation.json', model))) as Evaluation;
  return { bytes: evaluation.bytes, quality: quality(evaluation) };
}
