import { isObject } from '../../src/model/json.js';
import type { Figures } from './figures.js';
import { Problem } from './problem.js';

/** @throws Problem for a text that `--json` of this version did not write */
export function readFigures(text: string, file: string): Figures {
  const figures = parse(text);
  if (!isObject(figures) || figures['format'] !== 'edgewise-bench' || !Array.isArray(figures['cases'])) {
    throw new Problem(`${file} holds no figures of this bench. Take them: npm run bench -- --json ${file}`);
  }
  if (figures['version'] !== 1) {
    throw new Problem(
      `${file} is of version ${String(figures['version'])}, and this reads 1. Take the figures again: npm run bench -- --json ${file}`,
    );
  }
  return figures as unknown as Figures;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
