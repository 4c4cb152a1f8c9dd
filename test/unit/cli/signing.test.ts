import { execFileSync } from 'node:child_process';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { chmodSync, cpSync, readFileSync, statSync, symlinkSync, writeFileSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cacheControl } from '../../../src/cli/serve/headers.js';
import { answer, edgewise, temporaryFolder, writeModel, type Ran } from '../../support/command.js';
import { linear } from '../../support/models/index.js';
import { testKey } from '../../support/signing.js';

const place = temporaryFolder();
const at = (name: string) => path.join(place, name);
const [mine, other] = [at('mine.key'), at('other.key')];
const publicOf = (key: string) => readFileSync(`${key}.pub`, 'utf8').trim();
const modeOf = (file: string) => statSync(file).mode & 0o777;
/** What would give the private key away: each line of its PEM but the frame. */
const secretOf = (key: string) =>
  readFileSync(key, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('-----'))
    .join('');

/** A private key by RFC 8410: what names its kind, and any bytes. */
function pemOf(head: string, bytes: number): string {
  const der = Buffer.concat([Buffer.from(head, 'hex'), randomBytes(bytes)]);
  return `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`;
}

let model = '';
let packages = 0;
/** A package of the linear model, signed or not. */
async function packed(...options: string[]): Promise<string> {
  const out = at(`package-${++packages}`);
  await answer(['pack', model, '--out', out, ...options]);
  return out;
}

/** Every run of a command in this file: none may give a key away. */
const ran: Ran[] = [];
async function run(...args: string[]): Promise<Ran> {
  const outcome = await edgewise(args);
  ran.push(outcome);
  return outcome;
}

beforeAll(async () => {
  model = writeModel(linear().files);
  for (const key of [mine, other]) expect((await run('keygen', '--out', key)).code).toBe(0);
});

describe('keygen', () => {
  test('writes a private key for its owner alone, and prints the public one', async () => {
    const { code, stdout, stderr } = await run('keygen', '--out', at('new.key'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\w-]{43}\n$/);
    expect(stdout.trim()).toBe(publicOf(at('new.key')));
    expect(stderr).toMatch(/trustedKeys/);
    expect([modeOf(at('new.key')), modeOf(at('new.key.pub'))]).toEqual([0o600, 0o644]);
    expect(readFileSync(at('new.key'), 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  });

  test('whatever the umask says', () => {
    const command = `umask 0; ${process.execPath} dist/cli.js keygen --out ${at('open.key')}`;
    execFileSync('sh', ['-c', command], { stdio: 'pipe' });
    expect(modeOf(at('open.key'))).toBe(0o600);
  });

  test('writes over nothing: no key, no public key, no link that leads nowhere', async () => {
    const before = readFileSync(mine, 'utf8');
    expect(await run('keygen', '--out', mine)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/never written over/),
    });
    expect(readFileSync(mine, 'utf8')).toBe(before);

    writeFileSync(at('half.key.pub'), 'mine');
    expect((await run('keygen', '--out', at('half.key'))).code).toBe(1);
    expect([existsSync(at('half.key')), readFileSync(at('half.key.pub'), 'utf8')]).toEqual([false, 'mine']);

    symlinkSync(at('elsewhere'), at('link.key'));
    expect((await run('keygen', '--out', at('link.key'))).code).toBe(1);
    expect([existsSync(at('elsewhere')), existsSync(at('link.key.pub'))]).toEqual([false, false]);
  });

  test('--json has the public key and the files, and nothing else', async () => {
    const file = at('json.key');
    expect(await answer(['keygen', '--out', file])).toEqual({
      ...{ file, publicFile: `${file}.pub`, publicKey: publicOf(file) },
    });
  });

  test('says what to do where it may not write', async () => {
    const { code, stderr } = await run('keygen', '--out', at('missing/folder.key'));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/could not be written/)]);
  });
});

