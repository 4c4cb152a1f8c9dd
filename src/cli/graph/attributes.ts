import { dtypeOf } from '../../model/signature.js';
import { isObject } from '../../model/json.js';
import type { DType } from '../../model/tensor.js';
import type { Attribute, GraphNode } from './graph.js';

// TensorFlow's AttrValue in JSON (tensorflow/core/framework/attr_value.proto): 64-bit integers may be strings, byte
// strings are base64, an empty list is left out, and so may be what has its default.

export function intAttribute({ attributes }: GraphNode, name: string, fallback = 0): number {
  const value = attributes[name]?.['i'];
  return value === undefined ? fallback : Number(value);
}

export function floatAttribute({ attributes }: GraphNode, name: string, fallback = 0): number {
  const value = attributes[name]?.['f'];
  return value === undefined ? fallback : Number(value);
}

export function boolAttribute({ attributes }: GraphNode, name: string, fallback = false): boolean {
  const value = attributes[name]?.['b'];
  return typeof value === 'boolean' ? value : fallback;
}

export function textAttribute({ attributes }: GraphNode, name: string, fallback = ''): string {
  const value = attributes[name]?.['s'];
  return value === undefined ? fallback : textOf(value);
}

export function textsAttribute(node: GraphNode, name: string): string[] {
  return listOf(node, name, 's').map(textOf);
}

export function intsAttribute(node: GraphNode, name: string): number[] {
  return listOf(node, name, 'i').map(Number);
}

export function dtypeAttribute({ attributes }: GraphNode, name: string): DType | undefined {
  const attribute = attributes[name];
  return attribute && dtypeOf(attribute['type']);
}

/** Sizes of an attribute that is a shape, null where free; undefined where even the rank is open. */
export function shapeAttribute({ attributes }: GraphNode, name: string): (number | null)[] | undefined {
  const shape = attributes[name]?.['shape'];
  if (!isObject(shape) || shape['unknownRank'] === true) return undefined;
  const dims = Array.isArray(shape['dim']) ? (shape['dim'] as unknown[]) : [];
  return dims.map((dim) => {
    const size = Number(isObject(dim) ? dim['size'] : undefined);
    return size >= 0 ? size : null;
  });
}

function listOf({ attributes }: GraphNode, name: string, kind: string): unknown[] {
  const list = attributes[name]?.['list'];
  const values = isObject(list) ? list[kind] : undefined;
  return Array.isArray(values) ? values : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? atob(value) : String.fromCharCode(...(value as number[]));
}

const tensorFlowTypes = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL', string: 'DT_STRING' } as const;

export function typeName(dtype: DType): string {
  return tensorFlowTypes[dtype];
}

/** TensorFlow's TensorShapeProto in JSON. */
export function shapeProto(shape: readonly (number | null)[]): Attribute {
  return shape.length === 0 ? {} : { dim: shape.map((size) => ({ size: String(size ?? -1) })) };
}

/** Makes attributes as they are read above. */
export const attribute = {
  int: (value: number): Attribute => ({ i: String(value) }),
  float: (value: number): Attribute => ({ f: value }),
  bool: (value: boolean): Attribute => ({ b: value }),
  text: (value: string): Attribute => ({ s: btoa(value) }),
  type: (dtype: DType): Attribute => ({ type: typeName(dtype) }),
  ints: (values: readonly number[]): Attribute => ({ list: values.length > 0 ? { i: values.map(String) } : {} }),
  texts: (values: readonly string[]): Attribute => ({
    list: values.length > 0 ? { s: values.map((value) => btoa(value)) } : {},
  }),
};
