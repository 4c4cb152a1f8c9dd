import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { openRunner } from '../../../src/cli/engine/runner.js';
import { readPackage } from '../../../src/cli/package/read-package.js';
import type { Detections, KeyPoints } from '../../../src/model/values.js';
import { decoder } from '../../../src/transform/decode.js';
import { preparer } from '../../../src/transform/prepare.js';
import { misplaced } from '../../support/photograph.js';

/** What a package that set-up makes answers of a photograph, through its own transforms. */
async function answerOf(name: string, photograph: string): Promise<unknown> {
  const { manifest, model } = await readPackage(`models/${name}/packaged`);
  const { input, output } = manifest.transforms!;
  const runner = await openRunner(model);
  const { width, height, data } = PNG.sync.read(readFileSync(`demo/photographs/${photograph}`));
  const { inputs, placement } = preparer(runner.inputs, input)({ width, height, data });
  const outputs = await runner.run(inputs);
  runner.dispose();
  return decoder(output!, manifest.outputs)(outputs, placement);
}

// What `models/objects/README.md` says of the photographs.
test.each([
  ['astronaut.png', [['person', 0.61]]],
  [
    'coffee.png',
    [
      ['cup', 0.46],
      ['dining table', 0.41],
    ],
  ],
] as [string, [string, number][]][])('on %s it finds %j', async (photograph, wanted) => {
  const found = (await answerOf('objects', photograph)) as Detections;
  expect(found.map(({ label, score }) => [label, Math.round(score * 100) / 100])).toEqual(wanted);
  const readme = readFileSync('models/objects/README.md', 'utf8');
  for (const [label, score] of wanted) expect(readme).toMatch(new RegExp(`${label}\\s+at\\s+${score.toFixed(2)}`));
});

test('the boxes lie where a person sees what is in them', async () => {
  const [cup, table] = (await answerOf('objects', 'coffee.png')) as Detections;
  // Left, top, right, bottom as drawn on the photograph, to a tenth of its height.
  const seen = { cup: [170, 18, 412, 258], table: [150, 10, 428, 356] };
  for (const [{ box }, sides] of [
    [cup!, seen.cup],
    [table!, seen.table],
  ] as const) {
    const found = [box.x, box.y, box.x + box.width, box.y + box.height];
    found.forEach((side, i) => {
      expect(Math.abs(side - sides[i]!)).toBeLessThan(40);
    });
  }
});

test('the key points lie where a person sees them', async () => {
  const points = (await answerOf('pose', 'astronaut.png')) as KeyPoints;
  expect(points).toHaveLength(17);
  expect(misplaced(Object.fromEntries(points.map(({ name, x, y }) => [name, [x, y]])))).toEqual([]);
});
