import fc from 'fast-check';
import { lexer, marked, type Token, type Tokens } from 'marked';
import { describe, expect, test } from 'vitest';
import { bullets, heading, inline, table } from '../../../src/cli/card/markdown.js';

fc.configureGlobal({ seed: 20261126 });

/** A reader of Markdown that is not ours: what it finds in a text of a manifest is the text, and nothing else. */
const read = (markdown: string): Token[] => lexer(markdown);

/** As a person sees it: HTML's entities are characters, runs of blanks are one. */
function shown(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'link') return address(token as Tokens.Link);
      return 'tokens' in token && token.tokens ? shown(token.tokens) : plain(token);
    })
    .join('');
}

/** A link leads where it says, and nowhere else than to the web. */
function address({ text, href }: Tokens.Link): string {
  expect(href).toMatch(/^https?:/);
  expect(decodeURI(href)).toBe(decodeURI(text));
  return text;
}

function plain(token: Token): string {
  if (token.type !== 'text' && token.type !== 'escape') throw new Error(`${token.type}: ${token.raw}`);
  return (token as Tokens.Text).text;
}

const unseen = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
const expected = (text: string) =>
  text
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(unseen, ' ')
    .trim();

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<!-- hidden',
  '&lt;b&gt; &amp; &#60; & alone',
  '`code` ``more``',
  '```\nfence\n```',
  '~~~\nfence',
  '~~struck~~ ~once~',
  '*em* **strong** _em_ __strong__ a_b_c _',
  '[click](javascript:alert(1)) ![x](y) [a]: b',
  '[^1] [x][y] [ ] [x]',
  '| a | b |\n| --- | --- |',
  'a\\|b \\\\| c\\',
  '# heading',
  '####### seven',
  '- item',
  '+ item',
  '1. item',
  '12) item',
  '> quote',
  '---',
  '***',
  '===',
  '    code',
  '\ttab',
  'two\n\nparagraphs',
  'line  \nbreak',
  'back\\\nslash',
  '$x$ $$y$$',
  '\u202eevil\u202c right to left',
  '\u001b[31mred\u0007\u0000',
  '\u2028line\u2029paragraph',
  'javascript:alert(1)',
  '<javascript:alert(1)>',
];

describe.each<[string, (text: string) => string, (tokens: readonly Token[]) => readonly Token[]]>([
  ['a paragraph', inline, ([paragraph]) => (paragraph as Tokens.Paragraph).tokens],
  ['a heading', (text) => heading(2, text), ([title]) => (title as Tokens.Heading).tokens],
  ['an item', (text) => bullets([text, 'other']), ([list]) => (list as Tokens.List).items[0]!.tokens],
  [
    'a cell',
    (text) =>
      table(
        ['a', 'b'],
        [
          ['first', 'x'],
          [text, 'after'],
        ],
      ),
    ([found]) => {
      const { rows } = found as Tokens.Table;
      expect(rows.map((row) => row.length)).toEqual([2, 2]);
      expect(rows[1]![1]!.text).toBe('after');
      return rows[1]![0]!.tokens;
    },
  ],
])('in %s', (_, write, find) => {
  const holds = (text: string) => {
    const tokens = read(write(text));
    expect(tokens.filter(({ type }) => type !== 'space')).toHaveLength(1);
    expect(shown(find(tokens))).toBe(expected(text));
  };

  test.each(hostile)('%j is its characters', holds);

  test('any text is its characters', () => {
    const mark = fc.constantFrom(...Array.from('\\`*_{}[]<>()#+-.!|~&;:$=^@/"\'0 1\na\u202e\u0000é🙂'));
    const piece = fc.oneof(mark, fc.constantFrom(...hostile, 'https://x.y/z', 'http://', 'www.x.y', 'a@b.c'));
    const text = fc.oneof(fc.string({ unit: mark }), fc.string({ unit: piece })).filter((one) => expected(one) !== '');
    fc.assert(fc.property(text, holds), { numRuns: 2000 });
  });
});

test('without it, the same texts are markup, which the reader finds', () => {
  const found = hostile.filter((text) => {
    try {
      const tokens = read(text);
      return tokens.length !== 1 || shown(tokens) !== expected(text);
    } catch {
      return true;
    }
  });
  expect(found.length).toBeGreaterThan(hostile.length / 2);
});

test('an address is linked, to itself alone', () => {
  const html = marked.parse(inline('See https://example.com/a_b?c=*d*&e=[f] (or http://x.y/), not javascript:x.'), {
    async: false,
  });
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    'https://example.com/a_b?c=*d*&amp;e=%5Bf%5D',
    'http://x.y/',
  ]);
});
