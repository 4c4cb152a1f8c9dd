import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { SourceModel } from '../../src/cli/source/source-model.js';
import { sourceFrom } from './source.js';

/** Where `@vladmandic/human` keeps its models: GraphModels from a dozen authors, converted by a dozen converters. */
const humanFolder = path.join(createRequire(import.meta.url).resolve('@vladmandic/human'), '../../models');

export const humanModels = readdirSync(humanFolder)
  .filter((file) => file.endsWith('.json') && file !== 'models.json')
  .map((file) => file.replace('.json', ''));

export function humanModel(name: string): SourceModel {
  return sourceFrom(
    humanFolder,
    `${name}.json`,
    (file) => new Uint8Array(readFileSync(path.join(humanFolder, file))).buffer,
  );
}