describe('a signed package', () => {
  test('is packed with --sign, and verified with --trust by key and by file', async () => {
    const out = await packed('--sign', mine);
    expect(await answer(['verify', out])).toMatchObject({ signatures: [{ key: publicOf(mine), trusted: false }] });
    for (const trust of [publicOf(mine), `${mine}.pub`]) {
      const { code, stdout } = await run('verify', out, '--trust', trust);
      expect([code, stdout]).toEqual([0, expect.stringContaining(`signed by ${publicOf(mine)}, which you trust`)]);
    }
    expect((await run('verify', out, '--trust', publicOf(other), '--trust', publicOf(mine))).code).toBe(0);
    expect((await run('inspect', out)).stdout).toMatch(new RegExp(`signed +by ${publicOf(mine)}`));
    expect(await answer(['inspect', out])).toMatchObject({ signatures: [{ key: publicOf(mine), valid: true }] });
  });

  test('is refused under another key, with what to do', async () => {
    const out = await packed('--sign', mine);
    const { code, stdout, stderr } = await run('verify', out, '--trust', publicOf(other), '--json');
    expect([code, stderr]).toEqual([1, expect.stringContaining(publicOf(mine))]);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'signature',
        details: { reason: 'unknown-key', keys: [publicOf(mine)], trusted: [publicOf(other)] },
      },
    });
  });

  test('may be signed by several at once', async () => {
    const out = await packed('--sign', mine, '--sign', other);
    for (const key of [mine, other]) expect((await run('verify', out, '--trust', publicOf(key))).code).toBe(0);
  });

  test('whose manifest or signature was changed is refused, with --trust and without', async () => {
    for (const [file, from, to] of [
      ['manifest.json', '"release": 1', '"release": 9'],
      ['manifest.sig', 'edgewise-signature', 'edgewise_signature'],
    ] as const) {
      const out = await packed('--sign', mine);
      const name = path.join(out, file);
      expect((await run('verify', out)).code).toBe(0);
      writeFileSync(name, readFileSync(name, 'utf8').replace(from, to));
      for (const options of [[], ['--trust', publicOf(mine)]]) {
        const { code, stderr } = await run('verify', out, ...options);
        expect([code, stderr]).toEqual([1, expect.stringMatching(/manifest\.sig .*sign it anew/s)]);
      }
      expect((await run('inspect', out)).stdout).toMatch(/signed +(not by|manifest\.sig is damaged)/);
    }
  });

  test('is replaced by an unsigned one with a warning, and its signature goes', async () => {
    const out = await packed('--sign', mine);
    const { code, stderr } = await run('pack', model, '--out', out, '--force');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/warning: The package that was at .* was signed; this one is not/),
    ]);
    expect(existsSync(path.join(out, 'manifest.sig'))).toBe(false);
    const again = await run('pack', model, '--out', out, '--force', '--sign', mine);
    expect(again.stderr).not.toContain('warning: The package that was');
  });
});

describe('a package that is not signed', () => {
  test('says so, and is refused with --trust', async () => {
    const out = await packed();
    const { code, stdout } = await run('verify', out);
    expect([code, stdout]).toEqual([0, expect.stringContaining('It is not signed.')]);
    expect((await run('inspect', out)).stdout).toMatch(/signed +by nobody/);
    const refused = await run('verify', out, '--trust', publicOf(mine));
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/is not signed.*edgewise sign/s)]);
  });

  test('is signed afterwards, by one key more each time', async () => {
    const out = await packed();
    expect((await run('sign', out, '--key', mine)).stdout).toContain(`signed by ${publicOf(mine)}`);
    const both = await answer(['sign', out, '--key', other]);
    expect(both).toMatchObject({ ok: true, signedBy: [publicOf(mine), publicOf(other)], dropped: [] });
    expect(await answer(['sign', out, '--key', mine])).toMatchObject({ signedBy: both.signedBy });
    for (const key of [mine, other]) expect((await run('verify', out, '--trust', `${key}.pub`)).code).toBe(0);
  });

  test('is signed only where it is sound, and loses signatures that do not hold', async () => {
    const out = await packed('--sign', other);
    const manifest = path.join(out, 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"release": 1', '"release": 2'));
    const { code, stdout, stderr } = await run('sign', out, '--key', mine);
    expect([code, stdout]).toEqual([0, expect.stringContaining(publicOf(mine))]);
    expect(stderr).toContain(`A signature by ${publicOf(other)} did not hold`);
    expect(await answer(['verify', out])).toMatchObject({ signatures: [{ key: publicOf(mine) }] });

    rmSync(path.join(out, 'model.json'));
    const broken = readFileSync(path.join(out, 'manifest.sig'));
    expect((await run('sign', out, '--key', other)).code).toBe(1);
    expect(readFileSync(path.join(out, 'manifest.sig'))).toEqual(broken);
  });
});

