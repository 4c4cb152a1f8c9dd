import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Application, Logger, LogLevel, type TypeDocOptions } from 'typedoc';
import { expect, onTestFinished, test } from 'vitest';

// The options of `npm run docs` and of lint, on small libraries: what is missing in one fails the build.
const { typedocOptions, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  typedocOptions: Partial<TypeDocOptions>;
  scripts: Record<string, string>;
};

class Listening extends Logger {
  readonly said: string[] = [];
  override log(message: string, level: LogLevel): void {
    if (level >= LogLevel.Warn) this.said.push(message);
    super.log(message, level);
  }
}

/** As TypeDoc's command does: what it says of a library, and whether the build fails. */
async function documented(source: string): Promise<{ said: string[]; fails: boolean }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'edgewise-docs-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const entry = path.join(folder, 'index.ts');
  writeFileSync(entry, source);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'library', version: '1.0.0' }));
  const tsconfig = path.join(folder, 'tsconfig.json');
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions: { strict: true, types: [] }, files: ['index.ts'] }));
  const app = await Application.bootstrap({
    ...typedocOptions,
    intentionallyNotExported: [], // types of the library's own
    entryPoints: [entry],
    tsconfig,
  });
  const logger = (app.logger = new Listening());
  const project = await app.convert();
  if (project) app.validate(project);
  const { treatWarningsAsErrors, treatValidationWarningsAsErrors } = typedocOptions;
  const strict = treatWarningsAsErrors && treatValidationWarningsAsErrors;
  return { said: logger.said, fails: !project || logger.hasErrors() || (strict === true && logger.hasWarnings()) };
}

const whole = `
/** A record. */
export interface Row {
  /** Years. */
  age: number;
}
/** Answers.
 *
 * @throws Error for a {@link Row} that is none
 */
export function answer(row: Row): number {
  return row.age;
}
/** An error. */
export class Wrong extends Error {
  /** In one word. */
  readonly code: string = '';
  /** Tells it. */
  tell(): string {
    return this.code;
  }
}
/** A list of rows. */
export type Rows = {
  /** In their order. */
  rows: Row[];
};
`;

test('a documented library passes', async () => {
  expect(await documented(whole)).toEqual({ said: [], fails: false });
});

test.each([
  ['an interface', '/** A record. */', 'Row'],
  ['a member of an interface', '/** Years. */', 'Row.age'],
  ['a class', '/** An error. */', 'Wrong'],
  ['a property of a class', '/** In one word. */', 'Wrong.code'],
  ['a method', '/** Tells it. */', 'tell'],
  ['a type alias', '/** A list of rows. */', 'Rows'],
  ['a member of a type alias', '/** In their order. */', 'rows'],
])('without a word on %s it fails', async (_, comment, name) => {
  expect(whole).toContain(comment);
  const { said, fails } = await documented(whole.replace(comment, ''));
  expect(fails).toBe(true);
  expect(said.join('\n')).toMatch(new RegExp(`${name}\\b.* does not have any documentation`));
});

test('without a word on a function it fails', async () => {
  const { said, fails } = await documented(`${whole}\nexport function more(): void {}\n`);
  expect(fails).toBe(true);
  expect(said.join('\n')).toMatch(/more.* does not have any documentation/);
});

test('with a type that is used but not exported it fails', async () => {
  const { said, fails } = await documented(
    whole.replace('export interface Row', 'interface Row').replace('{@link Row}', 'row'),
  );
  expect(fails).toBe(true);
  expect(said.join('\n')).toMatch(/Row.* is referenced by .* but not included/);
});

test('with a link that leads nowhere it fails', async () => {
  const { said, fails } = await documented(whole.replace('{@link Row}', '{@link Raw}'));
  expect(fails).toBe(true);
  expect(said.join('\n')).toMatch(/Failed to resolve link to "Raw"/);
});

test('lint runs it, with these options', () => {
  expect(scripts['docs']).toBe('typedoc');
  expect(scripts['lint']).toMatch(/&& typedoc --emit none$/);
  expect(typedocOptions.entryPoints).toEqual(['src/index.ts', 'src/service-worker.ts']);
});
