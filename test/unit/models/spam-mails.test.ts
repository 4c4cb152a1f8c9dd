import { copyFile, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { corpusFolder, listMails, readStoredMail } from '../../../models/spam/data.js';
import { readMail } from '../../../models/spam/mail.js';
import { withoutTraces } from '../../../models/spam/traces.js';

const first = 'easy-ham-1/00001.7c53336b37003a9286aba55d2945844c.txt';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'edgewise-mails-'));
  await mkdir(path.join(folder, 'easy-ham-1'));
  await copyFile(path.join(corpusFolder(), first), path.join(folder, first));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the corpus', () => {
  test('names its mails, each in a folder that says what it is', async () => {
    const names = await listMails();
    expect(names).toHaveLength(6046);
    expect(names.filter((name) => name.startsWith('spam'))).toHaveLength(1896);
    const mail = await readStoredMail(first);
    expect(mail).toMatchObject({ id: 'easy-ham-1/00001', collection: 'easy-ham-1', spam: false });
    expect(mail.bytes).toHaveLength(5216);
  });

  test('that is not there is named, with what to do', async () => {
    const nowhere = path.join(folder, 'nowhere');
    await expect(listMails(nowhere)).rejects.toThrow(/nowhere.*cannot be read.*npm ci/);
    await expect(readStoredMail(first, nowhere)).rejects.toThrow(/nowhere.*00001.*cannot be read.*npm ci/);
  });

  test.each([
    ['cut off', '["easy-ham-1/000', /cannot be read.*npm ci/],
    ['that is none', '{"mails": 3}', /holds \{"mails":3\}.*npm ci/],
    ['of something else', `["${first}", "../../../etc/passwd"]`, /holds "\.\.\/\.\.\/\.\.\/etc\/passwd".*npm ci/],
    ['of nothing', '[]', /where mails are named.*npm ci/],
  ])('with a list %s is refused', async (_, list, message) => {
    await writeFile(path.join(folder, 'file_list.json'), list);
    await expect(listMails(folder)).rejects.toThrow(message);
  });

  test('with a damaged mail is refused', async () => {
    await expect(readStoredMail(first, folder)).resolves.toMatchObject({ id: 'easy-ham-1/00001' });
    await truncate(path.join(folder, first), 5215);
    await expect(readStoredMail(first, folder)).rejects.toThrow(/00001.*damaged.*npm ci/);
  });
});

describe('a mail', () => {
  const read = (...lines: string[]) => readMail(Buffer.from(lines.join('\r\n'), 'latin1'), 'a mail');

  test('is read with its charset and encodings', async () => {
    const mail = await read(
      'From someone@a.example Thu Aug 22 12:36:23 2002',
      'Subject: =?iso-8859-1?Q?F=FCr_Sie?=',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Sch=F6ne Gr=FC=',
      '=DFe',
    );
    expect(mail.subject).toBe('Für Sie');
    expect(mail.body.trim()).toBe('Schöne Grüße');
  });

  test('of two versions is its plain text', async () => {
    const mail = await read(
      'Subject: both',
      'Content-Type: multipart/alternative; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain',
      '',
      'plain',
      '--x',
      'Content-Type: text/html',
      '',
      '<p>marked up</p>',
      '--x--',
    );
    expect(mail.body.trim()).toBe('plain');
  });

  test.each(['text/html', 'text/plain'])('of HTML that comes as %s is what it shows', async (type) => {
    const mail = await read(
      `Content-Type: ${type}`,
      '',
      '<html><head><style>p { color: red }</style></head><body><h1>Big News</h1>',
      '<p>Click <a href="http://a.example/?id=1">here</a> &amp; win<img src="b.gif" alt="x"></p></body></html>',
    );
    expect(mail.body).not.toMatch(/[<>]|color|a\.example|b\.gif/);
    expect(mail.body.split(/\s+/)).toEqual(['Big', 'News', 'Click', 'here', '&', 'win']);
  });

  test.each([
    ['of nothing but bytes', [String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i))]],
    ['cut off in its headers', ['Subject: half', 'Content-Type: multipart/mixed; bound']],
    ['whose parts never end', ['Content-Type: multipart/mixed; boundary=x', '', '--x', 'Content-Type: text/plain', '']],
    ['in an unknown charset', ['Content-Type: text/plain; charset=x-none', '', 'words']],
  ])('%s breaks nothing', async (_, lines) => {
    const mail = await read(...lines);
    expect(typeof mail.subject).toBe('string');
    expect(typeof withoutTraces(mail)).toBe('string');
  });

  test('of no bytes, or nested without end, is named in the error', async () => {
    await expect(read('')).rejects.toThrow(/a mail is empty.*npm ci/);
    const nested = Array.from({ length: 500 }, (_, i) => [
      `Content-Type: multipart/mixed; boundary=b${String(i)}`,
      '',
      `--b${String(i)}`,
    ]);
    await expect(read(...nested.flat(), '', 'deep')).rejects.toThrow(/a mail cannot be read as MIME.*npm ci/);
  });
});

describe('traces of where a mail was collected', () => {
  const kept = (...lines: string[]) =>
    withoutTraces({ subject: '', body: lines.join('\n') })
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');

  test.each([
    ['Re: [ILUG] Re: hello', 'hello'],
    ['FW: RE[2]: hello', 'hello'],
    ['hello [was: other]', 'hello [was: other]'],
    ['reply: hello', 'reply: hello'],
  ])('leave the subject "%s"', (subject, bare) => {
    expect(withoutTraces({ subject, body: '' }).trim()).toBe(bare);
  });

  test('leave with who wrote what is quoted, which stays', () => {
    expect(
      kept('On Thu, Aug 22, 2002 at 10:00, Ann wrote:', '> old words', '> > Bob writes:', '  > > older', 'It was sent'),
    ).toEqual(['old words', 'older', 'It was sent']);
    expect(kept('-----Original Message-----', 'From: Ann', 'Sent: Thursday', 'To: Bob', 'words')).toEqual(['words']);
  });

  test('leave with the footers of lists, and advertisements in them', () => {
    expect(
      kept(
        'words',
        '-------------------------------------------------------',
        'This sf.net email is sponsored by:ThinkGeek',
        'Welcome to geek heaven.',
        'http://thinkgeek.com/sf',
        '_______________________________________________',
        'Razor-users mailing list',
        'Razor-users@lists.sourceforge.net',
        'https://lists.sourceforge.net/lists/listinfo/razor-users',
        '> _______________________________________________',
        '> Razor-users mailing list',
      ),
    ).toEqual(['words']);
    expect(
      kept('words', '--DeathToSpamDeathToSpamDeathToSpam--', 'URL: http://a.example', 'Date: Not supplied'),
    ).toEqual(
      ['words'], // prettier-ignore
    );
  });

  test('leave with a signature, if it is one', () => {
    expect(kept('words', '-- ', 'Ann', 'Example Ltd')).toEqual(['words']);
    const long = Array.from({ length: 20 }, (_, i) => `line ${String(i)}`);
    expect(kept('words', '--', ...long)).toEqual(['words', '--', ...long]);
  });

  test('leave with names of those who received it, and of months', () => {
    expect(kept('Dear zzzz, on 3 August you may march, spamassassin!')).toEqual(['Dear  , on 3   you may march,  !']);
  });

  test('take nothing from an ordinary mail', () => {
    const lines = [
      'Dear Ann,',
      'the meeting - as you said - is at 10:30, see www.a.example.',
      'Subject to change!',
      'Bob',
    ];
    expect(kept(...lines)).toEqual(lines);
  });
});
