import { describe, expect, test } from 'vitest';
import { drawChart } from '../../bench/chart.js';
import type { Case } from '../../bench/contender.js';
import { edgewise } from '../../bench/edgewise.js';
import { figuresOf, type Figures } from '../../bench/figures.js';
import { ratioDigits } from '../../bench/format.js';
import { markdownOf } from '../../bench/markdown.js';
import { readFigures } from '../../bench/read-figures.js';
import { inTurns, Samples } from '../../bench/samples.js';
import { tableOf } from '../../bench/table.js';
import { tensorFlow } from '../../bench/tensorflow.js';

const at = { backend: 'wasm', model: { name: 'digits', format: 'layers' } } as Case;
const contenders = [edgewise('.'), tensorFlow('.')];

function figures(): Figures {
  const samples = new Samples();
  for (const [ours, theirs] of [
    [100, 200],
    [120, 200],
    [110, 220],
  ]) {
    samples.add('edgewise', { coldFirstAnswer: ours!, bytesSentAgain: 0 });
    samples.add('tfjs', { coldFirstAnswer: theirs!, bytesSentAgain: 0 });
  }
  return {
    format: 'edgewise-bench',
    version: 1,
    date: '2026-01-02T03:04:05.678Z',
    machine: {
      system: 'Linux',
      processor: 'Some processor',
      cores: 2,
      memory: 8,
      node: 'v20',
      browser: 'Chrome/156.0.1.2',
      renderer: 'SwiftShader',
    },
    contenders: { edgewise: { label: 'Edgewise', version: '1' }, tfjs: { label: 'TF.js', version: '2' } },
    baseline: 'tfjs',
    conditions: [],
    emptyPageMemory: null,
    cases: [{ ...figuresOf(at, contenders, 'tfjs', samples), modelBytes: 1e6, largestDifference: 0 }],
  };
}

describe('figures', () => {
  test('of a metric: each contender’s summary, and ratios to the baseline alone', () => {
    expect(figures().cases[0]).toMatchObject({ model: 'digits', format: 'layers', backend: 'wasm' });
    expect(figures().cases[0]?.metrics.coldFirstAnswer).toEqual({
      unit: 'ms',
      summaries: {
        edgewise: { median: 110, quartiles: [105, 115], runs: 3 },
        tfjs: { median: 200, quartiles: [200, 210], runs: 3 },
      },
      ratios: { edgewise: { ofMedians: 0.55, paired: { median: 0.5, quartiles: [0.5, 0.55], runs: 3 } } },
    });
  });

  test('what was not measured is not there', () => {
    expect(Object.keys(figures().cases[0]?.metrics ?? {})).toEqual(['coldFirstAnswer', 'bytesSentAgain']);
  });

  test('come back from a file as they were written', () => {
    expect(readFigures(JSON.stringify(figures()), 'f.json')).toEqual(figures());
  });

  test.each([
    ['{"format":', /f\.json holds no figures/],
    ['{}', /f\.json holds no figures/],
    ['[]', /holds no figures.*npm run bench -- --json f\.json/],
    [JSON.stringify({ ...figures(), version: 2 }), /of version 2, and this reads 1/],
  ])('others are refused: %.20s', (text, message) => {
    expect(() => readFigures(text, 'f.json')).toThrow(message);
  });
});

test('the table says medians, quartiles and ratios, and nothing of a ratio to zero', () => {
  const table = tableOf(figures());
  expect(table).toContain('Edgewise 1 beside TF.js 2, in Chrome/156.0.1.2');
  expect(table).toMatch(/Cold, to the first answer, ms +110 \(105–115\) +200 \(200–210\) +0\.50 \(0\.50–0\.55\)/);
  expect(table).toMatch(/Network on a second visit, kB +0\.00 +0\.00 +–$/m);
});

test('the README’s table says both medians and their ratio with its spread', () => {
  expect(markdownOf(figures())).toBe(
    [
      '| model | backend | Cold, to the first answer, ms |',
      '| --- | --- | ---: |',
      '| digits | wasm | 200 → 110: **0.50** (0.50–0.55) |',
    ].join('\n'),
  );
});

describe('the chart', () => {
  test('shows what was measured, for light and dark', async () => {
    const svg = await drawChart(figures());
    expect(svg).toMatch(/^<svg[^>]*><style>@media \(prefers-color-scheme: dark\)/);
    for (const text of ['Edgewise ÷ TF.js', 'digits', 'wasm', 'Cold, to the first answer', '200 → 110 ms', '1 ×']) {
      expect(svg).toContain(text);
    }
    expect(svg).not.toContain('Memory of the page');
    expect(svg).not.toContain('NaN');
  });

  test('paints with nothing that a dark surrounding leaves as it is', async () => {
    const svg = await drawChart(figures());
    const inDark = [...svg.matchAll(/\[fill="(#\w+)" i\]/g)].map(([, colour]) => colour);
    const painted = svg.slice(svg.indexOf('</style>')).matchAll(/(?:fill|stroke)="(#\w+|rgb[^"]*|black|white)"/g);
    expect([...new Set([...painted].map(([, colour]) => colour))].filter((colour) => !inDark.includes(colour))).toEqual(
      [],
    );
  });

  test('of nothing is refused', async () => {
    await expect(drawChart({ ...figures(), cases: [] })).rejects.toThrow('nothing that a chart could show');
  });
});

test('a ratio far below one is still told', () => {
  expect([1.234, 0.5, 0.0123, 0].map(ratioDigits)).toEqual(['1.23', '0.50', '0.012', '0.00']);
});

test('each round begins with the next one', () => {
  expect([0, 1, 2, 3].map((round) => inTurns(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'bca', 'cab', 'abc']);
});
