import type { Mail } from './mail.js';

/**
 * Takes out what says where and when a mail was collected rather than what it is: nearly all ham of the corpus came over
 * a few mailing lists to a few people, and a model would learn their names. What is left is the subject, then the body.
 */
export function withoutTraces({ subject, body }: Mail): string {
  // What a reply quotes stays, without the marks.
  const lines = withoutEnding(body.split(/\r?\n|\r/)).map((line) => line.replace(/^[\s>|}]+/, ''));
  const kept: string[] = [];
  let skipping: RegExp | undefined;
  for (const line of lines) {
    if (skipping) {
      if (skipping.test(line)) skipping = undefined;
      continue;
    }
    const block = blocks.find(({ begins }) => begins.test(line));
    if (block) skipping = block.ends;
    else if (!traces.some((trace) => trace.test(line))) kept.push(line);
  }
  return `${bare(subject)}\n\n${kept.join('\n')}`.replace(receivers, ' ').replace(months, ' ');
}

/** "Re: [ILUG] Re: hello" is "hello". */
function bare(subject: string): string {
  return subject.replace(/^(?:\s*(?:(?:re|fwd?|aw|sv)(?:\[\d{1,3}\])?:|\[[^\][]{1,30}\]))+/i, '').trim();
}

/** Advertisements that lists put into every mail: from the line that begins one, through the line that ends it. */
const blocks: readonly { begins: RegExp; ends: RegExp }[] = [
  { begins: /^This sf\.net email is sponsored by/i, ends: /^(?:_{20,})?$/ },
  { begins: /Yahoo! Groups Sponsor/i, ends: /~->|^$/ },
  { begins: /^-----BEGIN PGP SIGNATURE-----/, ends: /^-----END PGP SIGNATURE-----/ },
];

const traces: readonly RegExp[] = [
  // Who wrote what is quoted, and when.
  /\b(?:wrote|writes|schrieb)\s?:?\s*$|\b(?:said|sent)\s?:\s*$|^(?:On|At) .{0,80}\d.{0,80}(?:wrote|writes|,)\s*:?$/i,
  /^-{2,}\s?(?:Original Message|Forwarded message|Forwarded by).*$/i,
  /^(?:From|To|Cc|Sent|Date|Received|Message-ID|Reply-To|Return-Path|X-[\w-]{1,30}|URL|Subject):/i,
  // Footers of lists, and rules.
  /^[-_=*~+#.|/\\]{5,}\s*$/,
  /mailman\/listinfo|lists\/listinfo|\blistmaster@|mailing list$|\(un\)subscription|@lists\.|@egroups\.com|@yahoogroups\.com/i,
  /^To unsubscribe from this group, send an email to:|^Your use of Yahoo! Groups is subject/i,
  /^(?:Razor-users|Exmh-users|Exmh-workers|Spamassassin-\w{2,12}|RPM-List|Spambayes\w{0,9})\b.{0,60}@/i,
  /^--DeathToSpam/i,
  /^-----BEGIN PGP|^Hash: SHA1/,
];

/** The people and hosts that received the corpus, and the names that stand for them in it. */
const receivers =
  /\b(?:z{4}\w{0,20}|y{4}\w{0,20}|q{4}\w{0,20}|jm|jmason|netnote(?:inc)?|taint|spamassassin|webnote|labs\.netnoteinc)\b/gi;

/** When it was collected; "may" and "march" are other words too. */
const months =
  /\b(?:jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b/gi;

const longestSignature = 15;

/** The lines before the signature, which names the same people again and again. */
function withoutEnding(lines: readonly string[]): readonly string[] {
  const sign = lines.map((line) => /^--\s?$/.test(line)).lastIndexOf(true);
  const isSignature = sign >= 0 && lines.slice(sign).filter((line) => line.trim() !== '').length <= longestSignature;
  return isSignature ? lines.slice(0, sign) : lines;
}
