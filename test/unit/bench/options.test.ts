import { describe, expect, test } from 'vitest';
import { findModel, modelNames } from '../../bench/models.js';
import { readArguments } from '../../bench/options.js';
import { planFor } from '../../bench/plan.js';

describe('what is asked for', () => {
  test('nothing in particular: everything on wasm and WebGL', () => {
    expect(readArguments([])).toMatchObject({ command: 'measure', models: modelNames, backends: ['wasm', 'webgl'] });
  });

  test('some of it', () => {
    const args = ['--models', 'pose, spam,pose', '--backends', 'cpu', '--measures', 'cold', '--rounds', '3'];
    expect(readArguments([...args, '--json', 'f.json'])).toMatchObject({
      models: ['pose', 'spam'],
      backends: ['cpu'],
      measures: ['cold'],
      rounds: 3,
      json: 'f.json',
    });
  });

  test('quickly, but of another model', () => {
    expect(readArguments(['--quick', '--models', 'faceres'])).toMatchObject({ models: ['faceres'], rounds: 2 });
  });

  test('a chart', () => {
    expect(readArguments(['chart', 'a.json', 'b.svg'])).toEqual({ command: 'chart', figures: 'a.json', file: 'b.svg' });
  });

  test('a table', () => {
    expect(readArguments(['table', 'a.json'])).toEqual({ command: 'table', figures: 'a.json' });
  });

  test.each<[string[], RegExp]>([
    [['--models', 'poses'], /--models does not know "poses"\. It takes some of digits,/],
    [['--models', ''], /--models does not know ""/],
    [['--backends', 'wasm,webgpu'], /--backends does not know "webgpu"/],
    [['--rounds', '0'], /--rounds takes a whole number from 1, not "0"/],
    [['--rounds', 'many'], /not "many"/],
    [['--speed'], /--speed[^]*--help/],
    [['chart', 'a.json'], /chart takes two files/],
    [['table'], /table takes one file/],
    [['graph'], /no command "graph"/],
  ])('%j is refused, and it is said what would do', (args, message) => {
    expect(() => readArguments(args)).toThrow(message);
  });
});

test('a model that was not trained yet: how to get it', async () => {
  await expect(findModel('/nowhere', 'spam')).rejects.toThrow(
    'The model "spam" is not there (models/spam/packaged/model.json). Train it: npm run train -- spam',
  );
});

test('slow backends get a third of the rounds, and only what was chosen is done', () => {
  expect(planFor('wasm', 9)).toEqual({ cold: 9, cached: 9, turns: 18, watched: 3 });
  expect(planFor('webgl', 9)).toEqual({ cold: 3, cached: 3, turns: 6, watched: 1 });
  expect(planFor('wasm', 9, ['steady'])).toEqual({ cold: 0, cached: 0, turns: 18, watched: 0 });
});
