import PostalMime from 'postal-mime';
import { bytes } from '../../page/format.js';

/** Why a file is not taken, and what to do. */
export class MailFileError extends Error {}

/** What a mail has beyond this is attachments. */
const mostBytes = 1_000_000;

export interface OpenedMail {
  text: string;
  /** What was left out, in words; empty where nothing was. */
  note: string;
}

/** Reads a mail as it is stored (.eml: subject and text of it) or a text file. Throws a `MailFileError`. */
export async function openMail(file: File): Promise<OpenedMail> {
  if (file.size === 0) throw new MailFileError(`“${file.name}” is empty. Open another, or paste the mail.`);
  const raw = await file.slice(0, mostBytes).arrayBuffer();
  const content = new TextDecoder().decode(raw);
  if (content.includes('\0')) {
    throw new MailFileError(`“${file.name}” is no text. Open a mail saved as .eml or .txt, or paste it.`);
  }
  const text = isMail(file.name, content) ? await textOfMail(raw) : content;
  const cut = file.size > mostBytes;
  return {
    text,
    note: cut ? `“${file.name}” has ${bytes(file.size)}: its first ${bytes(mostBytes)} were opened.` : '',
  };
}

/** A mail begins with lines of headers, whatever its file is called. */
function isMail(name: string, content: string): boolean {
  return (
    name.toLowerCase().endsWith('.eml') || /^(?:return-path|received|from|delivered-to|message-id):/i.test(content)
  );
}

async function textOfMail(raw: ArrayBuffer): Promise<string> {
  const { subject = '', text = '', html = '' } = await PostalMime.parse(raw);
  const body = text.trim() === '' ? textOfHtml(html) : text;
  return subject === '' ? body : `${subject}\n\n${body}`;
}

/** A parsed document fetches nothing and runs nothing. */
function textOfHtml(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const unseen of body.querySelectorAll('script, style, template')) unseen.remove();
  for (const block of body.querySelectorAll('br, p, div, tr, li, h1, h2, h3, h4')) block.append('\n');
  return (body.textContent ?? '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}
