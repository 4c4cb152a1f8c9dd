import type { Case, Contender } from './contender.js';

/** Milliseconds since the navigation began. */
export interface Visit {
  /** The library's scripts have run. */
  scripts: number;
  /** The model may be asked. */
  loaded: number;
  /** The first answer is there. */
  predicted: number;
  answer: Answer;
}

export interface Turn {
  /** Milliseconds of all its predictions, one after the other. */
  milliseconds: number;
  /** The last one's. */
  answer: Answer;
}

/** By output name; the data as base64 of float32, since playwright is slow over long lists. */
export type Answer = Record<string, { data: string; shape: readonly number[] }>;

declare global {
  interface Window {
    /** Settles when the first answer is there, and the model in the contender's cache. */
    visit: Promise<Visit>;
    /** So many predictions more, once the visit's promise is fulfilled. */
    turn: (predictions: number) => Promise<Turn>;
  }
}

export const pathOf = ({ model, backend }: Case) => `/${model.name}-on-${backend}.html`;
export const modelFolder = ({ name }: Case['model']) => `/models/${name}`;

/** The same page around every contender: only the scripts, and the module that opens a model, are its own. */
export function pageOf(contender: Contender, at: Case): string {
  const { shape, dtype, range } = at.model.input;
  const file = contender.entry?.(at.model) ?? at.model.files[0]?.name ?? '';
  const url = `${modelFolder(at.model)}/${file}`;
  const tags = contender.scripts(at).map((script) => `<script src="${script}"></script>`);
  return `<!doctype html>
<html lang="en">
<link rel="icon" href="data:,">
<title>${contender.label}: ${at.model.name} on ${at.backend}</title>
${tags.join('\n')}
<script type="module">
  ${contender.module(at)}
  const scripts = performance.now();

  const [from, to] = ${JSON.stringify(range)};
  const input = new ${dtype === 'int32' ? 'Int32Array' : 'Float32Array'}(${shape.reduce((a, b) => a * b, 1)});
  let state = 2463534242;
  for (let i = 0; i < input.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    input[i] = from + (to - from) * ((state >>> 0) / 2 ** 32);
  }

  function pack(outputs) {
    const packed = Object.entries(outputs).map(([name, { data, shape }]) => {
      const bytes = new Uint8Array(Float32Array.from(data).buffer);
      let text = '';
      for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
      return [name, { data: btoa(text), shape: [...shape] }];
    });
    return Object.fromEntries(packed);
  }

  window.visit = (async () => {
    const model = await open(new URL('${url}', location.href).href);
    const loaded = performance.now();
    const outputs = await model.predict(input);
    const predicted = performance.now();
    window.turn = async (predictions) => {
      let outputs;
      const began = performance.now();
      for (let i = 0; i < predictions; i++) outputs = await model.predict(input);
      return { milliseconds: performance.now() - began, answer: pack(outputs) };
    };
    await model.keep?.();
    return { scripts, loaded, predicted, answer: pack(outputs) };
  })();
</script>
</html>
`;
}
