import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cardFile, cardMarkdown } from '../../../src/cli/card/card-markdown.js';
import { readCard } from '../../../src/cli/card/read-card.js';
import { showCard } from '../../../src/cli/card/show-card.js';
import { startEngine } from '../../../src/cli/engine/engine.js';
import { pack } from '../../../src/cli/pack/pack.js';
import { verifyPackage } from '../../../src/cli/package/verify-package.js';
import { plain } from '../../../src/cli/terminal/style.js';
import type { ModelCard } from '../../../src/model/manifest/card.js';
import { fullManifest } from '../../support/full-manifest.js';
import { linear } from '../../support/models/index.js';
import { linearPackage } from '../../support/packages.js';
import { temporaryFolder, writeFiles } from '../../support/pack/folder.js';

await startEngine();

/** What stands under a heading, up to the next of its rank. */
function section(markdown: string, title: string): string {
  const [, body] = new RegExp(`\\n## ${title}\\n\\n([^]*?)(?=\\n## |$)`).exec(markdown) ?? [];
  return body!.trim();
}

const sections = [
  ...['Model details', 'Intended use', 'Out-of-scope uses', 'Factors', 'Inputs and outputs', 'Training data'],
  ...['Evaluation data', 'Metrics', 'What packing changed', 'Ethical considerations', 'Caveats and recommendations'],
  'Files',
];

