// dist/transforms.js: what lies before and behind a model whose package declares it. A worker imports it with the first one.
export { declaredInterpreter } from './host/declared-interpreter.js';
