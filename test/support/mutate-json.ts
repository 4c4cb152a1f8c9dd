/** Ways to spoil a JSON text. Each takes numbers from 0 to 1, so that whoever searches can make them smaller. */
export type Dice = readonly [number, number, number, number];

const nasty: readonly unknown[] = [
  ...[null, true, false, '', ' ', '__proto__', 'constructor', 'toString', '../a.bin', 'https://x/', 'model.json', '.'],
  ...[0, 1, -1, 0.5, -0.5, 2, 3, 64, 255, 1e-320, 1e300, 1e308, 2 ** 31, 2 ** 53, 2 ** 53 - 1, 2 ** 60],
  ...[
    [],
    {},
    [[]],
    [null],
    [-1],
    [1e308],
    [2 ** 52, 2 ** 52],
    Array.from({ length: 9 }, () => 1),
    { a: 1 },
    'x'.repeat(5000),
  ],
  ...[
    'float32',
    'float16',
    'uint8',
    'int8',
    'string',
    'bool',
    'weights',
    'document',
    'model',
    'DT_INT32',
    '1.0.0',
    '1e9',
  ],
];
const tokens = [
  ...[
    '1e999',
    '-1e999',
    'NaN',
    'Infinity',
    '1e308',
    '-0',
    '0.1',
    '00',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '""',
    'null',
  ],
  ...[
    '"__proto__"',
    '"\\u005f_proto__"',
    '{"a":1,"a":2}',
    '"\\ud800"',
    '\\',
    '//',
    '['.repeat(70),
    '9'.repeat(400),
    '<html>',
  ],
];

const pick = <Item>(items: readonly Item[], at: number): Item =>
  items[Math.min(items.length - 1, Math.floor(at * items.length))]!;

/** One byte, or a stretch of them. */
export function mutateBytes(bytes: Uint8Array, [kind, at, what, length]: Dice): Uint8Array {
  const place = Math.floor(at * bytes.length);
  const until = Math.min(bytes.length, place + 1 + Math.floor(length * length * 200));
  const [before, middle, after] = [bytes.subarray(0, place), bytes.subarray(place, until), bytes.subarray(until)];
  const byte = Uint8Array.of(Math.floor(what * 256));
  const flipped = Uint8Array.from(bytes.subarray(place, place + 1), (value) => value ^ (1 << Math.floor(what * 8)));
  const parts = pick(
    [
      [before, flipped, bytes.subarray(place + 1)],
      [before, byte, bytes.subarray(place)],
      [before, after],
      [before, middle, middle, after],
      [before],
      [before, byte, after],
    ],
    kind,
  );
  return Buffer.concat(parts);
}

/** Texts, numbers, words and signs. */
const tokenPattern = /"(?:[^"\\]|\\.)*"|-?[\d.]+(?:[eE][+-]?\d+)?|[a-z]+|[{}[\],:]/g;

/** A token is lost, doubled, replaced, or changes places with another one. */
export function mutateTokens(text: string, [kind, at, what, length]: Dice): string {
  const found = [...text.matchAll(tokenPattern)];
  if (found.length === 0) return text;
  const token = pick(found, at);
  const other = pick(found, what);
  const start = token.index;
  const end = start + token[0].length;
  const number = Number(token[0]);
  const near = Number.isNaN(number)
    ? pick(tokens, what)
    : String(number + pick([1, -1, 0.5, number, -2 * number], length));
  const by = pick(['', token[0] + token[0], pick(tokens, what), other[0], near], kind);
  return text.slice(0, start) + by + text.slice(end);
}

/** A value is lost, changed, replaced by another one of the same text, or comes twice. */
export function mutateStructure(text: string, [kind, at, what, length]: Dice): string {
  const root: unknown = JSON.parse(text);
  const places: { owner: any; key: string | number }[] = [];
  const walk = (owner: unknown): void => {
    if (typeof owner !== 'object' || owner === null) return;
    for (const key of Array.isArray(owner) ? owner.keys() : Object.keys(owner)) {
      places.push({ owner, key });
      walk((owner as any)[key]);
    }
  };
  walk(root);
  if (places.length === 0) return text;
  const { owner, key } = pick(places, at);
  const other = pick(places, what);
  const value = owner[key] as unknown;
  const changes: (() => void)[] = [
    () => (Array.isArray(owner) ? owner.splice(key as number, 1) : Reflect.deleteProperty(owner, key)),
    () => (owner[key] = pick(nasty, what)),
    () => (owner[key] = structuredClone(other.owner[other.key])),
    () => (Array.isArray(owner) ? owner.splice(key as number, 0, structuredClone(value)) : (owner[`${key}2`] = value)),
    () => (owner[key] = typeof value === 'number' ? value + pick([1, -1, 0.5, value, -2 * value], length) : [value]),
    () => (owner[pick(['__proto__', 'bytes', 'shape', 'scale', 'paths', 'x'], length)] = pick(nasty, what)),
  ];
  pick(changes, kind)();
  return JSON.stringify(root);
}
