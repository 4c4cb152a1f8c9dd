import { readFile } from 'node:fs/promises';
import { EdgewiseError, messageOf } from '../../errors.js';
import type { DecodedInput } from '../../model/input.js';

import type { InputTransform } from '../../model/transforms/transforms.js';
import { csvInputs, csvRecords, valuesInput } from './csv-input.js';
import { jsonInputs, jsonRecords, type LabelledInput } from './json-input.js';
import { pictureInput, type ValueRange } from './picture-input.js';
import { isPicture, readPicture } from './read-picture.js';

/** Where a person's samples come from: one of these. */
export interface GivenInput {
  /** A file, or `-` for standard input; what it holds is told by its content. */
  file?: string;
  /** JSON. */
  row?: string;
  /** A text as it is. */
  text?: string;
  /** Numbers with commas between them. */
  values?: string;
  /** For pictures. */
  range?: ValueRange;
}

/**
 * Samples for a model, not yet held against its inputs.
 *
 * @param transform as the model's package declares it: what a file holds is meant for it
 * @throws EdgewiseError `input`
 */
export async function readInputs(
  given: GivenInput,
  inputs: readonly LabelledInput[],
  transform?: InputTransform,
): Promise<DecodedInput[]> {
  const { file, row, values, text: sentence, range } = given;
  if (sentence !== undefined) return [sentence];
  const fromJson = (json: string, name: string) =>
    transform?.kind === 'table'
      ? jsonRecords(parseJson(json, name), name, inputs)
      : jsonInputs(parseJson(json, name), inputs);
  if (row !== undefined) return fromJson(row, '--row');
  if (values !== undefined) return valuesInput(values, '--values', inputs);
  if (file === undefined) {
    throw new EdgewiseError(
      'input',
      'There is no input. Name a file, "-" for standard input, --row, --values or --text.',
    );
  }
  const [bytes, name] = file === '-' ? [await standardInput(), 'standard input'] : [await readGiven(file), file];
  if (isPicture(bytes)) {
    const picture = await readPicture(bytes, name);
    if (transform?.kind === 'picture') return [picture];
    const spec = inputs.find(({ shape }) => shape.length === 4) ?? inputs[0];
    if (!spec) throw new EdgewiseError('input', 'This model takes no inputs.');
    const tensor = pictureInput(picture, spec, range);
    return [inputs.length === 1 ? tensor : { [spec.name]: tensor }];
  }
  const text = new TextDecoder().decode(bytes);
  if (transform?.kind === 'text') return [text];
  if (/^\s*[[{]/.test(text)) return fromJson(text, name);
  return transform?.kind === 'table' ? csvRecords(text, name, inputs, transform) : csvInputs(text, name, inputs);
}

async function readGiven(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: unknown) => {
    throw new EdgewiseError('input', `${file} cannot be read: ${messageOf(error)}`, { file }, error);
  });
}

async function standardInput(): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EdgewiseError('input', `${name} is no JSON: ${messageOf(error)}`, { input: name }, error);
  }
}