describe('a key that is not used', () => {
  test.each([0o644, 0o640, 0o604, 0o622])('with the mode %o, which lets others at it', async (mode) => {
    const out = await packed();
    const key = at(`mode-${mode}.key`);
    cpSync(mine, key);
    chmodSync(key, mode);
    for (const args of [
      ['sign', out, '--key', key],
      ['pack', model, '--out', at('never'), '--sign', key],
    ]) {
      const { code, stderr } = await run(...args);
      expect([code, stderr]).toEqual([1, expect.stringContaining(`chmod 600 ${key}`)]);
    }
    expect([existsSync(at('never')), existsSync(path.join(out, 'manifest.sig'))]).toEqual([false, false]);
    chmodSync(key, 0o600);
    expect((await run('sign', out, '--key', key)).code).toBe(0);
  });

  test.each<[string, () => string | Buffer]>([
    ['the public one', () => readFileSync(`${mine}.pub`)],
    ['one that is cut', () => readFileSync(mine, 'utf8').slice(0, 70)],
    ['empty', () => ''],
    ['much too large', () => readFileSync(mine, 'utf8').repeat(1000)],
    ['one of another kind', () => pemOf('3047020100300506032b6571043b0439', 57)],
  ])('%s', async (name, content) => {
    const key = at(`${name.replaceAll(' ', '-')}.key`);
    writeFileSync(key, content(), { mode: 0o600 });
    const { code, stderr } = await run('sign', await packed(), '--key', key);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: The key .*(edgewise keygen|too large)/s)]);
  });

  test('one that is not there', async () => {
    const { code, stderr } = await run('sign', await packed(), '--key', at('nothing'));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot be read/)]);
  });
});

test.each([['AAAA'], ['A'.repeat(43)], [at('nothing.pub')]])('--trust %s is no key, and says so', async (key) => {
  const { code, stderr } = await run('verify', await packed('--sign', mine), '--trust', key);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/no Ed25519 public key|small order/)]);
});

test('a key that another program made signs, and what it signed another program verifies', async () => {
  const pem = pemOf('302e020100300506032b657004220420', 32);
  const publicKey = createPublicKey(pem);
  const key = at('foreign.pem');
  writeFileSync(key, pem, { mode: 0o600 });
  const out = await packed('--sign', key);
  const file = (name: string) => readFileSync(path.join(out, name));
  const { signatures } = JSON.parse(file('manifest.sig').toString()) as { signatures: [{ signature: string }] };
  const signature = Buffer.from(signatures[0].signature, 'base64url');
  const message = Buffer.concat([Buffer.from('edgewise-manifest-v1\0'), file('manifest.json')]);
  expect(verify(null, message, publicKey, signature)).toBe(true);
  expect(verify(null, file('manifest.json'), publicKey, signature)).toBe(false);
});

test('a key that begins with a dash is one all the same', async () => {
  const dashed = Array.from({ length: 2_000 }, () => testKey()).find((key) => key.publicKey.startsWith('-'))!;
  writeFileSync(at('dash.key'), dashed.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const out = await packed('--sign', at('dash.key'));
  expect((await run('verify', out, '--trust', dashed.publicKey)).code).toBe(0);
});

test('serve has browsers ask for a signature again each time, as for the manifest', () => {
  for (const file of ['manifest.json', 'manifest.sig'])
    expect(cacheControl(`packages/digits/${file}`)).toBe('no-cache');
  expect(cacheControl('packages/digits/weights-3f0c9a51d2b47e86.bin')).toContain('immutable');
});

test('no run gave a key away', () => {
  expect(ran.length).toBeGreaterThan(30);
  for (const key of [mine, other]) {
    const secret = secretOf(key);
    expect(secret.length).toBeGreaterThan(40);
    // PKCS#8 has a head that all keys share; the seed is what comes behind it.
    const seed = Buffer.from(secret, 'base64').subarray(16);
    const forms = [
      secret.slice(24),
      ...(['hex', 'base64', 'base64url'] as const).map((form) => seed.toString(form).slice(0, 40)),
    ];
    for (const { stdout, stderr } of ran) for (const form of forms) expect(stdout + stderr).not.toContain(form);
  }
});