describe('the card of a manifest', () => {
  test('says all of it, each in its section', () => {
    const markdown = cardMarkdown(fullManifest);
    expect([...markdown.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(sections);
    expect(markdown).toMatch(/^# Three numbers from four 1\.2\.3-rc\.1\n\nMultiplies, then adds\.\n/);
    expect(section(markdown, 'Model details').split('\n')).toEqual([
      '- task: regression',
      '- release: 7',
      '- authors: Ada; Example Ltd',
      '- contact: <https://example.com/contact>',
      '- licence: MIT',
      '- source: <https://example.com/>',
      '- not to be used after: 2100-01-01T00:00:00Z',
    ]);
    expect(section(markdown, 'Intended use')).toBe('- Tests.\n- Examples.');
    expect(section(markdown, 'Out-of-scope uses')).toBe('- All else.');
    expect(section(markdown, 'Factors')).toBe('- Nothing was looked at.');
    expect(section(markdown, 'Inputs and outputs')).toContain(
      '| output | y | float32 \\[any, 3\\] | Scores. (a, b, ) |',
    );
    expect(section(markdown, 'Inputs and outputs')).toContain('| input | text | string of any shape | Not stated. |');
    expect(section(markdown, 'Training data').split('\n')).toEqual([
      ...['### Points', '', 'Made up.', ''],
      ...['- samples: 900', '- source: Chance.', '- licence: CC0-1.0', '- period: 2026', ''],
      ...['### More points', ''],
      ...['- samples: Not stated.', '- source: Not stated.', '- licence: Not stated.', '- period: Not stated.'],
    ]);
    expect(section(markdown, 'Evaluation data')).toBe('- judged by: Held out.\n- split: By seed.');
    expect(section(markdown, 'Metrics').split('\n').slice(2)).toEqual([
      '| accuracy (higher is better) | all | 0.908 | 0.889 to 0.924 (95 %) | 1,000 |',
      '| error (lower is better) | large | -1.5 m |  |  |',
    ]);
    expect(section(markdown, 'What packing changed')).toContain(
      'accuracy (higher is better): 0.908, before packing 0.91',
    );
    expect(section(markdown, 'Caveats and recommendations')).toBe('- It is linear.');
    for (const { sha256 } of fullManifest.artifacts) expect(section(markdown, 'Files')).toContain(sha256);
  });

  test('says what nobody stated', () => {
    const { card: _, description: _d, license: _l, source: _s, evaluation: _e, ...bare } = fullManifest;
    const markdown = cardMarkdown(bare);
    expect([...markdown.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(sections);
    const unsaid = [
      'Intended use',
      'Out-of-scope uses',
      'Factors',
      'Training data',
      'Metrics',
      'Ethical considerations',
    ];
    for (const title of [...unsaid, 'Caveats and recommendations']) {
      expect(section(markdown, title), title).toBe('Not stated.');
    }
    expect(section(markdown, 'Model details')).toContain('- licence: Not stated.');
  });

  test('is the same for the same manifest, with its own file among the others or not', () => {
    const own = { file: cardFile, role: 'document', bytes: 1, sha256: 'f'.repeat(64) } as const;
    const markdown = cardMarkdown({ ...fullManifest, artifacts: [...fullManifest.artifacts, own] });
    expect(markdown).toBe(cardMarkdown(structuredClone(fullManifest)));
  });

  test('lets no text of the manifest break out of its place', () => {
    const text = '<script>x</script> | [a](b) `c`\n\n# d';
    const shown = String.raw`\<script\>x\</script\> \| \[a\](b) \`c\` # d`;
    const card: ModelCard = {
      ...{ authors: [text], contact: text, split: text },
      ...{ intendedUses: [text], outOfScopeUses: [text], factors: [text] },
      ...{ caveats: [text], ethicalConsiderations: [text] },
      trainingData: [{ name: text, description: text, source: text, license: text, period: text }],
      metrics: [{ name: text, value: 1, unit: text, group: text, higherIsBetter: true }],
    };
    const tensor = { name: text, dtype: 'float32', meaning: text, labels: [text] } as const;
    const markdown = cardMarkdown({
      ...fullManifest,
      ...{ card, name: text, description: text, license: text, source: text },
      ...{ inputs: [tensor], outputs: [tensor] },
      evaluation: { ...fullManifest.evaluation!, metric: text, data: text },
    });
    expect(markdown.split(shown).length - 1).toBe(28);
    expect(markdown.replaceAll(shown, '')).not.toContain('script');
    expect([...markdown.matchAll(/^#+ /gm)]).toHaveLength(sections.length + 2);
  });
});

describe('a packed model', () => {
  const packed = async (describe: object) => {
    const parent = await temporaryFolder();
    const model = await writeFiles(path.join(parent, 'model'), linear().files);
    const out = path.join(parent, 'package');
    return { out, report: await pack({ model, out, describe }) };
  };

  test('has its card as a document that verify holds to its digest', async () => {
    const { out, report } = await packed({ name: 'linear', card: { caveats: ['It is | linear.'] } });
    expect(report.manifest.card).toEqual({ caveats: ['It is | linear.'] });
    expect(report.manifest.artifacts.find(({ file }) => file === cardFile)?.role).toBe('document');
    const markdown = await readFile(path.join(out, cardFile), 'utf8');
    expect(markdown).toContain('- It is \\| linear.\n');
    expect(markdown).toBe(cardMarkdown(report.manifest));
    await writeFiles(out, new Map([[cardFile, new TextEncoder().encode(markdown.replace('linear', 'linaer'))]]));
    await expect(verifyPackage(out)).rejects.toMatchObject({ code: 'integrity', details: { file: cardFile } });
  });

  test('has one without being described', async () => {
    const { out } = await packed({});
    expect(await readFile(path.join(out, cardFile), 'utf8')).toContain('## Intended use\n\nNot stated.\n');
  });

  test.each<[object, string, RegExp]>([
    [{ card: 7 }, 'card', /The description of the package has a card of 7, where an object is needed/],
    [{ card: { caveats: [''] } }, 'card.caveats', /a list of at most 32 texts/],
    [{ card: { limits: ['x'] } }, 'card.limits', /card\.limits is not known/],
    [{ card: { metrics: [{ name: 'a', value: 1, better: 1 }] } }, 'card.metrics[0].higherIsBetter', /true or false/],
    [
      { card: { trainingData: [{ name: 'a' }, { name: 'b', sauce: 'x' }] } },
      'card.trainingData[1].sauce',
      /is not known/,
    ],
  ])('refuses a description that is wrong: %j', async (describe, field, words) => {
    await expect(packed(describe)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(words) as string,
      details: { field },
    });
  });

  test('of a package that has none, it is made of the manifest', async () => {
    const { files, manifest } = linearPackage();
    const folder = await writeFiles(path.join(await temporaryFolder(), 'package'), files);
    expect(manifest.artifacts.some(({ file }) => file === cardFile)).toBe(false);
    expect(await readCard(folder)).toEqual({ manifest, card: cardMarkdown(manifest) });
  });
});

describe('at a terminal', () => {
  const shown = showCard(cardMarkdown(fullManifest), { width: 80, style: { ...plain, bold: (text) => `*${text}*` } });

  test('headings are bold, tables aligned, and the marks gone', () => {
    const lines = shown.split('\n');
    expect(lines[0]).toBe('*Three numbers from four 1.2.3-rc.1*');
    expect(lines).toContain('*Metrics*');
    expect(lines).toContain('  - contact: https://example.com/contact');
    expect(lines).toContain('  metric                       group   value               interval  samples');
    expect(lines).toContain('  accuracy (higher is better)  all     0.908  0.889 to 0.924 (95 %)    1,000');
    expect(lines).toContain('  output  y     float32 [any, 3]     Scores. (a, b, )');
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test('what a package says moves no cursor', () => {
    expect(showCard('# a\u001b[2Jb\n\n- c\u0007\u009bd', { width: 80, style: plain })).toBe('a [2Jb\n\n  - c  d');
  });

  test('bars and backslashes of a cell are shown as they are', () => {
    const manifest = { ...fullManifest, outputs: [{ name: 'a|b\\', dtype: 'float32', meaning: '\\|' } as const] };
    expect(showCard(cardMarkdown(manifest), { width: 80, style: plain })).toMatch(
      /output +a\|b\\ +float32 .* {2}\\\|$/m,
    );
  });
});
