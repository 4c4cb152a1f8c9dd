import type { EdgewiseError } from '../../errors.js';
import { invalid } from '../invalid.js';
import { isName, isObject, type JsonObject } from '../json.js';

/** An object of a manifest, and where it stands there, so that an error can name the field. */
export interface Fields {
  readonly url: string;
  /** `evaluation`, `artifacts[2]`; empty for the manifest itself. */
  readonly at: string;
  readonly json: JsonObject;
}

/** What is said of a field: "… has a release of 0, where a whole number from 1 is needed." */
export function wrong({ url, at, json }: Fields, key: string, needed: string): EdgewiseError {
  const field = at === '' ? key : `${at}.${key}`;
  const value = json[key];
  const what = value === undefined ? `has no ${field}` : `has a ${field} of ${shortly(value)}`;
  return invalid(url, field, `${what}, where ${needed} is needed.`, { value });
}

function shortly(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

export function objectAt(fields: Fields, key: string): Fields {
  const { url, at, json } = fields;
  const value = json[key];
  if (!isObject(value)) throw wrong(fields, key, 'an object');
  return { url, at: at === '' ? key : `${at}.${key}`, json: value };
}

/** A list of objects, each with its place in it. */
export function objectsAt(fields: Fields, key: string): Fields[] {
  const { url, at } = fields;
  const field = at === '' ? key : `${at}.${key}`;
  return listAt(fields, key).map((value, i) => {
    if (!isObject(value)) throw invalid(url, `${field}[${i}]`, `has a ${field}[${i}] that is no object.`);
    return { url, at: `${field}[${i}]`, json: value };
  });
}

export function listAt(fields: Fields, key: string): readonly unknown[] {
  const value = fields.json[key];
  if (!Array.isArray(value)) throw wrong(fields, key, 'a list');
  return value;
}

/** Something to read: not empty. */
export function textAt(fields: Fields, key: string): string {
  const value = fields.json[key];
  if (typeof value !== 'string' || value.trim() === '') throw wrong(fields, key, 'a text');
  return value;
}

/** A text that can be a key of an object. */
export function nameAt(fields: Fields, key: string): string {
  const name = textAt(fields, key);
  if (!isName(name)) throw wrong(fields, key, 'another name');
  return name;
}

export function textsAt(fields: Fields, key: string): readonly string[] {
  const isText = (value: unknown) => typeof value === 'string';
  const list = listAt(fields, key);
  if (!list.every(isText)) throw wrong(fields, key, 'a list of texts');
  return list;
}

export function oneOf<Word extends string>(fields: Fields, key: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === fields.json[key]);
  if (found === undefined) throw wrong(fields, key, `one of ${words.join(', ')}`);
  return found;
}

/** A whole number that JavaScript holds exactly. */
export function countAt(fields: Fields, key: string, least = 0): number {
  const value = fields.json[key];
  if (!Number.isSafeInteger(value) || (value as number) < least) {
    throw wrong(fields, key, `a whole number from ${least}`);
  }
  return value as number;
}

export function numberAt(fields: Fields, key: string): number {
  const value = fields.json[key];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(fields, key, 'a finite number');
  return value;
}

export function positiveAt(fields: Fields, key: string): number {
  const value = numberAt(fields, key);
  if (value <= 0) throw wrong(fields, key, 'a number above 0');
  return value;
}

export function numbersAt(fields: Fields, key: string): readonly number[] {
  const list = listAt(fields, key);
  if (!list.every(Number.isFinite)) throw wrong(fields, key, 'a list of finite numbers');
  return list as number[];
}

export function flagAt(fields: Fields, key: string): boolean {
  const value = fields.json[key];
  if (typeof value !== 'boolean') throw wrong(fields, key, 'true or false');
  return value;
}

/** `{ [key]: value }` where the key is there, else nothing: for the fields that may be left out. */
export function optional<Key extends string, Value>(
  fields: Fields,
  key: Key,
  read: (fields: Fields, key: Key) => Value,
): { [K in Key]?: Value } {
  return fields.json[key] === undefined ? {} : ({ [key]: read(fields, key) } as { [K in Key]: Value });
}
