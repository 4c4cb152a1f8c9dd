import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openRunner } from '../../../src/cli/engine/runner.js';
import { readPictureInputs } from '../../../src/cli/evaluate/picture-inputs.js';
import { readPackage } from '../../../src/cli/package/read-package.js';

// What `models/objects/README.md` says of the photographs, of the package that set-up makes.
test.each([
  ['astronaut.png', [['person', 0.61]]],
  [
    'coffee.png',
    [
      ['cup', 0.47],
      ['dining table', 0.41],
    ],
  ],
] as [string, [string, number][]][])('on %s it finds %j', async (photograph, wanted) => {
  const { manifest, model } = await readPackage('models/objects/packaged');
  const labels = manifest.outputs.find(({ name }) => name === 'tower_0/detections')!.labels!;
  expect(labels).toHaveLength(80);
  const runner = await openRunner(model);
  const [picture] = await readPictureInputs(runner.inputs, [`demo/photographs/${photograph}`], { range: [0, 255] });
  const { data } = (await runner.run(picture!.inputs))['tower_0/detections']!;
  runner.dispose();
  const found = wanted.map((_, i) => {
    const [score, label] = [data[i * 6 + 4] as number, data[i * 6 + 5] as number];
    return [labels[label], Math.round(score * 100) / 100];
  });
  expect(found).toEqual(wanted);
  const readme = readFileSync('models/objects/README.md', 'utf8');
  for (const [label, score] of wanted) expect(readme).toMatch(new RegExp(`${label} at ${score.toFixed(2)}`));
});
