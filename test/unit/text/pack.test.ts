import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pack } from '../../../src/cli/pack/pack.js';
import { readPackage } from '../../../src/cli/package/read-package.js';
import { answer, temporaryFolder, writeModel } from '../../support/command.js';
import { attribute, GraphBuilder } from '../../support/models/graph.js';
import { wordPieceJson } from '../../support/tokenizers.js';

const transforms = {
  input: { kind: 'text', method: 'tokenizer', input: 'ids', longestText: 100, length: 8, padding: 0 },
};
let model: string;
let tokenizer: string;
let folder: string;

beforeAll(() => {
  const graph = new GraphBuilder();
  graph.input('ids', 'int32', [null, 8]);
  graph.output('echo', graph.node('echo', 'Identity', ['ids'], { T: attribute.type('int32') }));
  model = writeModel(graph.build());
  folder = temporaryFolder();
  tokenizer = path.join(folder, 'any-name.json');
  writeFileSync(tokenizer, JSON.stringify(wordPieceJson));
});

describe('a tokenizer', () => {
  test('becomes a part of the package, by which the command reads texts', async () => {
    const out = path.join(folder, 'package');
    const { manifest } = await pack({ model, out, describe: { transforms }, tokenizer });
    expect(manifest.artifacts.find(({ role }) => role === 'tokenizer')).toMatchObject({ file: 'tokenizer.json' });
    expect(JSON.parse(new TextDecoder().decode((await readPackage(out)).tokenizer!))).toEqual(wordPieceJson);
    const { predictions } = await answer(['predict', out, '--text', 'Playing, the CAFÉ!']);
    expect(predictions).toMatchObject([{ echo: { data: [2, 5, 6, 9, 4, 8, 10, 3] } }]);
  });

  test('is missed where the description needs one, and refused where it does not', async () => {
    const out = path.join(folder, 'none');
    await expect(pack({ model, out, describe: { transforms } })).rejects.toThrow(
      expect.objectContaining({ code: 'input', message: expect.stringContaining('--tokenizer') as string }),
    );
    await expect(pack({ model, out, tokenizer })).rejects.toThrow(/leave --tokenizer out/);
    const missing = pack({ model, out, describe: { transforms }, tokenizer: path.join(folder, 'nothing.json') });
    await expect(missing).rejects.toThrow(/nothing\.json cannot be read/);
  });
});
