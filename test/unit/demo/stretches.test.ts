import { expect, test } from 'vitest';
import { stretches } from '../../../demo/cards/mail/stretches.js';

test('a mail is taken apart at the places of what pushed, and nothing of it is lost', () => {
  const text = 'Buy now, buy cheap!';
  const found = stretches(text, [
    {
      push: 1,
      places: [
        { start: 9, end: 12 },
        { start: 0, end: 3 },
      ],
    },
    { push: -0.5, places: [{ start: 18, end: 19 }] },
  ]);
  expect(found).toEqual([
    { text: 'Buy', push: 1 },
    { text: ' now, ' },
    { text: 'buy', push: 1 },
    { text: ' cheap' },
    { text: '!', push: -0.5 },
  ]);
});

test('of places that share letters the first is marked', () => {
  const found = stretches('well-known', [
    { push: 1, places: [{ start: 0, end: 7 }] },
    { push: 1, places: [{ start: 5, end: 10 }] },
  ]);
  expect(found).toEqual([{ text: 'well-kn', push: 1 }, { text: 'own' }]);
  expect(stretches('', [])).toEqual([]);
});
