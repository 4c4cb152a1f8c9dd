import { limits } from '../model/limits.js';
import { download, type DownloadOptions } from './download.js';

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

/** False for an object without its end; what is no JSON at all is the parser's to say. */
function isWholeJson(bytes: ArrayBuffer): boolean {
  const text = (part: ArrayBuffer) => new TextDecoder().decode(part).trim();
  return !text(bytes.slice(0, 64)).startsWith('{') || text(bytes.slice(-64)).endsWith('}');
}
