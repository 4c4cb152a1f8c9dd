import type { WriteStream } from 'node:tty';

/** Emphasis on a terminal; where there is none, or colours are not wanted, the text as it is. */
export interface Style {
  bold: (text: string) => string;
  dim: (text: string) => string;
  red: (text: string) => string;
  green: (text: string) => string;
  yellow: (text: string) => string;
}

const escape = (code: number, end: number) => (text: string) => `\u001b[${code}m${text}\u001b[${end}m`;

const coloured: Style = {
  bold: escape(1, 22),
  dim: escape(2, 22),
  red: escape(31, 39),
  green: escape(32, 39),
  yellow: escape(33, 39),
};

const same = (text: string) => text;
export const plain: Style = { bold: same, dim: same, red: same, green: same, yellow: same };

/** Node itself heeds NO_COLOR (no-color.org), FORCE_COLOR and TERM. */
export function styleFor(stream: NodeJS.WriteStream): Style {
  const terminal = stream as Partial<WriteStream>;
  return stream.isTTY && terminal.hasColors?.() === true ? coloured : plain;
}
