import { invalid, overLimit } from '../../invalid.js';
import { isObject } from '../../json.js';
import { limits } from '../../limits.js';
import { listAt, nameAt, numberAt, optional, textAt, wrong, type Fields } from '../../manifest/fields.js';

/**
 * A quantity that is computed from fields and from those derived before it, after what is missing was filled in:
 * `{ "name": "Burden", "divide": ["Instalment", "Income"] }`.
 */
export type Derived = { name: string; label?: string; unit?: string } & Expression;

/** One operation over two operands, in double precision. */
export type Expression =
  | { add: Operands }
  /** The second from the first. */
  | { subtract: Operands }
  | { multiply: Operands }
  /** The first by the second. Where that is 0, `byZero` is the result; without it, such a record is refused. */
  | { divide: Operands; byZero?: number };

export type Operands = readonly [Operand, Operand];

/** A number, a number or boolean field (true counts as 1), a quantity derived before, or what is to be computed first. */
export type Operand = number | string | Expression;

export const operations = ['add', 'subtract', 'multiply', 'divide'] as const;
export type Operation = (typeof operations)[number];

export function parseDerived(fields: Fields): Derived {
  return {
    name: nameAt(fields, 'name'),
    ...optional(fields, 'label', textAt),
    ...optional(fields, 'unit', textAt),
    ...parseExpression(fields, 1),
  };
}

function parseExpression(fields: Fields, depth: number): Expression {
  if (depth > limits.expression) throw overLimit(fields.url, 'expression', depth);
  const [operation, another] = operations.filter((word) => fields.json[word] !== undefined);
  if (operation === undefined || another !== undefined) {
    const found = another === undefined ? 'none of' : `both ${String(operation)} and ${another} of`;
    throw invalid(fields.url, fields.at, `has ${found} ${operations.join(', ')} in ${fields.at}, where one is needed.`);
  }
  const operands = parseOperands(fields, operation, depth);
  return operation === 'divide'
    ? { divide: operands, ...optional(fields, 'byZero', numberAt) }
    : ({ [operation]: operands } as Expression);
}

function parseOperands(fields: Fields, operation: Operation, depth: number): Operands {
  const list = listAt(fields, operation);
  const [first, second, more] = list.map((operand, i): Operand => {
    if (typeof operand === 'string') return operand;
    if (typeof operand === 'number' && Number.isFinite(operand)) return operand;
    if (isObject(operand)) {
      return parseExpression({ url: fields.url, at: `${fields.at}.${operation}[${i}]`, json: operand }, depth + 1);
    }
    throw wrong(fields, operation, 'a list of names, finite numbers and operations');
  });
  if (first === undefined || second === undefined || more !== undefined)
    throw wrong(fields, operation, 'a list of two');
  return [first, second];
}

/** Its operation and operands. */
export function partsOf(expression: Expression): { operation: Operation; operands: Operands; byZero?: number } {
  if ('add' in expression) return { operation: 'add', operands: expression.add };
  if ('subtract' in expression) return { operation: 'subtract', operands: expression.subtract };
  if ('multiply' in expression) return { operation: 'multiply', operands: expression.multiply };
  const { divide, byZero } = expression;
  return { operation: 'divide', operands: divide, ...(byZero !== undefined && { byZero }) };
}

/** Every name in it, each once. */
export function namesIn(expression: Expression): string[] {
  const names = partsOf(expression).operands.flatMap((operand) => {
    if (typeof operand === 'string') return [operand];
    return typeof operand === 'number' ? [] : namesIn(operand);
  });
  return [...new Set(names)];
}
