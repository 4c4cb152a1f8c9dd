import { isEdgewiseError } from '../errors.js';
import { refuseHtmlPage } from '../model/json.js';
import { limits } from '../model/limits.js';
import { download, type DownloadOptions } from './download.js';
import { downloadSigningFile } from './download-signing-file.js';
import type { Trust } from './trust.js';

/** The JSON at a model's URL, as it came. */
export interface Answer {
  bytes: ArrayBuffer;
  /** The URL that answered, after redirects. */
  from: string;
  /** The `manifest.sig` that holds for it, where an application names the keys that it trusts. */
  signingFile?: ArrayBuffer;
}

export type AnswerOptions = Pick<DownloadOptions, 'requestInit' | 'cache' | 'signal' | 'tries' | 'idleTime'>;

export async function downloadAnswer(url: string, options: AnswerOptions): Promise<Answer> {
  let from = url;
  const onAnswer = (answered: string) => {
    from = answered;
  };
  const bytes = await download(url, { ...options, atMost: limits.modelJson, isWhole: isWholeJson, onAnswer });
  return { bytes, from };
}

/**
 * Holds an answer against the `manifest.sig` beside it, before it is read. The two are deployed one after the other, and
 * caches keep them apart: where they do not belong together, both are asked for once more, past all caches.
 *
 * @throws EdgewiseError `signature`
 */
export async function verifyAnswer(answer: Answer, url: string, trust: Trust, options: AnswerOptions): Promise<Answer> {
  refuseHtmlPage(answer.bytes, url);
  try {
    return await verifyOnce(answer, url, trust, options);
  } catch (error) {
    const differ = isEdgewiseError(error) && ['invalid', 'unknown-key'].includes(String(error.details['reason']));
    if (!differ || options.cache === 'reload' || options.cache === 'no-store') throw error;
    const anew = { ...options, cache: 'reload' } as const;
    return verifyOnce(await downloadAnswer(url, anew), url, trust, anew);
  }
}

async function verifyOnce(answer: Answer, url: string, trust: Trust, options: AnswerOptions): Promise<Answer> {
  return { ...answer, signingFile: await trust.verify(answer.bytes, await downloadSigningFile(url, options)) };
}

/** False for an object without its end; what is no JSON at all is the parser's to say. */
function isWholeJson(bytes: ArrayBuffer): boolean {
  const text = (part: ArrayBuffer) => new TextDecoder().decode(part).trim();
  return !text(bytes.slice(0, 64)).startsWith('{') || text(bytes.slice(-64)).endsWith('}');
}
