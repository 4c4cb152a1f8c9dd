import { compile } from 'html-to-text';
import PostalMime from 'postal-mime';

/** Of a mail, what a person reads. */
export interface Mail {
  subject: string;
  /** The plain text; where a mail has none, what its HTML shows. Attachments are not looked into. */
  body: string;
}

/** Looks like HTML that calls itself plain text. */
const markup = /<(?:html|head|body|table|center|br|font|p)\b[^<>]{0,200}>/i;

const textOf = compile({
  wordwrap: false,
  limits: { maxDepth: 200 },
  selectors: [
    // Where a link leads is no word that a person reads.
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    // Headings stay as they were written: capitals are a feature.
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** Reads a mail as it was received. `id` names it in an error. */
export async function readMail(bytes: Uint8Array, id: string): Promise<Mail> {
  if (bytes.length === 0) throw new Error(`The mail ${id} is empty. Run "npm ci" again.`);
  try {
    const { subject = '', text = '', html = '' } = await PostalMime.parse(bytes);
    const plain = markup.test(text) ? textOf(text) : text;
    return { subject, body: plain.trim() === '' ? textOf(html) : plain };
  } catch (cause) {
    throw new Error(`The mail ${id} cannot be read as MIME. Leave it out of the list, or run "npm ci" again.`, {
      cause,
    });
  }
}
